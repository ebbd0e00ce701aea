"""A pair is corrected in place, and found and compared by its new texts."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from corpus.pair_correction import correct_pair
from corpus.pair_search import PairQuery, search_pairs
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Document, Pair, Segment

SOURCE = SourceInfo("a.tsv", "a" * 64, "CC BY 4.0", "李")
WRONG = NewPair("租金为500元。", "賃料は、600元とする。", "contract", "contract", flags=("numbers",))
OTHER = NewPair("定金为500元。", "手付は、500元とする。", "contract", "contract")
TEXTS = (WRONG.zh, WRONG.ja)
RIGHT = "賃料は、500元とする。"


@pytest.fixture
def filled(each_database: sessionmaker[Session]) -> sessionmaker[Session]:
    with each_database() as session:
        add_pairs(session, [WRONG, OTHER], SOURCE)
    return each_database


def numbers(session: Session) -> list[int]:
    return list(session.scalars(select(Pair.id).order_by(Pair.id)))


def test_a_corrected_pair_is_found_by_its_new_text_and_keeps_what_else_is_known_of_it(
    filled: sessionmaker[Session],
) -> None:
    with filled() as session:
        number = numbers(session)[0]
        correct_pair(session, number, TEXTS, WRONG.zh, f" {RIGHT}\n")
    with filled() as session:
        assert not search_pairs(session, PairQuery("600元")).pairs
        [found] = search_pairs(session, PairQuery("賃料は、500元")).pairs
        assert (found.id, found.ja, found.area, found.source.name, found.flags) == (
            number,
            RIGHT,
            "contract",
            "a.tsv",
            ["numbers"],
        )
        again = add_pairs(session, [NewPair(WRONG.zh, RIGHT)], SOURCE)
        assert again.duplicate == 1


@pytest.mark.parametrize(
    ("former", "texts", "case"),
    [
        (("租金为500元。", "前の訳"), (WRONG.zh, RIGHT), "conflict"),
        (TEXTS, (WRONG.zh, " "), "pair_text"),
        (TEXTS, (OTHER.zh, OTHER.ja), "pair_known"),
    ],
)
def test_what_cannot_stand_in_the_corpus_is_refused_and_nothing_changes(
    filled: sessionmaker[Session], former: tuple[str, str], texts: tuple[str, str], case: str
) -> None:
    with filled() as session:
        with pytest.raises(CorpusError) as refused:
            correct_pair(session, numbers(session)[0], former, *texts)
        assert refused.value.case == case
    with filled() as session:
        assert session.scalars(select(Pair.ja).order_by(Pair.id)).all() == [WRONG.ja, OTHER.ja]


def test_a_pair_that_is_an_approved_segment_is_corrected_in_its_document(filled: sessionmaker[Session]) -> None:
    with filled() as session:
        number = numbers(session)[0]
        document = Document(name="契約.docx", direction="zh-ja", area="contract", created_by="李")
        session.add(document)
        session.flush()
        session.add(
            Segment(
                document_id=document.id,
                position=0,
                source=WRONG.zh,
                source_key=WRONG.zh,
                target=WRONG.ja,
                status="approved",
                pair_id=number,
                updated_by="李",
            )
        )
        session.commit()
        with pytest.raises(CorpusError) as refused:
            correct_pair(session, number, TEXTS, WRONG.zh, RIGHT)
    assert (refused.value.case, refused.value.values) == ("pair_segment", {"document": "契約.docx"})


def test_a_pair_that_was_deleted_meanwhile_is_told(filled: sessionmaker[Session]) -> None:
    with filled() as session, pytest.raises(CorpusError) as refused:
        correct_pair(session, 99, TEXTS, WRONG.zh, RIGHT)
    assert refused.value.case == "pair_gone"
