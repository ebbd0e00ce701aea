"""Make the base model: data, tokenizer, training, back-translation, finishing, card; each step is skipped where done.

python -m training.base --config training/configs/base-cpu.toml --max-minutes 90
accelerate launch -m training.base --config training/configs/base-gpu.toml        # on every GPU of the machine
OMP_NUM_THREADS=1 accelerate launch --multi_gpu --num_processes 2 -m training.base      # on two CPU cores
"""

import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from corpus.settings import PROJECT_ROOT, Settings
from training.base.configuration import read_configuration
from training.base.processes import open_accelerator
from training.base.recipe import Recipe
from training.base.steps import Deadline, OutOfTime, Step, run_steps
from training.errors import TrainingError

console = Console(width=200)


def main(
    config: Annotated[Path, typer.Option(help="The run's configuration.")] = PROJECT_ROOT
    / "training/configs/base-cpu.toml",
    work: Annotated[Path | None, typer.Option(help="Folder of the run; by default work/<configuration>.")] = None,
    output: Annotated[Path | None, typer.Option(help="Where the finished model goes; by default WORK/model.")] = None,
    step: Annotated[str, typer.Option(help="Do only this step; what it needs must be done.")] = "",
    from_step: Annotated[str, typer.Option(help="Do this step and what follows it.")] = "",
    max_minutes: Annotated[float, typer.Option(help="Stop cleanly after so many minutes; 0: no limit.")] = 0,
    plan: Annotated[bool, typer.Option("--plan", help="List the steps and whether they are done.")] = False,
) -> None:
    """Make (or go on making) the base model and write it to OUTPUT."""
    accelerator = open_accelerator()
    deadline = Deadline(max_minutes)
    signal.signal(signal.SIGTERM, lambda *_: deadline.stop())
    try:
        configuration = read_configuration(config)
        folder = (work or PROJECT_ROOT / "work" / config.stem).resolve()
        data = Settings().training_data
        recipe = Recipe(configuration, data, folder, output or folder / "model", accelerator, deadline, console)
        steps = _chosen(recipe.steps(), step, from_step)
        if plan:
            for one in steps:
                record = recipe.ledger.read(one.name)
                console.print(f"{one.name}: {record.finished if record else 'not done'}", highlight=False)
            return
        run_steps(steps, recipe.ledger, console, deadline, accelerator.is_main_process)
    except OutOfTime:
        if accelerator.is_main_process:
            console.print("The time is spent; the same command goes on from here.")
    except TrainingError as error:
        console.print(str(error), style="red", highlight=False)
        raise typer.Exit(1) from error
    finally:
        accelerator.end_training()


def _chosen(steps: list[Step], only: str, first: str) -> list[Step]:
    names = [step.name for step in steps]
    wanted = only or first
    if wanted and wanted not in names:
        raise TrainingError(f"There is no step {wanted}; the steps are {', '.join(names)}.")
    if only:
        return [steps[names.index(only)]]
    return steps[names.index(first) :] if first else steps


if __name__ == "__main__":
    typer.run(main)
