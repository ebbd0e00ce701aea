"""What OmegaT says of each segment of a project that we wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from corpus.documents.omegat import manifest
from corpus.documents.omegat.manifest import WrittenSegment
from corpus.documents.omegat.memory import memory_key, read_memory, same_text
from corpus.documents.omegat.project import SAVED
from corpus.errors import CorpusError
from corpus.languages import Direction


@dataclass(frozen=True, slots=True)
class ReturnedSegment:
    """A segment as it was written, and its translation in OmegaT now, "" where it has none."""

    written: WrittenSegment
    target: str
    author: str  # who translated it last, by the name that OmegaT has of them
    changed_at: datetime | None  # UTC

    @property
    def changed(self) -> bool:
        """Whether OmegaT shows another translation than when it first opened the project."""
        return not same_text(self.target, self.written.shown)


@dataclass(frozen=True, slots=True)
class ReturnedProject:
    """A project that comes back: its document and all segments that were written, in order.

    `strays` is the number of translations in OmegaT that belong to no segment, as where files were added there.
    """

    project: str
    document: int
    digest: str  # of the document's file
    name: str
    direction: Direction
    segments: tuple[ReturnedSegment, ...]
    strays: int


def read_project(files: Mapping[str, bytes]) -> ReturnedProject:
    """The project of these files, by their path in its folder; CorpusError, in one sentence, where one of the two that
    are needed is missing or damaged.

    It is read from the project's memory, which OmegaT saves of its own accord, and needs no translated file.
    """
    for path, remedy in (
        (manifest.NAME, "name the folder of a project that was written here"),
        (SAVED, "open the project in OmegaT and save it"),
    ):
        if path not in files:
            raise CorpusError(f"There is no {path} in it: {remedy}.")
    written = manifest.read_manifest(files[manifest.NAME])
    memory = read_memory(files[SAVED], written.direction, SAVED)
    segments = []
    for segment in written.segments:
        entry = memory.translation(segment.source, str(segment.number))
        if entry is None:
            segments.append(ReturnedSegment(segment, "", "", None))
        else:
            segments.append(ReturnedSegment(segment, entry.target, entry.author, entry.changed_at))
    places = {(memory_key(segment.source), path) for segment in written.segments for path in ("", str(segment.number))}
    strays = sum((memory_key(entry.source), entry.path) not in places for entry in memory)
    return ReturnedProject(
        written.project, written.document, written.digest, written.name, written.direction, tuple(segments), strays
    )
