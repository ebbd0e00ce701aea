"""The pairs that the product ships with, put into the corpus on first start."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.errors import CorpusError
from corpus.pairs import ImportReport, NewPair, SourceInfo, add_pairs
from corpus.tables import Source

SEEDS = Path(__file__).parent / "data"
LICENCE = "Apache-2.0"
IMPORTED_BY = "hoyaku"


def seed_corpus(session: Session, progress: Callable[[int], None] | None = None) -> ImportReport:
    """Adds the seed pairs that the corpus does not hold yet; returns what was added now.

    A file whose digest is among the sources is not read again, so a second call adds nothing and takes
    milliseconds. Each file is one transaction: an interrupted call leaves whole files only. `progress`
    is told the number of pairs read. Raises CorpusError for a seed file that is not as it was shipped.
    """
    report, read = ImportReport(), 0
    known = set(session.scalars(select(Source.digest)))
    for path in seed_files():
        content = path.read_bytes()
        source = SourceInfo(
            f"{path.parent.name}/{path.name}", hashlib.sha256(content).hexdigest(), LICENCE, IMPORTED_BY
        )
        if source.digest in known:
            continue
        pairs = list(read_seeds(path, content.decode("utf-8")))
        report = _sum(report, add_pairs(session, pairs, source, chunk=max(1, len(pairs))))
        read += len(pairs)
        if progress is not None:
            progress(read)
    return report


def seed_files() -> list[Path]:
    """The shipped files: loose pairs by area of law, then documents."""
    return sorted(SEEDS.glob("pairs/*.tsv")) + sorted(SEEDS.glob("documents/*.tsv"))


def read_seeds(path: Path, text: str) -> Iterator[NewPair]:
    """The pairs of one seed file, whose text is given.

    A file of `pairs/` is named after the area of its pairs, and the position is the row in the file; in a
    file of `documents/` the rows of a document stand together, and the position is the place among them.
    """
    columns, *lines = text.removesuffix("\n").split("\n")  # a text may hold U+2028, which ends no row
    names = columns.split("\t")
    area = path.stem if path.parent.name == "pairs" else None
    positions: Counter[str | None] = Counter()
    for line, content in enumerate(lines, start=2):
        cells = content.split("\t")
        if len(cells) != len(names):
            raise CorpusError(
                f"{path}, line {line}: {len(cells)} columns where the first line names {len(names)}; "
                "restore the file as it was shipped."
            )
        row = dict(zip(names, cells, strict=True))
        document = row.get("document")
        yield NewPair(row["zh"], row["ja"], row["genre"], area, document, positions[document], line)
        positions[document] += 1


def _sum(left: ImportReport, right: ImportReport) -> ImportReport:
    return ImportReport(
        left.added + right.added,
        left.duplicate + right.duplicate,
        left.rejected + right.rejected,
        left.problems + right.problems,
    )
