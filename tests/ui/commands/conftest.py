"""Running `hoyaku` in this process, on a seeded database, with an engine that needs no model."""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.languages import Direction
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from ui.cli import main


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    status: int
    out: str
    err: str


Hoyaku = Callable[..., Finished]


class TermEngine:
    """Translates a segment into the required renderings of its terms, or into 訳文 where nothing is required."""

    name = "fast"

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        texts = ["と".join(group.alternatives[0] for group in one.required) or "訳文" for one in constraints]
        return [
            [Hypothesis(text + "。" * rank, -rank) for rank in range(1, options.alternatives + 1)] for text in texts
        ]


@pytest.fixture
def hoyaku(
    seeded_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hoyaku:
    """Runs one command line, with bytes for standard input where given."""
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(seeded_database.parent))
    monkeypatch.setenv("HOYAKU_DATABASE_URL", "")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Finished:
        monkeypatch.setattr(sys, "argv", ["hoyaku", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        status = main()
        out, err = capsys.readouterr()
        return Finished(status, out, err)

    return run


@pytest.fixture
def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The translator over the database of the settings, with TermEngine in place of a model."""
    import service.translator
    from corpus.database import open_database
    from corpus.settings import Settings

    def open_translator(settings: Settings) -> service.translator.Translator:
        return service.translator.Translator(open_database(settings), TermEngine())

    monkeypatch.setattr(service.translator, "open_translator", open_translator)
