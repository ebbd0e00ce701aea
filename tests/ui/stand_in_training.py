"""Stands in for `hoyaku train` as a process: its arguments, run folder, lock, exit status and last words, no model.

HOYAKU_STAND_IN_ENDING is promoted, kept, refused (it says a sentence before there is a run), crash (it dies amid
the work without a word in the run's folder) or stuck (it works until it is stopped).
"""

import argparse
import os
import signal
import sys
import time

from filelock import FileLock, Timeout

from corpus.settings import Settings
from training.tuning.run_folder import RunDescription, RunFolder, new_run, runs_folder, utc_now


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--start", default="auto")
    parser.add_argument("--max-minutes", type=float, default=15.0)
    parser.add_argument("--resume")
    parser.add_argument("--author", default="local")
    asked = parser.parse_args()
    settings = Settings()
    ending = os.environ.get("HOYAKU_STAND_IN_ENDING", "kept")
    if ending == "refused":
        print("a library's note", file=sys.stderr)
        print("hoyaku: There are 3 pairs and 200 are needed; import more.", file=sys.stderr)
        print("a library's farewell", file=sys.stderr)
        return 1
    try:
        lock = FileLock(runs_folder(settings) / "training.lock")
        lock.acquire(timeout=0)
    except Timeout:
        print("hoyaku: Another training is under way; wait for it, or cancel it.", file=sys.stderr)
        return 1
    if asked.resume:
        run = RunFolder(runs_folder(settings) / asked.resume)
        run.stop_file.unlink(missing_ok=True)
    else:
        run = begin(settings, asked)
    run.write_log(f"start {asked.start}, {asked.max_minutes:g} minutes, resumed {asked.resume}, by {asked.author}")
    return work(run, ending)


def begin(settings: Settings, asked: argparse.Namespace) -> RunFolder:
    run = new_run(settings)
    run.report("preparing")
    run.describe(
        RunDescription(run.name, asked.author, asked.start, settings.model, "", "", {}, "0" * 64, created_at=utc_now())
    )
    run.write_lines("data/seen.txt", ["1"])
    return run


def work(run: RunFolder, ending: str) -> int:
    steps = 100_000 if ending == "stuck" else 3
    for step in range(steps):
        run.report("training", min(0.42, step / 100), f"step {step} of {steps}, loss 2.9")
        if run.stop_asked:
            run.report("cancelled", detail="stopped")
            print(f"hoyaku: The run {run.name} was stopped.", file=sys.stderr)
            return 1
        if ending == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.05)
    run.report("done", 1.0, "no checkpoint was better")
    return 0


if __name__ == "__main__":
    sys.exit(main())
