"""The folder of one fine-tuning run: everything it was made from, did and found.

| file | holds |
| --- | --- |
| `run.json` | what was asked: configuration, base, start, author; the environment; the data's digest |
| `data/` | the pairs of each part, JSON lines, and the digests of all pairs that the model has then seen |
| `progress.json` | where the run stands, for whoever watches it |
| `stop` | present where somebody asked it to stop |
| `log.txt`, `history.json`, `events/` | the log, the measured curves, TensorBoard's events |
| `checkpoints/` | what an interrupted run resumes from |
| `adapter/`, `model/` | the best LoRA weights, and the base with them merged in |
| `scores.json`, `translations.jsonl` | base and candidate on the test part |
| `curves.png`, `report.html` | the same for people |
"""

import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from corpus.settings import Settings
from training.errors import TrainingError

Stage = Literal["preparing", "training", "merging", "comparing", "done", "failed", "cancelled"]
FINISHED: tuple[Stage, ...] = ("done", "failed", "cancelled")
_LIBRARIES = ("torch", "transformers", "peft", "accelerate", "tokenizers", "sentencepiece", "ctranslate2", "sacrebleu")


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Where a run stands: `share` of its stage, 0 to 1, and a sentence; `process` is the one that works on it."""

    stage: Stage
    share: float = 0.0
    detail: str = ""
    process: int = 0
    updated_at: str = ""

    @property
    def finished(self) -> bool:
        return self.stage in FINISHED

    @property
    def alive(self) -> bool:
        """Whether the process that wrote this still runs (on this machine)."""
        if self.finished or not self.process:
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True


@dataclass(frozen=True, slots=True)
class RunDescription:
    """What was asked of a run. `base` is trained on; `adapter` is continued from, "" for a fresh one."""

    name: str
    author: str
    start: str
    base: str
    adapter: str
    serving: str  # the name of the version that served at the beginning, "" for the settings' model
    configuration: Mapping[str, Any]
    data_digest: str = ""
    created_at: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


class RunFolder:
    """Reads and writes the files of one run; every file appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.adapter = path / "adapter"
        self.model = path / "model"
        self.checkpoints = path / "checkpoints"
        self.events = path / "events"
        self.log = path / "log.txt"
        self.stop_file = path / "stop"

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def description(self) -> RunDescription:
        """What was asked; TrainingError where the folder is no run's."""
        return RunDescription(**self.read_json("run.json"))

    def describe(self, description: RunDescription) -> None:
        self.write_json("run.json", asdict(description))

    @property
    def progress(self) -> RunProgress:
        """Where the run stands."""
        try:
            return RunProgress(**self.read_json("progress.json"))
        except TrainingError:
            return RunProgress("preparing")

    def report(self, stage: Stage, share: float = 0.0, detail: str = "") -> None:
        """Say where the run stands."""
        progress = RunProgress(stage, min(1.0, max(0.0, share)), detail, os.getpid(), utc_now())
        self.write_json("progress.json", asdict(progress))

    def ask_to_stop(self) -> None:
        """Let the run stop at the next step; it can be resumed."""
        self.stop_file.touch()

    @property
    def stop_asked(self) -> bool:
        return self.stop_file.exists()

    def write_log(self, line: str) -> None:
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{utc_now()} {line}\n")

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def read_json(self, name: str) -> Any:
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError) as error:
            raise TrainingError(
                f"{self.path / name} cannot be read ({type(error).__name__}); start a new run with hoyaku train --new."
            ) from error

    def write_json(self, name: str, content: object) -> None:
        self._write(name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    def read_rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The objects of a file of JSON lines."""
        with (self.path / name).open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file)

    def write_rows(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        self._write(name, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    def read_lines(self, name: str) -> list[str]:
        return (self.path / name).read_text(encoding="utf-8").splitlines()

    def write_lines(self, name: str, lines: Iterable[str]) -> None:
        self._write(name, "".join(f"{line}\n" for line in lines))

    def _write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)


def runs_folder(settings: Settings) -> Path:
    """Where the runs lie."""
    return settings.data_dir / "runs"


def all_runs(settings: Settings) -> list[RunFolder]:
    """Every run, oldest first (their names begin with the time)."""
    folders = sorted(path.parent for path in runs_folder(settings).glob("*/run.json"))
    return [RunFolder(path) for path in folders]


def find_run(settings: Settings, name: str) -> RunFolder:
    """The run of this name; TrainingError where there is none."""
    run = RunFolder(runs_folder(settings) / name)
    if not run.has("run.json"):
        known = ", ".join(run.name for run in all_runs(settings)[-5:]) or "none yet"
        raise TrainingError(f"There is no training run {name}; the newest are: {known}.")
    return run


def new_run(settings: Settings) -> RunFolder:
    """An empty folder named after the time."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder = runs_folder(settings)
    for suffix in ("", *(f"-{number}" for number in range(2, 100))):
        path = folder / f"{stamp}{suffix}"
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return RunFolder(path)
    raise TrainingError(f"There are a hundred runs of this second in {folder}; wait a moment.")


def environment() -> dict[str, str]:
    """What a run's figures depend on besides its configuration: Python, the machine and the libraries' versions."""
    found = {"python": sys.version.split()[0], "machine": f"{platform.system()} {platform.machine()}"}
    found["cores"] = str(len(os.sched_getaffinity(0)))
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "absent"
    return found


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
