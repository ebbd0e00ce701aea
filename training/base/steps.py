"""The steps of the recipe: each done once for its inputs, resumable, and repeatable alone.

A finished step leaves a file `done/<name>.json` in the work folder with the digests of what it read and
of what it wrote. A step whose inputs have the same digests is skipped; one whose inputs changed is done anew.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from training.errors import TrainingError

Facts = dict[str, Any]  # what a step measured, ready for JSON
_LONG = ("history", "scores")  # facts that are kept in the record and not printed


class OutOfTime(Exception):  # noqa: N818 - the run ends as it should
    """The minutes are spent; what was done is kept, and the same command goes on from there."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a finished step left: digests of inputs and outputs (by name), facts, minutes of work, date."""

    step: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    facts: Facts
    minutes: float
    finished: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it depends on, what it writes, and the function that does it.

    `settings` is the part of the configuration that decides the result; `needs` are earlier steps;
    `files` stand outside the work folder. `run` returns facts, and may raise OutOfTime.
    """

    name: str
    run: Callable[[], Facts]
    outputs: tuple[Path, ...]
    settings: Any = None
    needs: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    everywhere: bool = False  # all processes do it; else the first does and the others wait


class Deadline:
    """When to stop; `minutes` 0 never."""

    def __init__(self, minutes: float) -> None:
        self._end = time.monotonic() + 60 * minutes if minutes else float("inf")
        self._stopped = False

    def stop(self) -> None:
        """Have the run stop at its next opportunity."""
        self._stopped = True

    @property
    def passed(self) -> bool:
        return self._stopped or time.monotonic() >= self._end

    def check(self) -> None:
        """Raise OutOfTime where the minutes are spent."""
        if self.passed:
            raise OutOfTime


class Ledger:
    """The records of a work folder."""

    def __init__(self, work: Path) -> None:
        self.folder = work / "done"

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def read(self, name: str) -> Record | None:
        """The record of a finished step, None where it is not finished."""
        try:
            return Record(**json.loads(self.path(name).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def write(self, record: Record) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.path(record.step).with_suffix(".partial")
        partial.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(self.path(record.step))

    def inputs(self, step: Step) -> dict[str, str]:
        """The digests of what a step reads now; TrainingError where a step that it needs is not done."""
        digests = {
            "settings": _sha(json.dumps(step.settings, ensure_ascii=False, sort_keys=True, default=str).encode())
        }
        for need in step.needs:
            record = self.read(need)
            if record is None:
                raise TrainingError(f"The step {step.name} needs {need}, which is not done; run --step {need} first.")
            digests[need] = _sha(json.dumps(record.outputs, sort_keys=True).encode())
        absent = [file for file in step.files if not file.is_file()]
        if absent:
            raise TrainingError(
                f"{absent[0]} is not there; set HOYAKU_TRAINING_DATA to the folder that holds the data."
            )
        return digests | {f"{file.parent.name}/{file.name}": file_digest(file) for file in step.files}


def run_steps(
    steps: Sequence[Step], ledger: Ledger, console: Console, deadline: Deadline, first_process: bool = True
) -> None:
    """Do the steps that are not done for their present inputs; OutOfTime where the minutes end before they do."""
    for step in steps:
        if not first_process and not step.everywhere:
            _wait(step, ledger, deadline)
            continue
        inputs, record = ledger.inputs(step), ledger.read(step.name)
        if record is not None and record.inputs == inputs:
            if first_process:
                console.print(f"{step.name}: done {record.finished}, skipped", highlight=False)
            continue
        deadline.check()
        if first_process:
            _announce(step, inputs, record, console)
        began = time.monotonic()
        facts = step.run()
        if not first_process:
            _wait(step, ledger, deadline)  # the first still chooses and writes the weights
        else:
            outputs = {path.name: digest(path) for path in step.outputs}
            minutes = round((time.monotonic() - began) / 60, 2)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            ledger.write(Record(step.name, inputs, outputs, facts, minutes, now))
            brief = {name: fact for name, fact in facts.items() if name not in _LONG}
            console.print(f"{step.name}: {brief} ({minutes:.1f} min)", highlight=False, soft_wrap=True)


def _announce(step: Step, inputs: Mapping[str, str], record: Record | None, console: Console) -> None:
    changed = [name for name in inputs if record and record.inputs.get(name) != inputs[name]]
    reason = f", anew because of {', '.join(changed)}" if changed else ""
    shown = ", ".join(f"{name} {value[:12]}" for name, value in inputs.items())
    console.print(f"{step.name}{reason} ({shown})", highlight=False, soft_wrap=True)


def _wait(step: Step, ledger: Ledger, deadline: Deadline) -> None:
    """Until the first process has done the step for the inputs of now."""
    while True:
        deadline.check()
        try:
            record = ledger.read(step.name)
            if record is not None and record.inputs == ledger.inputs(step):
                return
        except TrainingError:
            pass  # an earlier step is being done
        time.sleep(0.5)


def digest(path: Path) -> str:
    """The SHA-256 of a file, or of the names and contents of a folder's files."""
    if path.is_file():
        return file_digest(path)
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return _sha("".join(f"{file.relative_to(path)} {file_digest(file)}\n" for file in files).encode())


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
