"""Segments of many requests in common batches: full ones, fair ones, none too many, none for those who left."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from corpus.languages import Direction
from glossary.terms import Term
from service.batching import Batcher, BatchLimits, OverloadedError
from service.errors import ModelError
from service.results import SegmentTranslation, TranslationOptions

OPTIONS = TranslationOptions(Direction.ZH_JA)
PROPERTY = TranslationOptions(Direction.ZH_JA, area="property")


class Gate:
    """A translator that answers only when it is let, and remembers its batches."""

    def __init__(self, fails_on: str = "", error: Exception | None = None) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.options: list[TranslationOptions] = []
        self.open = threading.Semaphore(0)
        self._fails_on = fails_on
        self._error = error or RuntimeError("broken")

    def __call__(
        self, texts: Sequence[str], options: TranslationOptions, terms: Sequence[Term]
    ) -> list[SegmentTranslation]:
        self.batches.append(tuple(texts))
        self.options.append(options)
        if not self.open.acquire(timeout=20):
            raise AssertionError("nobody let the batch pass")
        if self._fails_on and self._fails_on in texts:
            raise self._error
        return [SegmentTranslation(text, text.upper(), "fast") for text in texts]

    def let(self, batches: int = 100) -> None:
        self.open.release(batches)

    async def until(self, batches: int) -> None:
        while len(self.batches) < batches:
            await asyncio.sleep(0.001)


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 30))


def texts_of(done: Sequence[SegmentTranslation]) -> list[str]:
    return [segment.translation for segment in done]


def test_a_request_alone_goes_at_once_and_those_that_come_meanwhile_go_together() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=1))
        first = asyncio.create_task(batcher.translate(["a"], OPTIONS))
        await gate.until(1)
        others = [asyncio.create_task(batcher.translate([name], OPTIONS)) for name in "bcd"]
        await asyncio.sleep(0.01)
        gate.let()
        assert texts_of(await first) == ["A"]
        assert [texts_of(done) for done in await asyncio.gather(*others)] == [["B"], ["C"], ["D"]]
        assert gate.batches == [("a",), ("b", "c", "d")]
        await batcher.close()

    run(scenario)


def test_a_long_text_fills_what_short_ones_leave_and_is_answered_in_order() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=1, characters=4))
        blocker = asyncio.create_task(batcher.translate(["x"], OPTIONS))
        await gate.until(1)
        long = asyncio.create_task(batcher.translate([f"{number}" for number in range(9)], OPTIONS))
        await asyncio.sleep(0)
        short = [asyncio.create_task(batcher.translate([name], OPTIONS)) for name in "ab"]
        await asyncio.sleep(0.01)
        gate.let()
        assert texts_of(await long) == [str(number) for number in range(9)]
        assert gate.batches[1] == ("0", "a", "b", "1")
        await asyncio.gather(blocker, *short)
        await batcher.close()

    run(scenario)


def test_what_differs_in_options_or_terms_goes_apart_and_takes_turns() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=1, characters=2))
        blocker = asyncio.create_task(batcher.translate(["x"], OPTIONS))
        await gate.until(1)
        asked = [
            batcher.translate(["1", "2", "3", "4"], OPTIONS),
            batcher.translate(["p"], PROPERTY),
            batcher.translate(["t"], OPTIONS, (Term("合同", "契約"),)),
        ]
        waiting = [asyncio.create_task(one) for one in asked]
        await asyncio.sleep(0.01)
        gate.let()
        await asyncio.gather(blocker, *waiting)
        assert gate.batches == [("x",), ("1", "2"), ("p",), ("t",), ("3", "4")]
        assert gate.options[2] == PROPERTY
        await batcher.close()

    run(scenario)


def test_two_lanes_translate_at_once() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=2, wait=0))
        both = [asyncio.create_task(batcher.translate([name], OPTIONS)) for name in "ab"]
        await gate.until(2)
        assert batcher.batches_under_way == 2
        gate.let()
        await asyncio.gather(*both)
        await batcher.close()

    run(scenario)


def test_more_than_may_wait_is_refused_with_the_time_to_come_back() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=1, capacity=5))
        first = asyncio.create_task(batcher.translate(["x"], OPTIONS))
        await gate.until(1)
        long = asyncio.create_task(batcher.translate(["123456789"], OPTIONS))  # taken, as nothing waits yet
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError, match="send this again in 1 seconds") as refused:
            await batcher.translate(["b"], OPTIONS)
        assert refused.value.retry_seconds == 1
        gate.let()
        await asyncio.gather(first, long)
        assert texts_of(await batcher.translate(["b"], OPTIONS)) == ["B"]
        assert batcher.waiting_characters == 0
        await batcher.close()

    run(scenario)


def test_whoever_leaves_takes_the_waiting_segments_along() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=1))
        first = asyncio.create_task(batcher.translate(["x"], OPTIONS))
        await gate.until(1)
        leaving = asyncio.create_task(batcher.translate(["a", "b"], OPTIONS))
        staying = asyncio.create_task(batcher.translate(["c"], OPTIONS))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
        assert (batcher.waiting_characters, batcher.waiting_requests) == (1, 1)
        gate.let()
        assert texts_of(await staying) == ["C"]
        assert gate.batches == [("x",), ("c",)]
        await first
        await batcher.close()

    run(scenario)


def test_a_text_that_breaks_the_translator_costs_no_other_its_translation() -> None:
    async def scenario() -> None:
        gate = Gate(fails_on="bad")
        gate.let()
        batcher = Batcher(gate, BatchLimits(lanes=1))
        first = asyncio.create_task(batcher.translate(["x"], OPTIONS))
        asked = [asyncio.create_task(batcher.translate([text], OPTIONS)) for text in ("good", "bad", "fine")]
        good, bad, fine = await asyncio.gather(*asked, return_exceptions=True)
        assert not isinstance(good, BaseException)
        assert not isinstance(fine, BaseException)
        assert (texts_of(good), texts_of(fine)) == (["GOOD"], ["FINE"])
        assert isinstance(bad, RuntimeError)
        await first
        await batcher.close()

    run(scenario)


def test_a_model_that_is_absent_is_asked_once_and_told_to_all() -> None:
    async def scenario() -> None:
        gate = Gate(fails_on="a", error=ModelError("There is no model."))
        batcher = Batcher(gate, BatchLimits(lanes=1))
        first = asyncio.create_task(batcher.translate(["x"], OPTIONS))
        await gate.until(1)
        asked = [asyncio.create_task(batcher.translate([text], OPTIONS)) for text in "ab"]
        await asyncio.sleep(0.01)
        gate.let()
        failures = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(failure) for failure in failures] == ["There is no model."] * 2
        assert len(gate.batches) == 2
        await first
        await batcher.close()

    run(scenario)


def test_closing_waits_for_what_is_under_way() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate, BatchLimits(lanes=1))
        asked = asyncio.create_task(batcher.translate(["a"], OPTIONS))
        await gate.until(1)
        closing = asyncio.create_task(batcher.close())
        await asyncio.sleep(0.01)
        assert not closing.done()
        gate.let()
        await closing
        assert texts_of(await asked) == ["A"]

    run(scenario)


def test_no_texts_need_no_batch() -> None:
    async def scenario() -> None:
        gate = Gate()
        batcher = Batcher(gate)
        assert await batcher.translate([], OPTIONS) == []
        assert gate.batches == []
        await batcher.close()

    run(scenario)
