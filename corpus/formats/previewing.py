"""An uploaded file before it is imported: what it holds, what the filters say, what is there already."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from sqlalchemy.orm import Session

from corpus.errors import CorpusError
from corpus.filters import FILTERS, USUAL, Dropped, apply_filters
from corpus.formats import read_pairs
from corpus.formats.importing import positioned
from corpus.formats.rejected import RejectedLine
from corpus.normalisation import key
from corpus.pairs import ImportReport, NewPair, Problem, SourceInfo, add_pairs, held_digests, pair_digest

LARGEST = 50 * 1024 * 1024  # bytes, as the page takes them


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The pairs of a file as the filters divide them; nothing is stored yet."""

    name: str
    digest: str  # SHA-256 of the bytes
    kept: tuple[NewPair, ...]
    dropped: tuple[Dropped, ...]  # in the order of the file
    rejected: tuple[RejectedLine, ...]  # lines that hold no pair
    filters: tuple[str, ...]
    held: int  # of the kept pairs, those that the corpus holds already

    @property
    def read(self) -> int:
        return len(self.kept) + len(self.dropped)

    def counts(self) -> dict[str, int]:
        """How many pairs each filter would leave out, in their order."""
        found = dict.fromkeys(self.filters, 0)
        for one in self.dropped:
            found[one.filter] += 1
        return found


def preview_import(
    session: Session,
    name: str,
    data: bytes,
    filters: tuple[str, ...] = USUAL,
    progress: Callable[[int], None] | None = None,
) -> ImportPreview:
    """Reads the file and applies the filters; stores nothing.

    `progress` is told the number of pairs read. Raises CorpusError where the file cannot be read as what its name
    says, or is larger than 50 MB.
    """
    if len(data) > LARGEST:
        raise CorpusError(
            f"{name} is larger than 50 MB; cut it into parts, or import it with `hoyaku corpus import`.",
            case="file_large",
            name=name,
            limit=LARGEST >> 20,
        )
    rejected: list[RejectedLine] = []
    dropped: list[Dropped] = []

    def pairs() -> Iterator[NewPair]:
        with as_file(name, data) as path:
            for number, item in enumerate(read_pairs(path), start=1):
                if progress is not None and not number % 1_000:
                    progress(number)
                if isinstance(item, RejectedLine):
                    rejected.append(item)
                else:
                    yield item

    stream, _ = apply_filters(positioned(pairs()), [FILTERS[one]() for one in filters], dropped.append)
    kept = tuple(stream)
    dropped.sort(key=lambda one: one.pair.line or 0)
    digests = (pair_digest(key(pair.zh, "zh"), key(pair.ja, "ja")) for pair in kept)
    held = len(held_digests(session, digests))
    return ImportPreview(
        name, hashlib.sha256(data).hexdigest(), kept, tuple(dropped), tuple(rejected), filters, held
    )  # fmt: skip


def import_preview(
    session: Session,
    preview: ImportPreview,
    imported_by: str,
    licence: str = "",
    area: str | None = None,
    flagged: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Adds the kept pairs, and the dropped ones with the filter's name as their flag where `flagged` is set.

    `area` is given to pairs that name none. The report names every pair that was not added.
    """
    chosen = list(preview.kept)
    left_out = []
    for one in preview.dropped:
        if flagged:
            chosen.append(replace(one.pair, flags=(one.filter,)))
        else:
            left_out.append(Problem(one.pair.line, "rejected", f"{one.filter}: {one.reason}"))
    chosen.sort(key=lambda pair: pair.line or 0)
    source = SourceInfo(preview.name, preview.digest, licence, imported_by)
    placed = (replace(pair, area=pair.area or area) for pair in chosen)
    report = add_pairs(session, placed, source, progress)
    left_out += [Problem(line.line, "rejected", line.message) for line in preview.rejected]
    problems = sorted([*report.problems, *left_out], key=lambda problem: problem.line or 0)
    return replace(report, rejected=report.rejected + len(left_out), problems=problems)


@contextmanager
def as_file(name: str, data: bytes) -> Iterator[Path]:
    """The bytes as a file of this name in a folder of its own; errors name the file alone, not the folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (PurePath(name.replace("\\", "/")).name or "file")
        path.write_bytes(data)
        try:
            yield path
        except CorpusError as error:
            message = str(error).replace(str(path), path.name)
            raise CorpusError(message, case=error.case, **error.values) from error
