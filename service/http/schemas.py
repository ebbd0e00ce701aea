"""What the routes under /v1 take and give, as the OpenAPI document describes it."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from corpus.languages import Area, Direction
from corpus.memory import MemoryHit
from glossary.terms import Term, TermStatus
from service.results import SegmentTranslation

MAX_TEXTS = 1000  # of one request
MAX_SEGMENT = 5000  # characters without an end of sentence or line between them
MAX_NUMBER = 2**31 - 1  # of a row


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character U+0000 is not allowed; remove it")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
Span = tuple[int, int]


class Body(BaseModel):
    """A request; members that it does not know are refused, so that a misspelt option is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class OwnTerm(Body):
    """A rendering for this request only; it wins over the glossary for the same term."""

    zh: Text = Field(min_length=1, max_length=100)
    ja: Text = Field(min_length=1, max_length=100)


class HowToTranslate(Body):
    direction: Direction | None = Field(None, description="Where absent, told by the script of the text.")
    area: Area | None = Field(None, description="Area of law, which decides between renderings of a term.")
    beam_size: int | None = Field(None, ge=1, le=16, description="HOYAKU_BEAM_SIZE where absent.")
    alternatives: int = Field(1, ge=1, le=16, description="Translations to give of each segment.")
    constraints: bool = Field(True, description="Hold the glossary's terms, or only check them.")
    memory_threshold: float | None = Field(
        None, ge=0, le=1, description="Give memory matches from this score on; where absent the memory is not searched."
    )
    local: bool = Field(
        False, description="Keep the text on the server's machine, whatever endpoint its settings name."
    )
    terms: list[OwnTerm] = Field(default_factory=list, max_length=500)


class TextRequest(HowToTranslate):
    text: Text = Field(description="A text of at most 200,000 characters; its paragraphs are kept.")


class SegmentsRequest(HowToTranslate):
    segments: list[Text] = Field(max_length=MAX_TEXTS, description="Sentences, headings or items, one result each.")


class TermFound(BaseModel):
    source: str
    target: str = Field(description="The rendering found, or the approved one where it is missing.")
    status: Literal["satisfied", "missing", "forbidden", "suggested"]
    source_span: Span
    target_spans: list[Span]
    renderings: list[str] = Field(description="All that are right, the preferred first.")


class Doubt(BaseModel):
    name: str
    severity: str
    message: str
    source_span: Span | None
    target_span: Span | None


class MemoryMatch(BaseModel):
    source: str
    target: str
    score: float = Field(description="1 is an exact match.")
    origin: str
    document: str | None
    area: str | None
    genre: str | None

    @classmethod
    def of(cls, hit: MemoryHit) -> "MemoryMatch":
        return cls(
            source=hit.source,
            target=hit.target,
            score=round(hit.score, 4),
            origin=hit.origin,
            document=hit.document,
            area=hit.area,
            genre=hit.genre,
        )


class Alternative(BaseModel):
    translation: str
    score: float


class EndpointResult(BaseModel):
    """What became of asking the endpoint that the server's settings name."""

    outcome: Literal["accepted", "mended", "rejected", "failed"]
    model: str
    reason: str = Field(description="Why the server's own model translated instead; empty where it did not.")


class SegmentResult(BaseModel):
    """A translated segment; spans are [start, end) characters of source and translation."""

    source: str
    translation: str
    engine: str
    terms: list[TermFound]
    checks: list[Doubt]
    memory: list[MemoryMatch]
    alternatives: list[Alternative]
    endpoint: EndpointResult | None = Field(None, description="Null where no endpoint was asked.")
    error: str = Field("", description="Why terms could not be kept, or nothing could be translated.")

    @classmethod
    def of(cls, segment: SegmentTranslation, direction: Direction) -> "SegmentResult":
        return cls(
            source=segment.source,
            translation=segment.translation,
            engine=segment.engine,
            terms=[
                TermFound(
                    source=finding.match.surface,
                    target=finding.rendering,
                    status=finding.status,
                    source_span=(finding.match.start, finding.match.end),
                    target_spans=list(finding.target_spans),
                    renderings=list(finding.match.citations(direction.target)),
                )
                for finding in segment.terms
            ],
            checks=[
                Doubt(
                    name=finding.name,
                    severity=finding.severity,
                    message=finding.message,
                    source_span=finding.source_span,
                    target_span=finding.target_span,
                )
                for finding in segment.checks
            ],
            memory=[MemoryMatch.of(hit) for hit in segment.memory],
            alternatives=[
                Alternative(translation=found.text, score=round(found.score, 4)) for found in segment.alternatives
            ],
            endpoint=None if segment.endpoint is None else EndpointResult(**asdict(segment.endpoint)),
            error=segment.error,
        )


class TextResult(BaseModel):
    direction: Direction
    translation: str
    segments: list[SegmentResult]


class SegmentsResult(BaseModel):
    direction: Direction
    segments: list[SegmentResult]


class TermView(BaseModel):
    """An entry of the glossary; `area` is empty where the rendering holds in every area."""

    id: int
    zh: str
    ja: str
    area: str
    zh_variants: list[str]
    ja_variants: list[str]
    zh_forbidden: list[str]
    ja_forbidden: list[str]
    status: TermStatus
    definition: str
    note: str

    @classmethod
    def of(cls, term: Term) -> "TermView":
        names = cls.model_fields.keys() - {"id"}
        return cls(id=term.id or 0, **{name: getattr(term, name) for name in names})


class TermList(BaseModel):
    terms: list[TermView]
    total: int


class Proposal(Body):
    zh: Text = Field(max_length=100)
    ja: Text = Field(max_length=100)
    area: Area | None = None
    zh_variants: list[Text] = Field(default_factory=list, max_length=50)
    ja_variants: list[Text] = Field(default_factory=list, max_length=50)
    zh_forbidden: list[Text] = Field(default_factory=list, max_length=50)
    ja_forbidden: list[Text] = Field(default_factory=list, max_length=50)
    definition: Text = Field("", max_length=2000)
    note: Text = Field("", max_length=2000)
    reason: Text = Field("", max_length=2000)


class Reason(Body):
    reason: Text = Field("", max_length=2000)


class MatchRequest(Body):
    text: Text = Field(max_length=20_000)
    direction: Direction
    area: Area | None = None


class TermMatched(BaseModel):
    surface: str
    span: Span
    renderings: list[str] = Field(description="All that are right, the preferred first.")
    forbidden: list[str]
    binding: bool = Field(description="False where the entries are only suggested.")
    terms: list[int] = Field(description="The numbers of the entries that apply, best first.")


class MemoryRequest(Body):
    text: Text = Field(max_length=20_000)
    direction: Direction
    threshold: float = Field(0.7, ge=0, le=1)
    limit: int = Field(5, ge=1, le=50)


class ModelView(BaseModel):
    name: str
    status: str
    base: str
    scores: dict[str, dict[str, object]] = Field(description="By direction, what evaluations measured last.")
    created_at: datetime | None


class ModelList(BaseModel):
    serving: str = Field(description="The version that translates now; empty where the settings' model does.")
    notice: str = Field(description="Says where that stands in for a version whose folder is gone; else empty.")
    endpoint: str = Field(description="The model and host that are asked first; empty where no text leaves the server.")
    models: list[ModelView]


class Health(BaseModel):
    status: Literal["ok"]


class Readiness(BaseModel):
    status: Literal["ready"]
    model: str = Field(description="The version that translates; empty where the settings' model does.")
    notice: str = Field(description="Says where that stands in for a version whose folder is gone; else empty.")
    queue_characters: int
