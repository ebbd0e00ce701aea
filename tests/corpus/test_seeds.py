"""The product starts with its own corpus."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from corpus.pairs import count_pairs, iter_pairs
from corpus.seeds import read_seeds, seed_corpus, seed_files
from corpus.tables import Pair, Source


# Slow: reads and indexes all 14,544 shipped rows.
@pytest.mark.slow
def test_every_shipped_row_is_in_the_corpus_and_a_second_call_adds_nothing(
    each_database: sessionmaker[Session],
) -> None:
    told: list[int] = []
    with each_database() as session:
        report = seed_corpus(session, told.append)
        assert told[-1] == report.added + report.duplicate == 14_544
        assert report.rejected == 0
        assert count_pairs(session) == report.added
        again = seed_corpus(session, told.append)
        assert (again.added, again.duplicate, again.problems) == (0, 0, [])
        assert session.scalar(select(func.count()).select_from(Source)) == len(seed_files()) == 15
        articles = session.scalars(select(Pair).where(Pair.document == "articles-01").order_by(Pair.position)).all()
        assert (articles[0].zh, articles[0].position, articles[0].area) == ("望海澜川精密机械有限公司章程", 0, None)
        assert articles[0].source.name == "documents/corporate.tsv"
        first = next(iter_pairs(session, area="property"))
        assert (first.genre, first.document, first.position) == ("statute", None, 0)
        assert first.source.name == "pairs/property.tsv"


def test_a_damaged_seed_file_is_named_with_its_line() -> None:
    path = Path("pairs") / "tort.tsv"
    with pytest.raises(CorpusError, match=r"tort\.tsv, line 3: 2 columns .* restore"):
        list(read_seeds(path, "zh\tja\tgenre\n甲\t甲\tstatute\n乙\t乙\n"))


def test_positions_count_within_each_document() -> None:
    text = "document\tzh\tja\tgenre\na\t甲\t甲\tcontract\na\t乙\t乙\tcontract\nb\t丙\t丙\tcontract\n"
    pairs = list(read_seeds(Path("documents") / "x.tsv", text))
    assert [(pair.document, pair.position, pair.line) for pair in pairs] == [("a", 0, 2), ("a", 1, 3), ("b", 0, 4)]
