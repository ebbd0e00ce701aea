"""Errors of the training layer; each message is one sentence with its remedy."""

from corpus.errors import HoyakuError


class TrainingError(HoyakuError):
    """Data, a configuration or a checkpoint that training cannot take."""
