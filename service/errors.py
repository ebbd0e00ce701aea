"""Errors of the translation layer; each message is one sentence with its remedy."""

from corpus.errors import HoyakuError


class ServiceError(HoyakuError):
    """Input or a model that the translator cannot take."""


class ConstraintError(ServiceError):
    """Constraints that no text can satisfy together, or not within the length bound."""


class ModelError(ServiceError):
    """A model that is absent, unreadable or of an unsupported kind."""
