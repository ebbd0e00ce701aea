"""Errors of the corpus layer; each message is one sentence with its remedy, fit to be shown to a user."""


class HoyakuError(Exception):
    """Whatever the product itself refuses; the command line prints the message as it is.

    `case` names what happened for interfaces that say it in their own language, such as "file_large"; `values` are the
    names and numbers of that sentence. It is "" for what only the message tells.
    """

    def __init__(self, message: str = "", *, case: str = "", **values: object) -> None:
        super().__init__(message)
        self.case = case
        self.values = values


class CorpusError(HoyakuError):
    """A file, text or database that the corpus cannot take."""


class DatabaseError(CorpusError):
    """A database that cannot be reached, read or written; what failed may succeed once it can."""
