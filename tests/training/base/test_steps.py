"""Steps: skipped when done for the same inputs, done anew for others, refused without what they need."""

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from training.base.steps import Deadline, Facts, Ledger, OutOfTime, Step, run_steps
from training.errors import TrainingError


class Kitchen:
    """Two steps, of which the second reads what the first wrote, and a count of how often each was done."""

    def __init__(self, work: Path) -> None:
        self.work, self.ledger = work, Ledger(work)
        self.done: list[str] = []
        self.content, self.settings = "dough", 1
        self.source = work / "flour.txt"
        self.source.write_text("flour")

    def knead(self) -> Facts:
        self.done.append("knead")
        (self.work / "dough").write_text(self.content)
        return {"grams": 500}

    def bake(self) -> Facts:
        self.done.append("bake")
        (self.work / "bread").write_text("bread")
        return {}

    def steps(self) -> list[Step]:
        return [
            Step("knead", self.knead, (self.work / "dough",), self.settings, (), (self.source,)),
            Step("bake", self.bake, (self.work / "bread",), None, ("knead",)),
        ]

    def run(self, steps: list[Step] | None = None, minutes: float = 0.0) -> str:
        out = io.StringIO()
        run_steps(steps or self.steps(), self.ledger, Console(file=out, width=200), Deadline(minutes))
        return out.getvalue()


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_finished_steps_are_skipped_and_say_so(kitchen: Kitchen) -> None:
    kitchen.run()
    assert "knead: done" in kitchen.run()
    assert kitchen.done == ["knead", "bake"]


def test_record_has_the_digests_of_inputs_and_outputs_and_the_facts(kitchen: Kitchen) -> None:
    kitchen.run()
    record = kitchen.ledger.read("knead")
    assert record is not None
    assert record.inputs.keys() == {"settings", f"{kitchen.work.name}/flour.txt"}
    assert record.outputs.keys() == {"dough"}
    assert len(record.outputs["dough"]) == 64
    assert record.facts == {"grams": 500}


def test_changed_file_redoes_the_step_and_what_follows_from_its_new_output(kitchen: Kitchen) -> None:
    kitchen.run()
    kitchen.source.write_text("rye")
    kitchen.content = "rye dough"
    assert f"anew because of {kitchen.work.name}/flour.txt" in kitchen.run()
    assert kitchen.done == ["knead", "bake", "knead", "bake"]


def test_same_output_from_changed_input_does_not_redo_what_follows(kitchen: Kitchen) -> None:
    kitchen.run()
    kitchen.settings = 2
    kitchen.run()
    assert kitchen.done == ["knead", "bake", "knead"]


def test_step_alone_is_refused_without_what_it_needs(kitchen: Kitchen) -> None:
    with pytest.raises(TrainingError, match="bake needs knead, which is not done; run --step knead first"):
        kitchen.run(kitchen.steps()[1:])


def test_absent_file_is_named_with_the_setting_that_says_where_it_is(kitchen: Kitchen) -> None:
    kitchen.source.unlink()
    with pytest.raises(TrainingError, match=r"flour\.txt is not there; set HOYAKU_TRAINING_DATA"):
        kitchen.run()


def test_step_alone_can_be_run(kitchen: Kitchen) -> None:
    kitchen.run(kitchen.steps()[:1])
    kitchen.run(kitchen.steps()[1:])
    assert kitchen.done == ["knead", "bake"]


def test_no_step_begins_after_the_deadline(kitchen: Kitchen) -> None:
    with pytest.raises(OutOfTime):
        kitchen.run(minutes=1e-9)
    assert kitchen.done == []


def test_other_process_waits_until_the_first_has_written_what_both_trained(kitchen: Kitchen) -> None:
    trained, written = threading.Event(), threading.Event()

    def train_first() -> Facts:
        trained.wait(10)
        (kitchen.work / "dough").write_text("dough")
        written.set()
        return {}

    def train_other() -> Facts:
        trained.set()
        return {}

    def steps(run: Callable[[], Facts]) -> list[Step]:
        later = Step("bake", lambda: {}, (), None, ("knead",), everywhere=True)
        return [Step("knead", run, (kitchen.work / "dough",), 1, everywhere=True), later]

    def first() -> None:
        run_steps(steps(train_first), kitchen.ledger, Console(file=io.StringIO()), Deadline(0))

    thread = threading.Thread(target=first)
    thread.start()
    console = Console(file=io.StringIO())
    run_steps(steps(train_other), kitchen.ledger, console, Deadline(0), first_process=False)
    assert written.is_set()
    thread.join()
