"""The character automaton behind constrained search: which required and forbidden strings a text contains.

Aho and Corasick, "Efficient string matching", CACM 18(6), 1975. The automaton reads characters, never
pieces, so that neither satisfaction nor a violation depends on how the text was segmented.
"""

from collections import deque
from collections.abc import Iterable, Mapping

ROOT = 0
Position = tuple[int, int, int]


class CharacterAutomaton:
    """Reads a text and tells which groups it satisfies and what it still owes.

    A forbidden string may occur only strictly inside an occurrence of an alternative that contains it.
    Read from left to right, such an alternative may still be in progress when the forbidden string is
    complete; the text then owes its completion. What is owed is one number, the distance back to the
    earliest forbidden occurrence waiting to be covered: an alternative that reaches back that far
    covers all later ones too. A text that owes and has no such alternative in progress is dead.

    `alternatives` maps each required string to the bit mask of the groups it satisfies. Strings must
    not be empty. Arrays are indexed by node: `gained` is the mask of groups satisfied by strings that
    end here, `in_progress` the alternatives (index, characters so far) begun and not complete.
    """

    def __init__(self, alternatives: Mapping[str, int], forbidden: Iterable[str]) -> None:
        self.alternatives = list(alternatives)
        self._children: list[dict[str, int]] = [{}]
        self._fail = [ROOT]
        self.gained = [0]
        self.in_progress: list[tuple[tuple[int, int], ...]] = [()]
        self._longest_alternative = [0]
        self._longest_forbidden = [0]
        for index, text in enumerate(self.alternatives):
            self._insert(text, index)
            node = self._find(text)
            self.gained[node] |= alternatives[text]
            self._longest_alternative[node] = len(text)
        for text in forbidden:
            self._insert(text, None)
            self._longest_forbidden[self._find(text)] = len(text)
        self._link()
        self._reach = [max((length for _, length in begun), default=0) for begun in self.in_progress]

    def _insert(self, text: str, alternative: int | None) -> None:
        node = ROOT
        for length, char in enumerate(text, start=1):
            if char not in self._children[node]:
                self._children[node][char] = len(self._children)
                self._children.append({})
                self._fail.append(ROOT)
                self.gained.append(0)
                self.in_progress.append(())
                self._longest_alternative.append(0)
                self._longest_forbidden.append(0)
            node = self._children[node][char]
            if alternative is not None and length < len(text):
                self.in_progress[node] += ((alternative, length),)

    def _find(self, text: str) -> int:
        node = ROOT
        for char in text:
            node = self._children[node][char]
        return node

    def _link(self) -> None:
        """Set the failure links breadth first, and pass on to each node what its suffixes know."""
        queue = deque(self._children[ROOT].values())
        while queue:
            node = queue.popleft()
            for char, child in self._children[node].items():
                self._fail[child] = self.goto(self._fail[node], char)
                queue.append(child)
            suffix = self._fail[node]
            self.gained[node] |= self.gained[suffix]
            self.in_progress[node] += self.in_progress[suffix]
            self._longest_alternative[node] = max(self._longest_alternative[node], self._longest_alternative[suffix])
            self._longest_forbidden[node] = max(self._longest_forbidden[node], self._longest_forbidden[suffix])

    def goto(self, node: int, char: str) -> int:
        """The node after one more character: the longest suffix of the text that begins a string."""
        while char not in self._children[node]:
            if node == ROOT:
                return ROOT
            node = self._fail[node]
        return self._children[node][char]

    def step(self, node: int, owed: int, char: str) -> Position | None:
        """The node, what is owed and the groups gained after one more character; None where that is dead."""
        node = self.goto(node, char)
        ended = self._longest_alternative[node]
        if owed:
            owed = 0 if ended > owed else owed + 1
        violated = self._longest_forbidden[node]
        if violated and violated >= ended:
            owed = max(owed, violated)
        if owed > self._reach[node]:
            return None
        return node, owed, self.gained[node]

    def walk(self, node: int, owed: int, text: str) -> Position | None:
        """As `step`, for all characters of a text; the groups gained are those of the whole text."""
        gained = 0
        for char in text:
            position = self.step(node, owed, char)
            if position is None:
                return None
            node, owed, more = position
            gained |= more
        return node, owed, gained
