"""A training run started from the page: a process of its own, which neither the page nor its server ends.

Where the run stands is read from its folder, so that every session sees it, also a run started from the command
line or before the server was restarted. What a process said when it failed is known to the server that started it.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus.settings import PROJECT_ROOT, Settings
from service.accounts import Action, Person, require
from training.tuning.run_folder import RunFolder, RunProgress, all_runs, runs_folder
from ui.commands.page import environment_of

TRAIN = (sys.executable, "-m", "ui.cli", "train")
STARTS = ("auto", "continue", "fresh", "stack")
PREPARED = "data/seen.txt"  # the last file of a run's preparation, without it there is nothing to resume
_LOOKED_AT = 20  # the newest runs, one of which may be at work

Phase = Literal["none", "starting", "running", "stopping", "interrupted", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ProcessFailure:
    """The exit status of a process that failed, the last line that it wrote, "" for none, and whether it had come to
    work on a run."""

    status: int
    words: str
    on_run: bool = False


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """Where the training stands: that at work, else the newest run.

    `minutes` are those since it was started; `failure` is of the last process that was started here and has failed
    without a run of its own that tells why.
    """

    phase: Phase
    run: RunFolder | None = None
    progress: RunProgress = field(default_factory=lambda: RunProgress("preparing"))
    minutes: float = 0.0
    failure: ProcessFailure | None = None

    @property
    def active(self) -> bool:
        return self.phase in ("starting", "running", "stopping")

    @property
    def resumable(self) -> bool:
        """Whether there is a run that ended early and can be gone on with."""
        ended_early = self.phase in ("interrupted", "cancelled", "failed")
        return ended_early and self.run is not None and self.run.has(PREPARED)

    def last_lines(self, count: int = 8) -> tuple[str, ...]:
        """The end of the run's log."""
        if self.run is None or not self.run.log.exists():
            return ()
        return tuple(self.run.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


@dataclass(frozen=True, slots=True)
class _Launch:
    process: subprocess.Popen[bytes]
    output: Path
    began: datetime

    def failure(self) -> ProcessFailure | None:
        status = self.process.poll()
        if not status:
            return None
        lines = [
            line for line in self.output.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()
        ]
        own = [line for line in lines if line.startswith("hoyaku: ")]  # a library may have the very last word
        words = (own or (lines if status > 0 else []) or [""])[-1]  # one that was killed had no last word
        return ProcessFailure(status, words.removeprefix("hoyaku: ").strip())


class TrainingProcess:
    """Starts, resumes and stops `hoyaku train`, and says where it stands; one object serves all sessions.

    Who may not train gets the ServiceError "forbidden": the process itself, like every command, asks nobody.
    """

    def __init__(self, settings: Settings, command: Sequence[str] = TRAIN) -> None:
        self._settings = settings
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._launches: list[_Launch] = []

    def start(self, start: str, minutes: float, person: Person) -> None:
        """Begin a new run, from one of STARTS; at most so many minutes of training."""
        require(person, Action.TRAIN)
        self._launch("--new", "--start", start, "--max-minutes", f"{minutes:g}", "--author", person.name)

    def resume(self, run: RunFolder, person: Person) -> None:
        """Go on with a run that ended early."""
        require(person, Action.TRAIN)
        self._launch("--resume", run.name, "--author", person.name)

    def stop(self, person: Person) -> None:
        """Ask the run at work to stop at its next step; it can be resumed."""
        require(person, Action.TRAIN)
        status = self.status()
        if status.active and status.run is not None:
            status.run.ask_to_stop()

    def status(self) -> TrainingStatus:
        """Where the training stands at this moment."""
        with self._lock:
            self._reap()
            newest = self._launches[-1] if self._launches else None
        run = self._run_to_show()
        failure = newest.failure() if newest is not None else None
        at_work = run is not None and run.progress.alive
        if newest is not None and newest.process.poll() is None and not at_work:
            return TrainingStatus("starting", minutes=_minutes(newest.began))
        if run is None:
            return TrainingStatus("none", failure=failure)
        progress = run.progress
        if failure is not None and newest is not None and _works_on(newest, run):
            # A run that has come to an end says itself why.
            failure = None if progress.finished else replace(failure, on_run=True)
        if not progress.alive:
            if failure is not None and newest is not None and not failure.on_run and _ended(progress) > newest.began:
                failure = None  # it was refused for the sake of this run, which has ended since
            phase: Phase = progress.stage if progress.stage in ("done", "failed", "cancelled") else "interrupted"
            return TrainingStatus(phase, run, progress, failure=failure)
        began = newest.began if newest is not None and _works_on(newest, run) else _began(run)
        return TrainingStatus("stopping" if run.stop_asked else "running", run, progress, _minutes(began), failure)

    def _launch(self, *arguments: str) -> None:
        folder = runs_folder(self._settings)
        folder.mkdir(parents=True, exist_ok=True)
        began = datetime.now(UTC)
        output = folder / f"output-{began:%Y%m%d-%H%M%S-%f}.txt"
        with self._lock, output.open("wb") as file:
            process = subprocess.Popen(
                [*self._command, *arguments],
                cwd=PROJECT_ROOT,
                env={**os.environ, **environment_of(self._settings)},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that what ends the server (Ctrl-C, a hang-up) does not reach it
            )
            self._launches.append(_Launch(process, output, began))

    def _reap(self) -> None:
        """Forget the processes that have ended, but for the newest; unasked, they would stay and seem to live."""
        for launch in list(self._launches):
            if launch.process.poll() is None:
                continue
            if launch.process.returncode == 0:
                launch.output.unlink(missing_ok=True)
            if launch is not self._launches[-1]:
                self._launches.remove(launch)

    def _run_to_show(self) -> RunFolder | None:
        runs = all_runs(self._settings)[-_LOOKED_AT:]
        return next((run for run in reversed(runs) if run.progress.alive), runs[-1] if runs else None)


def _works_on(launch: _Launch, run: RunFolder | None) -> bool:
    return run is not None and run.progress.process == launch.process.pid


def _ended(progress: RunProgress) -> datetime:
    return datetime.fromisoformat(progress.updated_at) if progress.updated_at else datetime.min.replace(tzinfo=UTC)


def _began(run: RunFolder) -> datetime:
    return datetime.fromisoformat(run.description.created_at)


def _minutes(since: datetime) -> float:
    return max(0.0, (datetime.now(UTC) - since).total_seconds() / 60)
