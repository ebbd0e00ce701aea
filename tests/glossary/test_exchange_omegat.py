"""The glossary that OmegaT shows beside a segment: what occurs, as it occurs, with the rendering that holds there."""

from collections.abc import Sequence

from corpus.languages import Language
from glossary.exchange import write_omegat
from glossary.matching import Matcher
from glossary.terms import Term

TERMS = [
    Term("合同", "契約", "contract", ja_variants=("契約書",), ja_forbidden=("合同",), note="契約書は\n書面"),
    Term("抵押权", "抵当権", "property", definition="担保物権"),
    Term("委托人", "委任者", "contract", zh_variants=("委託人",)),
    Term("委托人", "委託者", "economic"),
    Term("解除する", "解除", "contract"),
]


def glossary(texts: Sequence[str], area: str = "", language: Language = "zh") -> list[list[str]]:
    matcher = Matcher(TERMS, language)
    matches = [match for text in texts for match in matcher.match(text, area)]
    content = write_omegat(matches, "ja" if language == "zh" else "zh").decode()
    return [line.split("\t") for line in content.splitlines()]


def test_only_what_occurs_is_listed_each_once():
    assert glossary(["合同成立。", "合同生效，抵押权消灭。"]) == [
        ["合同", "契約", "contract / 可: 契約書 / 不可: 合同 / 契約書は 書面"],
        ["抵押权", "抵当権", "property / 担保物権"],
    ]


def test_the_area_decides_between_renderings():
    assert [line[:2] for line in glossary(["委托人签字。"], "economic")] == [["委托人", "委託者"]]


def test_without_an_area_every_rendering_is_listed_with_its_own():
    assert glossary(["委托人签字。"]) == [["委托人", "委任者", "contract"], ["委托人", "委託者", "economic"]]


def test_a_variant_is_listed_as_it_stands_in_the_text():
    assert [line[0] for line in glossary(["委託人签字。"], "contract")] == ["委託人"]


def test_the_other_direction_has_chinese_renderings():
    assert glossary(["抵当権は消滅する。"], language="ja") == [["抵当権", "抵押权", "property / 担保物権"]]


def test_no_term_gives_an_empty_file():
    assert glossary(["无。"]) == []
