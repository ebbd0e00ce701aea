"""Accounts on a real database, with a clock that stands until it is moved and hashes that take no time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from corpus.settings import Settings
from service.accounts import Person, Role, passwords

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class StandingClock:
    """A clock to be called; `pass_` lets time go by."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 28, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def admin() -> Person:
    return Person("佐藤", Role.ADMIN)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    return Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic-settings' own argument


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Callable[[PasswordHasher], None]:
    """Hashes with parameters for tests; the function given changes them."""

    def use(hasher: PasswordHasher) -> None:
        monkeypatch.setattr(passwords, "HASHER", hasher)

    use(QUICK_HASHER)
    return use
