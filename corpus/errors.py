"""Errors of the corpus layer; each message is one sentence with its remedy, fit to be shown to a user."""


class HoyakuError(Exception):
    """Whatever the product itself refuses; the page and the command line print the message as it is."""


class CorpusError(HoyakuError):
    """A file, text or database that the corpus cannot take."""


class DatabaseError(CorpusError):
    """A database that cannot be reached, read or written; what failed may succeed once it can."""
