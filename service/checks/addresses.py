"""E-mail and web addresses are copied letter by letter, or they lead nowhere."""

import re
from collections.abc import Iterator

from corpus.languages import Direction
from corpus.normalisation import normalise
from service.checks.finding import CheckFinding

_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+"
)


class AddressesCheck:
    """Every e-mail and web address of one side is on the other, letter by letter."""

    name = "addresses"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        theirs = normalise(translation, direction.target)
        for address, span in _addresses(source):
            if address not in theirs:
                message = f"The address {address} is not in the translation."
                yield CheckFinding(self.name, message, source_span=span, severity="error")
        ours = normalise(source, direction.source)
        for address, span in _addresses(translation):
            if address not in ours:
                message = f"The address {address} is not in the source."
                yield CheckFinding(self.name, message, target_span=span, severity="error")


def _addresses(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".,:;!?'")
        yield address, (match.start(), match.start() + len(address))


def without_addresses(text: str) -> str:
    """The text, every character in its place, with its addresses blotted out."""
    for _, (start, end) in _addresses(text):
        text = text[:start] + "〓" * (end - start) + text[end:]
    return text
