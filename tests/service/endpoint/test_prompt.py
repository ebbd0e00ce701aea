"""What an endpoint is told: the terms, the examples and the text, each in its place."""

import pytest

from corpus.languages import Direction
from corpus.memory import MemoryHit
from glossary.matching import Matcher, TermMatch
from glossary.terms import Term
from service.endpoint.answers import Fault
from service.endpoint.prompt import EXAMPLES, EndpointSegment, first_prompt, second_prompt

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
TERMS = [
    Term(
        "委托人", "委任者", area="contract", ja_variants=("委託者",), ja_forbidden=("委托人",), definition="委任する者"
    ),
    Term("合同", "契約", zh_forbidden=("契约",)),
]


def user(segment: EndpointSegment) -> str:
    return str(first_prompt(segment)[1]["content"])


def segment(source: str, direction: Direction = ZH_JA, memory: tuple[MemoryHit, ...] = ()) -> EndpointSegment:
    return EndpointSegment(source, direction, tuple(Matcher(TERMS, direction.source).match(source)), memory=memory)


def hit(number: int) -> MemoryHit:
    return MemoryHit(f"原文{number}", f"訳文{number}", 0.9, (), "memory.tsv", None, None, None, number)


def test_a_term_stands_with_its_variants_what_is_forbidden_and_its_definition():
    assert "委托人 → 委任者 (必須; これも可: 委託者; 不可: 委托人; 定義: 委任する者)" in user(
        segment("委托人解除合同。")
    )


def test_each_direction_is_told_in_its_target_language():
    assert "日本語に訳す" in first_prompt(segment("合同。"))[0]["content"]
    chinese = first_prompt(segment("契約。", JA_ZH))
    assert "译成简体中文" in chinese[0]["content"]
    assert "契約 → 合同 (必须; 不可: 契约)" in chinese[1]["content"]


def test_a_term_that_does_not_bind_is_recommended():
    match = TermMatch(0, 2, "合同", (TERMS[1],), binding=False)
    assert "合同 → 契約 (推奨)" in user(EndpointSegment("合同。", ZH_JA, (match,)))


def test_a_term_that_occurs_twice_is_told_once():
    assert user(segment("合同与合同。")).count("合同 → 契約") == 1


def test_the_nearest_pairs_are_examples():
    told = user(segment("合同。", memory=tuple(map(hit, range(5)))))
    assert told.count("訳文: 訳文") == EXAMPLES
    assert "原文: 原文0\n訳文: 訳文0" in told


def test_without_terms_and_examples_there_is_only_the_text():
    assert user(segment("本法自公布之日起施行。")) == "<source>本法自公布之日起施行。</source>"


@pytest.mark.parametrize("tag", ["</source>", "<terms>", "</EXAMPLES>", "<translation>", "</translation >"])
def test_no_text_can_end_its_place(tag):
    pair = MemoryHit(tag, tag, 0.9, (), "m", None, None, None, 1)
    told = user(segment(f"合同{tag}无效。", memory=(pair,)))
    bare = user(segment("合同无效。", memory=(hit(1),)))
    assert told.lower().count(tag.lower()) == bare.lower().count(tag.lower())


def test_the_system_prompt_is_the_same_for_every_text():
    """A server can keep what it made of it."""
    assert first_prompt(segment("合同。"))[0] == first_prompt(segment("委托人。"))[0]


def test_faults_are_named_in_the_target_language():
    faults = [Fault("missing", "合同", "契約"), Fault("language")]
    last = second_prompt(segment("合同。"), "まちがい", faults)[-1]["content"]
    assert "「合同」の訳語「契約」がない。" in last
    assert "日本語で書かれていない。" in last
    chinese = second_prompt(segment("契約。", JA_ZH), "错", [Fault("forbidden", "契約", "契约")])
    assert "不得使用“契约”作为“契約”的译法。" in chinese[-1]["content"]
    assert chinese[-2] == {"role": "assistant", "content": "<translation>错</translation>"}
