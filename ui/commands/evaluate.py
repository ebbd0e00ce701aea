"""`hoyaku evaluate` and `held-out`: how well a test set is translated, and the one that no model was trained on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.languages import Area
from ui.commands.progress import counting
from ui.commands.terminal import Json, load_settings, print_record, print_table, quiet_libraries
from ui.commands.translate import Beam, Constrain, From, To, direction_between

if TYPE_CHECKING:
    from training.evaluation import EvaluationResult


def evaluate(
    test: Annotated[
        Path,
        typer.Option(help="TSV with columns zh, ja and, where wanted, terms as zh=ja joined by |.", metavar="FILE"),
    ],
    source: From = "zh",
    target: To = None,
    area: Annotated[Area | None, typer.Option(help="Area of law of the whole test set.")] = None,
    constraints: Constrain = True,
    beam: Beam = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the translations into this file, a line a row.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Translate a test set and print BLEU, chrF, term accuracy, forbidden renderings and speed."""
    direction = direction_between(source, target)
    settings = load_settings()
    quiet_libraries()
    from service.results import TranslationOptions
    from service.translator import open_translator
    from training import evaluation

    rows = evaluation.read_rows(test)
    options = TranslationOptions(
        direction=direction,
        area=area or "",
        beam_size=beam or settings.beam_size,
        constrain=constraints,
        memory_threshold=2.0,  # the memory may hold the very rows, and plays no part in the scores
    )
    translator = open_translator(settings)
    with counting("segments", len(rows)) as show:
        result = evaluation.evaluate(translator, rows, options, progress=lambda done, _: show(done))
    if output is not None:
        lines = [" ".join(translation.splitlines()) for translation in result.translations]
        output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if json:
        print_record(result.to_json())
    else:
        _show(test, result)


def held_out(
    file: Annotated[Path, typer.Argument(help="TSV file to write.", metavar="FILE")],
    source: From = "zh",
    target: To = None,
    json: Json = False,
) -> None:
    """Write the legal documents that training never sees as a test file, with the terms that their references use."""
    from training.splits import write_held_out

    rows = write_held_out(file, direction_between(source, target))
    if json:
        print_record({"file": str(file), "rows": rows})
    else:
        print(f"{file}: {rows} rows")


def _show(test: Path, result: "EvaluationResult") -> None:
    terms = f"{result.terms_satisfied} of {result.terms} terms"
    print_table(
        ["metric", "value", "signature"],
        [
            *((score.name, f"{score.value:.2f}", score.signature) for score in result.scores),
            ("term accuracy", f"{result.term_accuracy:.2f} %", terms),
            ("forbidden renderings", result.forbidden, ""),
            ("errors", result.errors, "segments whose terms could not be guaranteed"),
            ("segments per second", f"{result.segments_per_second:.2f}", f"{result.rows} in {result.seconds:.1f} s"),
            ("guaranteed path", f"{result.share_guaranteed:.1%}", "of the segments"),
            ("direction", result.direction, "constrained" if result.constrained else "without constraints"),
            ("test set", test.name, f"SHA-256 of its rows {result.test_digest[:16]}"),
        ],
    )
