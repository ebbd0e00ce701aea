"""`hoyaku.json`: what a project's segments were when the project was written, so that the return is unambiguous.

OmegaT does not touch the file. The return is compared with it: what a translator changed, and whether a segment was
changed here in the meantime.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import CorpusError
from corpus.languages import Direction

NAME = "hoyaku.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class WrittenSegment:
    """A segment as it was written; `shown` is what OmegaT shows as its translation when it first opens the project."""

    id: int
    version: int
    number: int  # 1-based, in the document; the context of the message
    source: str
    shown: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The document that a project was written from; `digest` is that of its file, which tells it from any other.

    `project` tells the projects of one document apart.
    """

    project: str
    document: int
    digest: str
    name: str
    direction: Direction
    segments: tuple[WrittenSegment, ...]


class _Content(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: int
    project: str
    document: int
    digest: str
    name: str
    direction: Direction
    segments: list[tuple[int, int, int, str, str]]  # the fields of a WrittenSegment, in their order


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as JSON, one segment a line."""
    head = {
        "format": _FORMAT,
        "project": manifest.project,
        "document": manifest.document,
        "digest": manifest.digest,
        "name": manifest.name,
        "direction": manifest.direction.value,
    }
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opened}, "segments": [\n{_lines(manifest.segments)}\n]}}\n'.encode()


def read_manifest(data: bytes) -> Manifest:
    """The manifest; CorpusError where it is none, or one of a later version."""
    try:
        content = _Content.model_validate_json(data)
    except ValidationError:
        raise CorpusError(f"{NAME} is damaged; write the project anew and put its omegat folder there.") from None
    if content.format != _FORMAT:
        raise CorpusError(f"{NAME} is of another version of the product; take the project back with that one.")
    segments = tuple(WrittenSegment(*fields) for fields in content.segments)
    return Manifest(content.project, content.document, content.digest, content.name, content.direction, segments)


def _lines(segments: Sequence[WrittenSegment]) -> str:
    rows = ((one.id, one.version, one.number, one.source, one.shown) for one in segments)
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
