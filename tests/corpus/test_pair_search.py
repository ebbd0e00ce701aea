"""Pairs looked up by a part of their text and by what they are."""

from itertools import product

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.pair_search import ANY_FLAG, NO_FLAG, PairQuery, search_pairs
from corpus.pairs import NewPair, SourceInfo, add_pairs

CLIENT = SourceInfo("client.tsv", "a" * 64, "confidential", "李")
OPEN = SourceInfo("open.tsv", "b" * 64, "", "李")
PAIRS = (
    NewPair("抵押权人有权就抵押财产优先受偿。", "抵当権者は、優先弁済を受ける。", "statute", "property", "民法典"),
    NewPair("本合同自双方签字之日起生效。", "本契約は、署名の日から効力を生ずる。", "contract", "contract"),
    NewPair("定金为“500元”。", "手付は「500元」とする。", flags=("numbers", "doubtful")),
)


@pytest.fixture
def filled(each_database: sessionmaker[Session]) -> sessionmaker[Session]:
    with each_database() as session:
        add_pairs(session, PAIRS[:2], CLIENT)
        add_pairs(session, PAIRS[2:], OPEN)
    return each_database


def found(sessions: sessionmaker[Session], query: PairQuery) -> list[str]:
    with sessions() as session:
        page = search_pairs(session, query)
    assert page.total == len(page.pairs)
    return [pair.zh for pair in page.pairs]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("抵押财产优先", [0]),
        ("署名の日", [1]),
        ("合同", [1]),  # too short for the trigrams
        ("元", [2]),
        ("“500元”", [2]),  # by key: quotation marks, width and spaces do not count
        ("「５００元」", [2]),
        ("财产抵押", []),  # all characters, not in this order
        ("签字之 日", [1]),
        ("生效' OR 1=1 --", []),
        ('"签字之日"', []),
        ("%", []),
        ("", [2, 1, 0]),
        ("  ", [2, 1, 0]),
        ("\0", []),
    ],
)
def test_a_part_of_either_text_finds_the_pair(filled: sessionmaker[Session], text: str, places: list[int]) -> None:
    assert found(filled, PairQuery(text)) == [PAIRS[place].zh for place in places]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        (PairQuery(area="property"), [0]),
        (PairQuery(area=""), [2]),
        (PairQuery(genre="contract"), [1]),
        (PairQuery(document="民法典"), [0]),
        (PairQuery(licence="confidential"), [1, 0]),
        (PairQuery(licence=""), [2]),
        (PairQuery(flag="numbers"), [2]),
        (PairQuery(flag="doubtful"), [2]),
        (PairQuery(flag="number"), []),
        (PairQuery(flag=ANY_FLAG), [2]),
        (PairQuery(flag=NO_FLAG), [1, 0]),
        (PairQuery("优先受偿", area="contract"), []),
    ],
)
def test_filters_narrow_the_pairs(filled: sessionmaker[Session], query: PairQuery, places: list[int]) -> None:
    assert found(filled, query) == [PAIRS[place].zh for place in places]


def test_pages_follow_each_other_without_gap_and_tell_the_total(filled: sessionmaker[Session]) -> None:
    with filled() as session:
        pages = [search_pairs(session, PairQuery(), offset, 2) for offset in (0, 2, 4)]
        sources = {pair.source_id for page in pages for pair in page.pairs}
        of_one = search_pairs(session, PairQuery(source_id=min(sources)))
    assert [page.total for page in pages] == [3, 3, 3]
    assert [pair.zh for page in pages for pair in page.pairs] == [pair.zh for pair in PAIRS[::-1]]
    assert of_one.total == 2


def test_every_part_of_a_text_of_three_characters_or_more_is_found(filled: sessionmaker[Session]) -> None:
    text = PAIRS[0].zh[:9]
    for start, end in product(range(len(text)), repeat=2):
        if end - start >= 2:
            assert found(filled, PairQuery(text[start : end + 1])) == [PAIRS[0].zh]
