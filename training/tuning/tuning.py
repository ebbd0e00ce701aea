"""One fine-tuning run from the database to the registry: prepare, train, merge, compare, decide.

Each stage writes its result into the run's folder and is skipped where it is there, so an interrupted run goes on
where it stopped. The model that serves is touched by the last step alone, and only if the gate lets the
candidate through.
"""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.errors import HoyakuError
from corpus.seeds import seed_corpus
from corpus.settings import Settings
from corpus.tables import ModelVersion
from glossary.seeds import seed_glossary
from service.accounts import Person, Role
from service.promotion import NewVersion, Scores, promote, register
from service.registry import find_version, located, serving_version, stored_place
from training.errors import TrainingError
from training.tuning.adapter import merge
from training.tuning.adapter_training import train_adapter
from training.tuning.comparison import Comparison, compare, segment_rows
from training.tuning.configuration import TuningConfiguration
from training.tuning.gate import Decision, decide
from training.tuning.preparation import prepare, read_prepared
from training.tuning.report import write_report
from training.tuning.run_folder import (
    RunDescription,
    RunFolder,
    all_runs,
    environment,
    find_run,
    new_run,
    runs_folder,
    utc_now,
)
from training.tuning.supervisor import STATE, TrainingState

Start = Literal["auto", "fresh", "continue", "stack"]
Tell = Callable[[str], None]


class TrainingCancelledError(TrainingError):
    """Somebody asked the run to stop; it can be resumed."""


@dataclass(frozen=True, slots=True)
class TuningResult:
    """How a run ended. `comparison` is None where no checkpoint was better than the model it began from."""

    run: RunFolder
    version: str  # its name in the registry, "" where there is none
    promoted: bool
    decision: Decision
    comparison: Comparison | None
    state: TrainingState


@dataclass(frozen=True, slots=True)
class TuningOptions:
    """`start`: fresh LoRA weights on the first base, continue those of the serving version, stack new ones on its
    merged model; auto continues where there is something to continue. `processes` more than 1 train through
    `accelerate launch`."""

    start: Start = "auto"
    processes: int = 1
    author: str = "local"
    promote: bool = True  # False leaves the candidate to be promoted by hand


def run_tuning(
    settings: Settings,
    configuration: TuningConfiguration,
    options: TuningOptions,
    resume: str | None = None,
    tell: Tell = lambda _: None,
) -> TuningResult:
    """Make a candidate from the approved pairs and let it serve if it is better; `resume` names a run to go on with.

    `tell` is given a sentence at each stage. Raises TrainingError, and leaves the serving model as it is, where
    another training is under way, there is too little data or memory, or a file is damaged; TrainingCancelledError
    where the run was asked to stop.
    """
    sessions = open_database(settings)
    folder = runs_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "training.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        running = all_runs(settings)
        name = running[-1].name if running else "its run"
        raise TrainingError(f"Another training is under way ({name}); wait for it, or cancel it.") from error
    try:
        if resume:
            run = find_run(settings, resume)
            run.stop_file.unlink(missing_ok=True)  # of a new run it would be of who asked while that was prepared
        else:
            run = _begin(sessions, settings, configuration, options)
        return _stages(run, sessions, settings, options, tell)
    finally:
        lock.release()


def unfinished_run(settings: Settings) -> RunFolder | None:
    """The newest run if it was interrupted before its end, and nobody works on it."""
    runs = all_runs(settings)
    if not runs or runs[-1].progress.alive:
        return None
    return runs[-1] if runs[-1].progress.stage not in ("done", "failed") else None


def _begin(
    sessions: sessionmaker[Session], settings: Settings, configuration: TuningConfiguration, options: TuningOptions
) -> RunFolder:
    """A new run's folder with what is asked of it and its data."""
    with sessions() as session:
        seed_corpus(session)
        seed_glossary(session)
        session.commit()
        serving = serving_version(session, settings)
        base, adapter, start = starting_point(serving, settings, options.start)
        run = new_run(settings)
        run.report("preparing")
        description = RunDescription(
            name=run.name,
            author=options.author,
            start=start,
            base=base,
            adapter=adapter,
            serving=serving.name if serving is not None else "",
            configuration=configuration.model_dump(mode="json"),
            created_at=utc_now(),
            environment=environment(),
        )
        run.describe(description)
        try:
            digest = prepare(run, session, settings, configuration.data, serving, configuration.training.seed)
        except HoyakuError as error:
            run.report("failed", detail=str(error))
            raise
        run.describe(replace(description, data_digest=digest))
    return run


def starting_point(serving: ModelVersion | None, settings: Settings, start: Start) -> tuple[str, str, str]:
    """What is trained on, the adapter to go on from ("" for a fresh one), and which start that is.

    TrainingError where the version that serves has no adapter to continue.
    """
    if serving is None or not serving.adapter:
        if start == "continue":
            raise TrainingError("The model that serves has no adapter to continue; use --start fresh.")
        base = settings.model if serving is None else located(serving.folder or serving.base, settings)
        return base, "", "fresh"
    base, adapter = located(serving.base, settings), located(serving.adapter, settings)
    if start == "fresh":
        return base, "", "fresh"
    if start == "stack":
        return located(serving.folder, settings), "", "stack"
    return base, adapter, "continue"


def _stages(
    run: RunFolder, sessions: sessionmaker[Session], settings: Settings, options: TuningOptions, tell: Tell
) -> TuningResult:
    try:
        return _work(run, sessions, settings, options, tell)
    except TrainingCancelledError as error:
        run.report("cancelled", detail=str(error))
        raise
    except (KeyboardInterrupt, SystemExit):
        run.report("cancelled", detail="interrupted; it can be resumed")
        raise
    except HoyakuError as error:
        run.report("failed", detail=str(error))
        raise
    except OSError as error:
        message = f"The run {run.name} could not write or read a file ({error.strerror}); see to that, then resume it."
        _try_to_report(run, message)
        raise TrainingError(message) from error


def _work(
    run: RunFolder, sessions: sessionmaker[Session], settings: Settings, options: TuningOptions, tell: Tell
) -> TuningResult:
    description = run.description
    configuration = TuningConfiguration.model_validate(description.configuration)
    prepared = read_prepared(run)
    tell(
        f"run {run.name}: {len(prepared.new)} new and {len(prepared.known)} known pairs train, "
        f"{len(prepared.validation)} validate, {len(prepared.test)} test"
    )
    state = _train(run, options, tell)
    if state.best_step < 0:
        reason = "no checkpoint translated the validation part better than the model it began from"
        decision = Decision(False, (reason,))
        write_report(run)
        run.report("done", 1.0, reason)
        return TuningResult(run, "", False, decision, None, state)
    if not run.model.is_dir():
        run.report("merging")
        tell("merging the adapter into the weights")
        merge(description.base, run.adapter, run.model)
    with sessions() as session:
        serving = find_version(session, description.serving) if description.serving else None
        base = settings.model if serving is None else located(serving.folder or serving.base, settings)
    tell(f"comparing with the model that serves, on {len(prepared.test)} test pairs and the general set")
    run.report("comparing")

    def show(share: float) -> None:
        run.report("comparing", share)
        if run.stop_asked:
            raise TrainingCancelledError(_cancelled(run))

    models = {"base": base, "candidate": str(run.model)}
    comparison = compare(sessions, settings, models, prepared.test, configuration.gate.bootstrap_samples, show)
    decision = decide(comparison, configuration.gate)
    run.write_json("scores.json", {**comparison.to_json(), "decision": decision.to_json()})
    run.write_rows("translations.jsonl", segment_rows(comparison, prepared.test))
    write_report(run)
    promoted = _publish(run, sessions, settings, options, comparison, decision)
    verdict = "promoted" if promoted else "stays a candidate"
    run.report("done", 1.0, f"{verdict}: {'; '.join(decision.reasons)}")
    return TuningResult(run, run.name, promoted, decision, comparison, state)


def _train(run: RunFolder, options: TuningOptions, tell: Tell) -> TrainingState:
    """The state at the end of the training, which is done here or by several processes."""
    state = _state(run)
    if state.ending not in ("budget", "patience"):
        run.report("training", detail="loading the model")
        tell("training")
        if options.processes > 1:
            _launch(run, options.processes)
        else:
            train_adapter(run)
        state = _state(run)
    if state.ending == "asked" or run.stop_asked:
        raise TrainingCancelledError(_cancelled(run))
    return state


def _launch(run: RunFolder, processes: int) -> None:
    """Train in several processes, through accelerate's launcher for several GPUs, which serves CPU processes too."""
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", str(processes)]
    launch += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    command = [*launch, "--module", "training.tuning.adapter_training", str(run.path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        (run.path / "launch.log").write_bytes(done.stdout)
        raise TrainingError(f"A training process failed; its last words are in {run.path / 'launch.log'}.")


def _publish(
    run: RunFolder,
    sessions: sessionmaker[Session],
    settings: Settings,
    options: TuningOptions,
    comparison: Comparison,
    decision: Decision,
) -> bool:
    """Register the candidate, and let it serve if the gate says so; returns whether it does.

    Where another version was promoted while the run went on, the candidate was compared with the wrong one.
    """
    description = run.description
    scores = tuple(
        Scores(
            comparison.test_digest,
            str(direction),
            {score.name: score.value for score in found.served.scores} | {"term_accuracy": found.served.term_accuracy},
        )
        for direction, found in comparison.systems["candidate"].items()
    )
    new = NewVersion(
        name=run.name,
        base=description.base,
        adapter=run.adapter,
        folder=run.model,
        data_digest=description.data_digest,
        author=description.author,
        reason="; ".join(decision.reasons),
        parameters={
            "run": stored_place(run.path.resolve(), settings),
            "parent": description.serving,
            "start": description.start,
            "configuration": dict(description.configuration),
        },
        scores=scores,
    )
    with sessions() as session:
        known = session.scalar(select(ModelVersion).where(ModelVersion.name == run.name))  # by a run killed just here
        version = known or register(session, settings, new)
        serving = serving_version(session, settings)
        compared = (serving.name if serving is not None else "") == description.serving
        if decision.promote and options.promote and compared:
            # The gate decides and not the person, who may be one that trains but changes no models.
            gate = Person(description.author, Role.ADMIN)
            promote(session, settings, version, gate, "; ".join(decision.reasons))
        return version.status == "serving"


def _state(run: RunFolder) -> TrainingState:
    return TrainingState(**run.read_json(STATE)) if run.has(STATE) else TrainingState()


def _cancelled(run: RunFolder) -> str:
    return f"The run {run.name} was stopped; go on with hoyaku train --resume {run.name}."


def _try_to_report(run: RunFolder, message: str) -> None:
    with suppress(OSError):  # the disk may be full; the caller hears of it all the same
        run.report("failed", detail=message)
