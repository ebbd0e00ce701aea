"""The table of every action by every role, and the check that each writing function of this layer begins with."""

from enum import StrEnum

from service.accounts.person import Person, Role
from service.errors import ServiceError


class Action(StrEnum):
    """What changes something, or takes something out of the product."""

    # Documents
    UPLOAD_DOCUMENT = "upload_document"
    DELETE_DOCUMENT = "delete_document"
    PRETRANSLATE = "pretranslate"
    EDIT_SEGMENT = "edit_segment"
    COMMENT = "comment"
    SUBMIT_DOCUMENT = "submit_document"
    EXPORT_DOCUMENT = "export_document"
    # Review
    APPROVE_SEGMENT = "approve_segment"
    RETURN_SEGMENT = "return_segment"
    RATE_SEGMENT = "rate_segment"
    # Glossary
    PROPOSE_TERM = "propose_term"
    EDIT_TERM = "edit_term"
    DECIDE_TERM = "decide_term"  # approve, reject, retire, restore
    IMPORT_TERMS = "import_terms"
    DISMISS_CANDIDATE = "dismiss_candidate"
    SETTLE_TASK = "settle_task"
    # Corpus
    IMPORT_PAIRS = "import_pairs"
    EDIT_PAIRS = "edit_pairs"
    EXPORT_CORPUS = "export_corpus"
    # Models
    TRAIN = "train"
    CHANGE_MODEL = "change_model"  # promote, retire
    # Administration
    READ_DELETIONS = "read_deletions"  # of documents
    CHANGE_ACCOUNTS = "change_accounts"


_EVERYBODY = frozenset(Role)
_REVIEW = frozenset({Role.REVIEWER, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.UPLOAD_DOCUMENT: _EVERYBODY,
    Action.DELETE_DOCUMENT: _REVIEW,
    Action.PRETRANSLATE: _EVERYBODY,
    Action.EDIT_SEGMENT: _EVERYBODY,
    Action.COMMENT: _EVERYBODY,
    Action.SUBMIT_DOCUMENT: _EVERYBODY,
    Action.EXPORT_DOCUMENT: _EVERYBODY,
    Action.APPROVE_SEGMENT: _REVIEW,
    Action.RETURN_SEGMENT: _REVIEW,
    Action.RATE_SEGMENT: _REVIEW,
    Action.PROPOSE_TERM: _EVERYBODY,
    Action.EDIT_TERM: _REVIEW,
    Action.DECIDE_TERM: _REVIEW,
    Action.IMPORT_TERMS: _REVIEW,
    Action.DISMISS_CANDIDATE: _REVIEW,
    Action.SETTLE_TASK: _EVERYBODY,
    Action.IMPORT_PAIRS: _REVIEW,
    Action.EDIT_PAIRS: _REVIEW,
    Action.EXPORT_CORPUS: _REVIEW,
    Action.TRAIN: _REVIEW,
    Action.CHANGE_MODEL: _ADMIN,
    Action.READ_DELETIONS: _ADMIN,
    Action.CHANGE_ACCOUNTS: _ADMIN,
}


def may(person: Person, action: Action) -> bool:
    """Whether the person's role allows the action."""
    return person.role in ALLOWED[action]


def require(person: Person, action: Action) -> None:
    """ServiceError with the code "forbidden" where the person's role does not allow the action."""
    if not may(person, action):
        allowed = " or ".join(role for role in Role if role in ALLOWED[action])
        raise ServiceError(
            f"{person.name} is a {person.role} and may not do this ({action.replace('_', ' ')}); ask a {allowed}.",
            code="forbidden",
        )
