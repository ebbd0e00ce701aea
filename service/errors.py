"""Errors of the translation layer; each message is one sentence with its remedy."""

from corpus.errors import HoyakuError


class ServiceError(HoyakuError):
    """Input or a model that the translator cannot take.

    `code` names the kind, which programs are told too: "empty", "too_long",
    "wrong_language" (the text is not in the source language), "reversed" (it is in the target
    language, so the other direction is meant), "forbidden" (the person's role does not allow it),
    "conflict" (somebody else changed it meanwhile); those of accounts stand in `service.accounts`; "" elsewhere.
    """

    def __init__(self, message: str, code: str = "", *, case: str = "", **values: object) -> None:
        super().__init__(message, case=case, **values)
        self.code = code


class ConstraintError(ServiceError):
    """Constraints that no text can satisfy together, or not within the length bound."""


class ModelError(ServiceError):
    """A model that is absent, unreadable or of an unsupported kind."""


class EndpointError(ServiceError):
    """The endpoint gave no answer that can be used.

    `pause` is for how many seconds asking it again is in vain; 0 where the next answer may well be good.
    """

    def __init__(self, message: str, pause: float = 0.0) -> None:
        super().__init__(message, code="endpoint")
        self.pause = pause


class UnsupportedModelError(ModelError):
    """A model that the fast path cannot run; the guaranteed path may."""
