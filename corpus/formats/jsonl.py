"""Pairs as JSON lines: one object a line with zh, ja, and optionally genre, area, document and position."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import CorpusError
from corpus.formats.encoding import open_text
from corpus.formats.output import Target, open_target
from corpus.formats.record import FIELDS, WritablePair, pair_of, shortened
from corpus.formats.rejected import RejectedLine
from corpus.pairs import NewPair
from corpus.reasons import Reason


def read(path: Path | str) -> Iterator[NewPair | RejectedLine]:
    """The pairs of the file, one line at a time, and a RejectedLine for each line that holds none.

    Further members of an object and empty lines are passed over. Raises CorpusError for a file that cannot be
    decoded or holds no line.
    """
    path = Path(path)
    empty = True
    with open_text(path, newline="\n") as file:  # a lone CR or U+2028 inside a string does not end the line
        for line, content in enumerate(file, start=1):
            if content.strip():
                empty = False
                yield _pair(content, line)
    if empty:
        raise CorpusError(f"{path} holds no pair: it is empty.", case="file_no_pair", name=path.name)


def write(target: Target, pairs: Iterable[WritablePair]) -> int:
    """Writes the pairs as UTF-8, fields without a value left out, and returns their number.

    Raises CorpusError where the target cannot be written.
    """
    count = 0
    with open_target(target) as file:
        for pair in pairs:
            values = {name: value for name in FIELDS if (value := getattr(pair, name)) is not None}
            file.write(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            count += 1
    return count


def _pair(content: str, line: int) -> NewPair | RejectedLine:
    try:
        values = json.loads(content.rstrip())
    except json.JSONDecodeError as error:
        text = f"the line is not JSON ({error.msg.lower()}, column {error.colno})"
        return RejectedLine(line, Reason(text, case="row_not_json"))
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets nested thousands deep
        return RejectedLine(line, Reason("the line is no JSON that can be read", case="row_not_json"))
    if not isinstance(values, dict):
        return RejectedLine(line, Reason("the line is not a JSON object", case="row_not_json"))
    fields = {name: values[name] for name in FIELDS if values.get(name) is not None}
    for name in ("zh", "ja"):
        if name not in fields:
            return RejectedLine(line, Reason(f"the object has no member {name!r}", case="row_member", member=name))
    if type(fields.get("position")) is int:
        fields["position"] = str(fields["position"])
    for name, value in fields.items():
        if not isinstance(value, str):
            text = f"the member {name!r} is {shortened(json.dumps(value))} and not a text"
            return RejectedLine(line, Reason(text, case="row_member", member=name))
    return pair_of(fields, line)
