"""`hoyaku translate`: texts from the command line, or standard input a line a segment."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.languages import Area, Direction, Language
from ui.commands.standard_input import line_batches, refuse_bad_bytes, waits_for_typing
from ui.commands.terminal import Json, load_settings, print_record, quiet_libraries, tell_endpoint, warn

if TYPE_CHECKING:
    from glossary.adherence import TermFinding
    from service.results import SegmentTranslation, TranslationOptions
    from service.translator import Translator

BATCH = 32  # lines translated together: enough to fill a batch, few enough to see results soon

From = Annotated[Language, typer.Option("--from", help="Language of the text.")]
To = Annotated[Language | None, typer.Option("--to", help="Language of the translation; the other one where absent.")]
Beam = Annotated[
    int | None,
    typer.Option("--beam", min=1, max=64, help="Beam size; HOYAKU_BEAM_SIZE where absent.", show_default=False),
]
Local = Annotated[
    bool, typer.Option("--local", help="Keep the text on this machine, whatever endpoint the settings name.")
]
Constrain = Annotated[
    bool, typer.Option("--constraints/--no-constraints", help="Hold the glossary's terms, or only check them.")
]


def translate(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="What to translate; standard input, a line a segment, where absent."),
    ] = None,
    source: From = "zh",
    target: To = None,
    area: Annotated[Area | None, typer.Option(help="Area of law, which decides between renderings of a term.")] = None,
    json: Json = False,
    beam: Beam = None,
    alternatives: Annotated[int, typer.Option(min=1, max=64, help="Translations to give of each segment.")] = 1,
    constraints: Constrain = True,
    memory_threshold: Annotated[
        float | None,
        typer.Option(min=0, max=2, help="Lowest memory match, 0 to 1; above 1 the memory is not searched."),
    ] = None,
    max_length_ratio: Annotated[
        float, typer.Option(min=0.1, max=20, help="Longest translation, in pieces for each piece of the source.")
    ] = 3.0,
    local: Local = False,
) -> None:
    """Translate legal text with the glossary's terms.

    Prints each translation on a line of its own and what is doubtful about it on standard error.
    """
    from service.results import TranslationOptions

    if not texts and waits_for_typing():
        warn("Type or paste segments, a line each; Ctrl-D ends.")
    settings = load_settings()
    options = TranslationOptions(
        direction=direction_between(source, target),
        area=area or "",
        beam_size=beam or settings.beam_size,
        alternatives=alternatives,
        constrain=constraints,
        memory_threshold=settings.memory_threshold if memory_threshold is None else memory_threshold,
        max_length_ratio=max_length_ratio,
        local=local,
    )
    if not local:
        tell_endpoint(settings, tells_failures=True)
    quiet_libraries()
    from service.translator import open_translator

    translator = open_translator(settings)
    failed = 0
    told: set[str] = set()  # why the endpoint could not be used, each reason once
    results = _of_texts(translator, texts, options) if texts else _of_lines(translator, options)
    for place, line, segments in results:
        if not json:
            print(line, flush=True)
        for segment in segments:
            failed += bool(segment.error)
            if json:
                print_record(record(segment, options.direction))
            for sentence in doubts(segment):
                if not json:
                    warn(f"{place}: {sentence}")
            failure = segment.endpoint.reason if segment.endpoint and segment.endpoint.outcome == "failed" else ""
            if failure and failure not in told:
                told.add(failure)
                warn(f"{failure} This machine's model translates instead.")
    if failed:
        raise typer.Exit(1)


def direction_between(source: Language, target: Language | None) -> Direction:
    """The direction; a usage error where both languages are the same."""
    if source == target:
        raise typer.BadParameter(f"--from and --to are both {source}; one of them must be the other language.")
    return Direction.ZH_JA if source == "zh" else Direction.JA_ZH


Place = tuple[str, str, "list[SegmentTranslation]"]  # where it stood, the line to print, its segments


def _of_texts(translator: "Translator", texts: list[str], options: "TranslationOptions") -> Iterator[Place]:
    for number, text in enumerate(texts, start=1):
        refuse_bad_bytes(text, f"Text {number}")
        translated = translator.translate_text(text, options)
        yield f"text {number}", translated.text, [part for part in translated.segments if part.source.strip()]


def _of_lines(translator: "Translator", options: "TranslationOptions") -> Iterator[Place]:
    number = 0
    for batch in line_batches(sys.stdin.buffer, BATCH):
        for segment in _segments(translator, batch, options, first=not number):
            number += 1
            yield f"line {number}", " ".join(segment.translation.splitlines()), [segment]
    if not number:
        warn("Nothing to translate: standard input was empty.")
        raise typer.Exit(1)


def _segments(
    translator: "Translator", lines: list[str], options: "TranslationOptions", first: bool
) -> "list[SegmentTranslation]":
    """The lines translated; the language of the first is that of the input, a later line's costs only that line."""
    from service.errors import ServiceError
    from service.results import SegmentTranslation

    try:
        return translator.translate_segments(lines, options)
    except ServiceError as error:
        if first or not error.code:
            raise
        if len(lines) == 1:
            return [SegmentTranslation(lines[0], "", "none", error=str(error))]
    return [part for line in lines for part in _segments(translator, [line], options, first)]


def doubts(segment: "SegmentTranslation") -> list[str]:
    """What a reader of the translation must know, one sentence each: failure, terms, checks."""
    sentences = [segment.error] if segment.error else []
    sentences += [_term_doubt(finding) for finding in segment.terms if finding.amiss]
    return sentences + [finding.message for finding in segment.checks]


def _term_doubt(finding: "TermFinding") -> str:
    if finding.status == "missing":
        return f"{finding.match.surface} should be {finding.rendering}, which is missing."
    return f"{finding.match.surface} is rendered as {finding.rendering}, which the glossary forbids."


def record(segment: "SegmentTranslation", direction: Direction) -> dict[str, object]:
    """The segment as `--json` prints it; spans are [start, end) characters of source and translation."""
    fields: dict[str, object] = {
        "source": segment.source,
        "translation": segment.translation,
        "direction": str(direction),
        "engine": segment.engine,
        "seconds": round(segment.seconds, 4),
        "terms": [
            {
                "source": finding.match.surface,
                "target": finding.rendering,
                "status": finding.status,
                "source_span": [finding.match.start, finding.match.end],
                "target_spans": [list(span) for span in finding.target_spans],
                "renderings": list(finding.match.citations(direction.target)),
            }
            for finding in segment.terms
        ],
        "checks": [
            {
                "name": finding.name,
                "severity": finding.severity,
                "message": finding.message,
                "source_span": finding.source_span,
                "target_span": finding.target_span,
            }
            for finding in segment.checks
        ],
        "memory": [
            {
                "source": hit.source,
                "target": hit.target,
                "score": round(hit.score, 4),
                "origin": hit.origin,
                "document": hit.document,
                "area": hit.area,
                "genre": hit.genre,
            }
            for hit in segment.memory
        ],
        "alternatives": [
            {"translation": hypothesis.text, "score": round(hypothesis.score, 4)} for hypothesis in segment.alternatives
        ],
    }
    if segment.endpoint is not None:
        fields["endpoint"] = {
            "outcome": segment.endpoint.outcome,
            "model": segment.endpoint.model,
            "reason": segment.endpoint.reason,
        }
    if segment.error:
        fields["error"] = segment.error
    return fields
