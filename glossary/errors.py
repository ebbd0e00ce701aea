"""Errors of the glossary layer; each message is one sentence with its remedy."""

from corpus.errors import HoyakuError


class GlossaryError(HoyakuError):
    """A term, file or change that the glossary cannot take."""
