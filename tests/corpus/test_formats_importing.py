"""Files into the corpus and out of it."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from corpus.formats.importing import export_pairs, import_pairs
from corpus.pairs import Problem, count_pairs, iter_pairs
from corpus.tables import Source

ROWS = """ja\tzh\tarea\tgenre\tdocument\tposition
契約\t合同\tcontract\tcontract\t\t
抵当権\t抵押权\tproperty\tstatute\tlaw-1\t
一列
契約\t合 同\tcontract\t\t\t
抵当権者\t抵押权人\tproperty\tstatute\tlaw-1\t
留置権\t留置权\tnothing\t\t\t
\t空\t\t\t\t
質権\t质权\t\t\t\t40
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "memory.tsv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_the_report_names_every_line_that_was_not_added(sessions: sessionmaker[Session], file: Path) -> None:
    read: list[int] = []
    with sessions() as session:
        report = import_pairs(session, file, "reviewer", "CC-BY-4.0", read.append)
    assert (report.added, report.duplicate, report.rejected) == (4, 1, 3)
    assert [(problem.line, problem.kind) for problem in report.problems] == [
        (4, "rejected"),
        (5, "duplicate"),
        (7, "rejected"),
        (8, "rejected"),
    ]
    assert report.problems[0] == Problem(4, "rejected", "1 column where zh and ja need 2")
    assert read == [7]


def test_source_fields_and_places_are_kept(sessions: sessionmaker[Session], file: Path) -> None:
    with sessions() as session:
        import_pairs(session, file, "reviewer", "CC-BY-4.0")
        source = session.scalars(select(Source)).one()
        assert (source.name, source.licence, source.imported_by) == ("memory.tsv", "CC-BY-4.0", "reviewer")
        assert [(pair.zh, pair.area, pair.genre, pair.document, pair.position) for pair in iter_pairs(session)] == [
            ("合同", "contract", "contract", None, 0),
            ("抵押权", "property", "statute", "law-1", 0),
            ("抵押权人", "property", "statute", "law-1", 1),
            ("质权", None, None, None, 40),
        ]


def test_a_second_import_adds_nothing(sessions: sessionmaker[Session], file: Path) -> None:
    with sessions() as session:
        import_pairs(session, file, "reviewer")
        again = import_pairs(session, file, "reviewer")
        assert (again.added, again.duplicate, again.rejected) == (0, 5, 3)
        assert count_pairs(session) == 4
        assert len(session.scalars(select(Source)).all()) == 1


@pytest.mark.parametrize("suffix", [".tsv", ".csv", ".jsonl", ".tmx"])
def test_an_exported_corpus_fills_an_empty_one(
    sessions: sessionmaker[Session], file: Path, tmp_path: Path, suffix: str
) -> None:
    exported, again = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    with sessions() as session:
        import_pairs(session, file, "reviewer")
        assert export_pairs(session, exported) == 4
        for pair in list(iter_pairs(session)):
            session.delete(pair)
        session.commit()
        report = import_pairs(session, exported, "reviewer")
        assert (report.added, report.problems) == (4, [])
        export_pairs(session, again)
    assert again.read_bytes() == exported.read_bytes()


def test_one_area_and_genre_can_be_exported(sessions: sessionmaker[Session], file: Path, tmp_path: Path) -> None:
    with sessions() as session:
        import_pairs(session, file, "reviewer")
        assert export_pairs(session, tmp_path / "a.tsv", area="property") == 2
        assert export_pairs(session, tmp_path / "a.tsv", genre="contract") == 1
        assert export_pairs(session, tmp_path / "a.tmx", area="tort") == 0


def test_a_file_damaged_midway_can_be_repaired_and_imported_again(
    sessions: sessionmaker[Session], file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "memory.tmx"
    with sessions() as session:
        import_pairs(session, file, "reviewer")
        export_pairs(session, path)
        whole = path.read_bytes()
        path.write_bytes(whole[:-30])
        with pytest.raises(CorpusError, match=r"memory\.tmx, line \d+: the file is damaged or cut off"):
            import_pairs(session, path, "reviewer")
        path.write_bytes(whole)
        assert import_pairs(session, path, "reviewer").duplicate == 4


def test_a_file_that_is_not_there_is_told(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    with sessions() as session, pytest.raises(CorpusError, match=r"none\.tsv cannot be read"):
        import_pairs(session, tmp_path / "none.tsv", "reviewer")
