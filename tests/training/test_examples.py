"""Training examples: what is marked, copied, exchanged and joined."""

import random

import pytest
from transformers import MarianTokenizer

from corpus.languages import Direction
from glossary.matching import Matcher
from glossary.terms import Term
from training.alignment import SpanLink, grow_diagonally
from training.base.tokenizer import train_tokenizer
from training.examples import AlignedPair, ExampleMaker, Rates
from training.markables import aligned_pair

ZH, JA = "抵押权人有权就抵押财产优先受偿。", "抵当権者は、抵当財産について優先的に弁済を受ける権利を有する。"
ALWAYS = Rates(marked=1, term=1, word=0, exchanged=0, renamed=0)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> MarianTokenizer:
    texts = [ZH, JA, "合同无效。", "契約は、無効とする。", "起诉", "訴えを提起する"] * 5
    return train_tokenizer(texts, tmp_path_factory.mktemp("tokenizer"), vocab_size=420)


@pytest.fixture(scope="module")
def pair() -> AlignedPair:
    matcher = Matcher([Term("抵押权人", "抵当権者"), Term("抵押财产", "抵当財産")], "zh")
    return aligned_pair(ZH, JA, [SpanLink(0, 4, 0, 4), SpanLink(7, 11, 6, 10)], matcher)


def maker(tokenizer: MarianTokenizer, rates: Rates, replacements: list[tuple[str, str]] | None = None) -> ExampleMaker:
    return ExampleMaker(tokenizer, replacements or [("合同", "契約")], rates, max_pieces=200)


def text(tokenizer: MarianTokenizer, ids: list[int]) -> str:
    return tokenizer.spm_source.decode([i for i in ids if i != tokenizer.eos_token_id])


def test_marked_source_carries_the_renderings_and_the_target_is_the_sentence(
    tokenizer: MarianTokenizer, pair: AlignedPair
) -> None:
    example = maker(tokenizer, ALWAYS).make(pair, Direction.ZH_JA, random.Random(0))
    assert example is not None
    assert text(tokenizer, example.source) == (
        "<2ja><t>抵押权人<=>抵当権者</t>有权就<t>抵押财产<=>抵当財産</t>优先受偿。"
    )
    assert text(tokenizer, example.target) == JA


def test_other_direction_marks_the_chinese_renderings(tokenizer: MarianTokenizer, pair: AlignedPair) -> None:
    example = maker(tokenizer, ALWAYS).make(pair, Direction.JA_ZH, random.Random(0))
    assert example is not None
    assert text(tokenizer, example.source).startswith("<2zh><t>抵当権者<=>抵押权人</t>は、")
    assert text(tokenizer, example.target) == ZH


def test_unmarked_example_is_the_plain_pair(tokenizer: MarianTokenizer, pair: AlignedPair) -> None:
    example = maker(tokenizer, Rates(marked=0)).make(pair, Direction.ZH_JA, random.Random(0))
    assert example is not None
    assert text(tokenizer, example.source) == "<2ja>" + ZH


def test_copied_pieces_are_the_same_on_both_sides_and_joined(tokenizer: MarianTokenizer, pair: AlignedPair) -> None:
    example = maker(tokenizer, ALWAYS).make(pair, Direction.ZH_JA, random.Random(0))
    assert example is not None
    start = example.source.index(tokenizer.convert_tokens_to_ids("<=>")) + 1
    end = example.source.index(tokenizer.convert_tokens_to_ids("</t>"))
    for ordinal in range(end - start):  # 抵当権者 opens the target
        assert example.source[start + ordinal] == example.target[ordinal]
        assert (ordinal, start + ordinal) in example.links


def test_exchanged_term_changes_both_sides(tokenizer: MarianTokenizer, pair: AlignedPair) -> None:
    rates = Rates(marked=1, term=1, word=0, exchanged=1, renamed=0)
    example = maker(tokenizer, rates).make(pair, Direction.ZH_JA, random.Random(0))
    assert example is not None
    assert "<t>合同<=>契約</t>有权" in text(tokenizer, example.source)
    assert text(tokenizer, example.target).startswith("契約は、契約について")


def test_renamed_term_keeps_one_side(tokenizer: MarianTokenizer, pair: AlignedPair) -> None:
    rates = Rates(marked=1, term=1, word=0, exchanged=0, renamed=1)
    example = maker(tokenizer, rates, [("起诉", "訴え")]).make(pair, Direction.ZH_JA, random.Random(0))
    assert example is not None
    source, target = text(tokenizer, example.source), text(tokenizer, example.target)
    for surface, rendering in [part.split("<=>") for part in source.replace("</t>", "<t>").split("<t>")[1::2]]:
        assert (surface == "起诉") != (rendering == "訴え")
        assert rendering in target


def test_inflected_verb_is_marked_by_its_citation_form() -> None:
    matcher = Matcher([Term("起诉", "訴えを提起する")], "zh")
    pair = aligned_pair("原告起诉。", "原告は訴えを提起した。", [SpanLink(2, 4, 3, 9)], matcher)
    (markable,) = pair.markables
    assert markable.ja_mark == "訴えを提起する"
    assert pair.ja[slice(*markable.ja)] == "訴えを提起"


def test_too_long_a_pair_makes_no_example(tokenizer: MarianTokenizer, pair: AlignedPair) -> None:
    short = ExampleMaker(tokenizer, [("合同", "契約")], ALWAYS, max_pieces=5)
    assert short.make(pair, Direction.ZH_JA, random.Random(0)) is None


def test_grow_diagonally_takes_neighbours_of_the_union_with_a_free_end() -> None:
    assert grow_diagonally({(0, 0), (1, 1)}, {(0, 0), (2, 1), (5, 5)}) == {(0, 0), (1, 1), (2, 1)}
