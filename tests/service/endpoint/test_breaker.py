"""When an endpoint is left alone, and when it is tried again."""

import pytest

from service.endpoint.breaker import FAILURES, PAUSE, CircuitBreaker
from service.errors import EndpointError


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(clock)


def is_open(breaker: CircuitBreaker) -> bool:
    try:
        breaker.check()
    except EndpointError:
        return True
    return False


def test_it_opens_after_failures_in_a_row(breaker):
    for number in range(FAILURES):
        assert not is_open(breaker)
        breaker.failed(EndpointError(f"failure {number}"))
    with pytest.raises(EndpointError, match=f"failure {FAILURES - 1}"):
        breaker.check()


def test_a_success_in_between_starts_the_count_anew(breaker):
    for _ in range(5):
        for _ in range(FAILURES - 1):
            breaker.failed(EndpointError("once"))
        breaker.succeeded()
    assert not is_open(breaker)


def test_a_failure_that_will_last_opens_it_at_once_and_for_as_long_as_it_says(breaker, clock):
    breaker.failed(EndpointError("wrong key", pause=100))
    clock.now = 99
    assert is_open(breaker)
    clock.now = 100
    assert not is_open(breaker)


def test_one_call_tries_it_out_while_the_others_go_on_failing(breaker, clock):
    breaker.failed(EndpointError("down", pause=PAUSE))
    clock.now = PAUSE
    assert not is_open(breaker)
    assert is_open(breaker)
    breaker.succeeded()
    assert not is_open(breaker)
    assert not is_open(breaker)


def test_a_trial_that_fails_opens_it_again(breaker, clock):
    breaker.failed(EndpointError("down", pause=PAUSE))
    clock.now = PAUSE
    assert not is_open(breaker)
    breaker.failed(EndpointError("slow"))
    clock.now = 2 * PAUSE - 1
    assert is_open(breaker)


def test_a_trial_that_was_given_up_is_followed_by_another(breaker, clock):
    breaker.failed(EndpointError("down", pause=PAUSE))
    clock.now = PAUSE
    assert not is_open(breaker)  # its caller is cancelled and never tells
    clock.now = 2 * PAUSE
    assert not is_open(breaker)
