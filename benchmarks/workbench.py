"""How long the workbench takes to do what a person waits for.

    python -m benchmarks.workbench [--segments 2000] [--documents 100] [--database-url URL]

Fills a throw-away SQLite database (or the empty database of the URL) with the seed glossary and with documents of
sentences of the seed corpus, half of them drafted, and prints the least and the median time of each act over its
repetitions. Inspecting is measured apart, as each save includes it once.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy import bindparam, insert, literal, select, update
from sqlalchemy.orm import Session

from corpus.database import open_database
from corpus.languages import Direction
from corpus.pairs import iter_pairs
from corpus.seeds import seed_corpus
from corpus.settings import Settings
from corpus.tables import Document, Segment
from glossary.seeds import seed_glossary
from service.accounts import Person, Role
from service.workbench.documents import list_documents, upload_document
from service.workbench.editing import confirm_target, save_target
from service.workbench.exporting import ExportKind, export_document
from service.workbench.inspection import Inspector
from service.workbench.restructuring import merge_segments, split_segment
from service.workbench.searching import apply_replacement, preview_replacement
from service.workbench.segments import load_segments

ZH_JA = Direction.ZH_JA
PERSON = Person("benchmark", Role.ADMIN)
REPETITIONS = 7


def main() -> None:
    """Fills the database, measures and prints the table."""
    parser = argparse.ArgumentParser(description="How long the workbench takes to do what a person waits for.")
    parser.add_argument("--segments", type=int, default=2_000, help="of the document that is worked on")
    parser.add_argument("--documents", type=int, default=100, help="in the list, the others with as many segments")
    parser.add_argument("--database-url", default="", help="an empty database; a throw-away SQLite file without")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        sessions = open_database(Settings(data_dir=Path(folder), database_url=arguments.database_url))
        with sessions() as session:
            seed_corpus(session)
            seed_glossary(session)
            session.commit()
            dialect = session.get_bind().dialect.name
            table = Table(title=f"Workbench, {dialect}, {arguments.segments:,} segments a document")
            for column in ("act", "least ms", "median ms"):
                table.add_column(column, justify="left" if column == "act" else "right")
            for name, times in measure(session, arguments.segments, arguments.documents).items():
                table.add_row(name, f"{min(times):,.1f}", f"{statistics.median(times):,.1f}")
        sessions.kw["bind"].dispose()
    Console().print(table)


def measure(session: Session, segments: int, documents: int) -> dict[str, list[float]]:
    """The milliseconds of each act, by its name."""
    pairs = list(islice(iter_pairs(session), segments))
    text = "\n".join(" ".join(pair.zh.split()) for pair in pairs).encode()
    found: dict[str, list[float]] = {}
    number = 0

    def upload() -> None:
        nonlocal number
        number = upload_document(session, PERSON, "合同.txt", text, ZH_JA, "contract")

    found["upload a document"] = timed(upload, 3)
    draft(session, number, [pair.ja for pair in pairs])
    for _ in range(documents - len(list_documents(session))):
        copy(session, number)
    found[f"list {documents} documents"] = timed(lambda: list_documents(session))
    found["load its segments"] = timed(lambda: load_segments(session, number))
    inspector = Inspector(session, ZH_JA, "contract")
    found["inspect all of them"] = timed(lambda: [inspector.warnings(pair.zh, pair.ja) for pair in pairs])
    row = load_segments(session, number)[segments // 2]

    def save() -> None:
        nonlocal row
        row = save_target(session, PERSON, row.id, row.version, row.target + "。", 1.0)

    def confirm() -> None:
        nonlocal row
        row = confirm_target(session, PERSON, row.id, row.version, row.target + "。", 1.0)

    def split_and_merge() -> None:
        nonlocal row
        first, second = split_segment(session, PERSON, row.id, row.version, 3, 3)
        row = merge_segments(session, PERSON, first.id, first.version, second.id, second.version)

    def replace() -> None:
        apply_replacement(session, PERSON, preview_replacement(session, number, "は、", "は，"))
        apply_replacement(session, PERSON, preview_replacement(session, number, "は，", "は、"))

    found["save one"] = timed(save, 30)
    found["confirm one"] = timed(confirm, 30)
    found["split one and join it again"] = timed(split_and_merge)
    found["preview replacing は、"] = timed(lambda: preview_replacement(session, number, "は、", "は，"))
    found["replace it and back again"] = timed(replace, 1)
    found["export the document"] = timed(
        lambda: export_document(session, PERSON, number, ExportKind.ORIGINAL, despite_warnings=True), 3
    )
    return found


def draft(session: Session, document_id: int, targets: list[str]) -> None:
    """Gives every second segment a draft at once; how it came about does not matter here."""
    rows = load_segments(session, document_id)
    values = [
        {"number": row.id, "target": target, "draft": target, "status": "machine", "warnings": ["numbers"]}
        for row, target in list(zip(rows, targets, strict=False))[::2]
    ]
    segments = Segment.__table__
    session.connection().execute(update(segments).where(segments.c.id == bindparam("number")), values)
    session.commit()


def copy(session: Session, document_id: int) -> None:
    """One document more, with the same segments."""
    held = session.get_one(Document, document_id)
    other = Document(name=held.name, direction=held.direction, area=held.area, created_by=held.created_by)
    session.add(other)
    session.flush()
    columns = [column for column in Segment.__table__.columns if column.name not in ("id", "document_id")]
    rows = select(literal(other.id), *columns).where(Segment.document_id == document_id)
    session.execute(insert(Segment).from_select(["document_id", *(column.name for column in columns)], rows))
    session.commit()


def timed(act: Callable[[], object], repetitions: int = REPETITIONS) -> list[float]:
    """The milliseconds of each repetition, after one that is not counted."""
    if repetitions > 1:
        act()
    times = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        act()
        times.append(1_000 * (time.perf_counter() - begin))
    return times


if __name__ == "__main__":
    main()
