"""`hoyaku`: the command line. Every failure is one sentence on standard error and a non-zero exit status."""

import logging
import os
import sys
from io import TextIOWrapper

import typer

from corpus.errors import HoyakuError
from ui.commands import (
    accounts,
    corpus,
    corpus_alignment,
    corpus_cleaning,
    document_omegat,
    document_statistics,
    documents,
    evaluate,
    glossary,
    glossary_acceptance,
    glossary_coverage,
    glossary_editing,
    glossary_exchange,
    glossary_governance,
    models,
    page,
    serve,
    setup,
    text_alignment,
    tokenizer,
    tokens,
    train,
    training_data,
    translate,
)
from ui.commands.terminal import load_settings, warn

app = typer.Typer(
    name="hoyaku",
    help="Translate legal text between Chinese and Japanese with the approved term, always.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("translate")(translate.translate)
app.command("evaluate")(evaluate.evaluate)
app.command("held-out")(evaluate.held_out)
glossary.app.add_typer(glossary_editing.app)
glossary.app.add_typer(glossary_exchange.app)
glossary.app.add_typer(glossary_governance.app)
glossary.app.add_typer(glossary_acceptance.app)
glossary.app.add_typer(glossary_coverage.app)
app.add_typer(glossary.app, name="glossary")
corpus.app.add_typer(corpus_cleaning.app)
corpus.app.add_typer(corpus_alignment.app)
corpus.app.add_typer(text_alignment.app)
corpus.app.add_typer(tokenizer.app)
app.add_typer(corpus.app, name="corpus")
documents.app.add_typer(document_omegat.app)
documents.app.add_typer(document_statistics.app)
app.add_typer(documents.app, name="documents")
app.command("train")(train.train)
app.command("training-data")(training_data.training_data)
app.add_typer(models.app, name="models")
app.add_typer(accounts.app, name="accounts")
app.command("setup")(setup.setup)
app.add_typer(tokens.app, name="tokens")
app.command("serve")(serve.serve)
app.command("ui")(page.ui)


def main() -> int:
    """Runs one command; the exit status: 0, 1 on failure, 2 on wrong usage, 130 when interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stderr else "strict")
    try:
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        status = 130
    return status


def _run() -> int:
    try:
        app()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except BrokenPipeError:
        raise
    except HoyakuError as error:
        warn(f"hoyaku: {error}")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        warn(f"hoyaku: {place}{error.strerror or error}.")
        _log(error)
    except Exception as error:
        path = _log(error)
        where = f"; details are in {path}" if path else ""
        warn(f"hoyaku: Something unforeseen went wrong ({type(error).__name__}){where}.")
    return 1


def _log(error: BaseException) -> str:
    """Writes the traceback into the log file; its path, or "" where it cannot be written."""
    try:
        folder = load_settings().data_dir
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "hoyaku.log"
        handler = logging.FileHandler(path, encoding="utf-8")
    except (HoyakuError, OSError):
        return ""
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("hoyaku")
    logger.propagate = False
    logger.addHandler(handler)
    logger.error("hoyaku %s", sys.argv[1:2], exc_info=error)
    logger.removeHandler(handler)
    handler.close()
    return str(path)


if __name__ == "__main__":
    sys.exit(main())
