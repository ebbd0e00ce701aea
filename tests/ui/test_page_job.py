"""Work beside the page: progress, result, failure, cancelling."""

import threading

import pytest

from ui.job import Cancelled, Job, Progress


def test_a_job_gives_its_result_and_its_progress() -> None:
    def work(progress: Progress) -> str:
        progress(2, 5)
        return "done"

    job = Job(work).start()
    assert job.wait(5)
    assert job.result() == "done"
    assert (job.done, job.total) == (2, 5)


def test_what_the_work_raises_is_raised_where_the_result_is_asked_for() -> None:
    def work(progress: Progress) -> None:
        raise ValueError("no")

    job = Job(work).start()
    assert job.wait(5)
    with pytest.raises(ValueError, match="no"):
        job.result()


def test_cancelling_stops_the_work_when_it_next_reports() -> None:
    started, cancelled = threading.Event(), threading.Event()
    finished: list[int] = []

    def work(progress: Progress) -> None:
        for done in range(100):
            progress(done, 100)
            started.set()
            cancelled.wait(5)
            finished.append(done)

    job = Job(work).start()
    assert started.wait(5)
    job.cancel()
    cancelled.set()
    assert job.wait(5)
    assert finished == [0]
    with pytest.raises(Cancelled):
        job.result()
