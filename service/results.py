"""What the translator is asked and what it gives back: everything each step found, so that pages only render it."""

from dataclasses import dataclass
from typing import Literal

from corpus.languages import Direction
from corpus.memory import MemoryHit
from glossary.adherence import TermFinding
from service.checks import CheckFinding
from service.engine import Hypothesis, SearchOptions

# "fast" and "guaranteed" are the two engines of the cascade, "memory" an exact match used as it
# is, "copy" a segment without words to translate, "endpoint" the server of the settings. A single engine reports its
# own name.
EngineName = Literal["fast", "guaranteed", "memory", "copy", "endpoint"] | str


@dataclass(frozen=True, slots=True)
class TranslationOptions:
    """How to translate; `area` is "" where the area of law is unknown."""

    direction: Direction
    area: str = ""
    beam_size: int = 4
    alternatives: int = 1  # hypotheses kept for each segment, the translation itself included
    constrain: bool = True  # False leaves terms to the model; they are still checked
    memory_threshold: float = 0.7  # lowest score of a memory match, 0 to 1; above 1 searches no memory
    length_penalty: float = 1.0
    max_length_ratio: float = 3.0  # output pieces per source piece
    use_exact_memory: bool = False  # take an exact memory match instead of translating
    local: bool = False  # True keeps the text on this machine, whatever endpoint the settings name

    @property
    def search(self) -> SearchOptions:
        """The part of the options that an engine needs."""
        return SearchOptions(
            beam_size=max(self.beam_size, self.alternatives),
            alternatives=self.alternatives,
            length_penalty=self.length_penalty,
            max_length_ratio=self.max_length_ratio,
        )


@dataclass(frozen=True, slots=True)
class EndpointUse:
    """What became of asking the endpoint for a segment.

    accepted: its answer stands. mended: its second answer does, after the first had faults.
    rejected: the second had faults too, or it declined. failed: it gave none, or was left alone after failures.
    In the last two cases this machine translated, and `reason` is the sentence that says why.
    """

    outcome: Literal["accepted", "mended", "rejected", "failed"]
    model: str  # its name, host and prompt: what a translation's origin is kept as
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SegmentTranslation:
    """A translated segment with the terms, doubts and memory matches that belong beside it.

    `before` and `after` are the white space around the segment in the text it came from; `seconds`
    is its share of the time of the batch it was translated in; `score` is the length-normalised log
    probability of the translation, of a divided segment the mean over its characters, and None where no
    local model made it; `error` is "" unless the terms could
    not be guaranteed or nothing could be translated, and then a sentence for the user; `endpoint` is None where
    no endpoint was asked.
    """

    source: str
    translation: str
    engine: EngineName
    seconds: float = 0.0
    terms: tuple[TermFinding, ...] = ()
    checks: tuple[CheckFinding, ...] = ()
    memory: tuple[MemoryHit, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    score: float | None = None
    before: str = ""
    after: str = ""
    error: str = ""
    endpoint: EndpointUse | None = None


@dataclass(frozen=True, slots=True)
class TextTranslation:
    """A translated text: its segments in order, blank ones included, so that paragraphs are kept."""

    segments: tuple[SegmentTranslation, ...]
    direction: Direction
    area: str
    seconds: float  # wall time of the whole text

    @property
    def text(self) -> str:
        """The translation with the white space and the paragraphs of the source."""
        return "".join(part.before + part.translation + part.after for part in self.segments)
