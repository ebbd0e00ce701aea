"""A Chinese and a Japanese text that say the same, aligned segment by segment."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.alignment.anchors import TermAnchors, anchors_of
from corpus.alignment.bead import Bead
from corpus.alignment.lattice import Progress, Side, best_beads
from corpus.languages import Language
from corpus.normalisation import key
from corpus.segmentation import split_segments

__all__ = ["Alignment", "Bead", "TermAnchors", "align_segments", "align_texts", "segments_of"]

Terms = Sequence[tuple[str, str]] | TermAnchors


@dataclass(frozen=True, slots=True)
class Alignment:
    """The segments of both texts, none of them blank, and the beads that take each of them once, in order."""

    zh: tuple[str, ...]
    ja: tuple[str, ...]
    beads: tuple[Bead, ...]


def align_texts(zh: str, ja: str, terms: Terms = (), progress: Progress | None = None) -> Alignment:
    """The alignment of two texts, each cut by `corpus.segmentation`; see `align_segments`."""
    return align_segments(segments_of(zh, "zh"), segments_of(ja, "ja"), terms, progress)


def align_segments(
    zh: Sequence[str], ja: Sequence[str], terms: Terms = (), progress: Progress | None = None
) -> Alignment:
    """The most probable alignment of two sequences of segments; blank ones are left out.

    `terms` are (zh, ja) surfaces that translate each other, a term's variants each on its own; who aligns many texts
    builds the `TermAnchors` of them once. Segments are
    expected in the same order on both sides. `progress` is told rows done and rows in all.
    """
    zh, ja = [text for text in zh if text.strip()], [text for text in ja if text.strip()]
    finder = terms if isinstance(terms, TermAnchors) else TermAnchors(terms)
    beads = best_beads(_side(zh, "zh", finder), _side(ja, "ja", finder), progress)
    return Alignment(tuple(zh), tuple(ja), tuple(beads))


def segments_of(text: str, language: Language) -> list[str]:
    """The segments of a text without the white space around them, blank ones left out."""
    return [segment.text for segment in split_segments(text, language) if segment.text]


def _side(texts: Sequence[str], language: Language, terms: TermAnchors) -> Side:
    return Side(anchors_of(texts, language, terms), [len(key(text, language)) for text in texts])
