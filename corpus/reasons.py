"""Why a line, pair or term is not taken: a sentence or clause that an interface may say in its own language."""

from collections.abc import Mapping


class Reason(str):
    """The English text, with `case` and `values` as `corpus.errors.HoyakuError` has them, for what nobody raises."""

    case: str
    values: Mapping[str, object]

    def __new__(cls, text: str, case: str, **values: object) -> "Reason":
        made = super().__new__(cls, text)
        made.case, made.values = case, values
        return made
