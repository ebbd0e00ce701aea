"""Numbers, dates, sums and article references agree on both sides, however they are written."""

from collections.abc import Iterator

from corpus.languages import Direction
from service.checks.finding import CheckFinding
from service.checks.numerals import show
from service.checks.quantities import Date, Part, Quantities, Reference, Sum, read_quantities


class NumbersCheck:
    """Every plain number and ratio of one side is on the other."""

    name = "numbers"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        ours, theirs = read_both(source, translation, direction)
        for number in ours.numbers:
            if number.firm and number.value not in theirs.values:
                surface = source[slice(*number.span)]
                yield CheckFinding(
                    self.name, f"The number {surface} is not in the translation.", source_span=number.span
                )
        for number in theirs.numbers:
            if number.firm and number.value not in ours.values:
                surface = translation[slice(*number.span)]
                yield CheckFinding(self.name, f"The number {surface} is not in the source.", target_span=number.span)


class DatesCheck:
    """Every date of one side is on the other, Japanese eras resolved."""

    name = "dates"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        ours, theirs = read_both(source, translation, direction)
        for date in ours.dates:
            if not self._answered(date, theirs):
                surface = source[slice(*date.span)]
                yield CheckFinding(self.name, f"The date {surface} is not in the translation.", source_span=date.span)
        for date in theirs.dates:
            if not self._answered(date, ours):
                surface = translation[slice(*date.span)]
                yield CheckFinding(self.name, f"The date {surface} is not in the source.", target_span=date.span)

    @staticmethod
    def _answered(date: Date, other: Quantities) -> bool:
        if date.month is None:  # 本月20日 may be 今月20日, and 11日至14日 may be 11日から同月14日まで
            return date.day in other.values
        return any(date.agrees(candidate) for candidate in other.dates)


class SumsCheck:
    """Every sum of money of one side is on the other, in the same currency."""

    name = "sums"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        ours, theirs = read_both(source, translation, direction)
        for amount in ours.sums:
            problem = self._problem(amount, theirs)
            if problem:
                surface = source[slice(*amount.span)]
                message = f"The sum {surface} ({_describe(amount)}) {problem} in the translation."
                yield CheckFinding(self.name, message, source_span=amount.span, severity="error")
        for amount in theirs.sums:
            if amount.value not in ours.values and amount.value != 1:
                surface = translation[slice(*amount.span)]
                message = f"The sum {surface} ({_describe(amount)}) is not in the source."
                yield CheckFinding(self.name, message, target_span=amount.span, severity="error")

    @staticmethod
    def _problem(amount: Sum, other: Quantities) -> str:
        if amount.value not in other.values:
            return "is not"
        currencies = {candidate.currency for candidate in other.sums if candidate.value == amount.value}
        if amount.currency and currencies and not currencies & {amount.currency, ""}:
            return f"has become {', '.join(sorted(currencies))}"
        return ""


class ReferencesCheck:
    """Every article, paragraph and item cited on one side is cited on the other."""

    name = "references"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        ours, theirs = read_both(source, translation, direction)
        for reference in ours.references:
            if not self._answered(reference, theirs):
                surface = source[slice(*reference.span)]
                message = f"The reference {surface} is not in the translation."
                yield CheckFinding(self.name, message, source_span=reference.span, severity="error")
        for reference in theirs.references:
            if not self._answered(reference, ours):
                surface = translation[slice(*reference.span)]
                message = f"The reference {surface} is not in the source."
                yield CheckFinding(self.name, message, target_span=reference.span, severity="error")
        same = _parts(ours) == _parts(theirs) and len(ours.references) == len(theirs.references)
        if same and _chains(ours) != _chains(theirs):
            yield CheckFinding(self.name, "The articles and paragraphs of the references are paired differently.")

    @staticmethod
    def _answered(reference: Reference, other: Quantities) -> bool:
        if reference.firm:
            return _parts(other).issuperset(reference.parts)
        return all(part.number in other.values for part in reference.parts)


def _parts(side: Quantities) -> set[Part]:
    return {part for reference in side.references for part in reference.parts}


def _chains(side: Quantities) -> set[tuple[Part, ...]]:
    return {reference.parts for reference in side.references}


def _describe(amount: Sum) -> str:
    return f"{show(amount.value)} {amount.currency}".strip()


def read_both(source: str, translation: str, direction: Direction) -> tuple[Quantities, Quantities]:
    """The quantities of the source and of the translation."""
    return read_quantities(source, direction.source), read_quantities(translation, direction.target)
