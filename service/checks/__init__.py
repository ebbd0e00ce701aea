"""Checks of a finished translation: one check, one small class, a name and a message a translator understands."""

from collections.abc import Iterator
from typing import Protocol

from corpus.languages import Direction
from corpus.normalisation import simplified_reading
from service.checks.addresses import AddressesCheck
from service.checks.brackets import BracketsCheck
from service.checks.finding import CheckFinding
from service.checks.latin import LatinCheck
from service.checks.leftovers import LeftoversCheck
from service.checks.length import LengthCheck
from service.checks.negation import NegationCheck
from service.checks.numbers import DatesCheck, NumbersCheck, ReferencesCheck, SumsCheck
from service.checks.repetition import RepetitionCheck

__all__ = ["CHECKS", "Check", "CheckFinding", "run_checks"]


class Check(Protocol):
    """Finds one kind of doubt about a translation; the class's docstring describes it to the user."""

    name: str

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]: ...


CHECKS: tuple[Check, ...] = (
    NumbersCheck(),
    DatesCheck(),
    SumsCheck(),
    ReferencesCheck(),
    NegationCheck(),
    AddressesCheck(),
    LatinCheck(),
    LengthCheck(),
    RepetitionCheck(),
    LeftoversCheck(),
    BracketsCheck(),
)


def run_checks(source: str, translation: str, direction: Direction) -> list[CheckFinding]:
    """What each check found, in the order of the checks; empty where nothing is doubtful."""
    if direction is Direction.ZH_JA:
        source = simplified_reading(source)  # the spans of what is found are those of the source all the same
    return [finding for check in CHECKS for finding in check.check(source, translation, direction)]
