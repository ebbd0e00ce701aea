"""What programs' tokens and document jobs change, for the table of test_writing_functions.py."""

from types import SimpleNamespace

from corpus.languages import Direction
from corpus.tables import User
from service.accounts import Person, Role
from service.accounts.tokens import add_token, list_tokens, revoke_token
from service.document_jobs import accept_document

EVERYBODY = "translator reviewer admin"
TEXT = "当事人应当遵循诚信原则。".encode()


def _with_colleague(stage: SimpleNamespace) -> None:
    stage.session.add(User(name="佐藤", role=Role.TRANSLATOR, password_hash=""))
    stage.session.commit()


def _with_token(stage: SimpleNamespace) -> None:
    _with_colleague(stage)
    add_token(stage.session, Person("佐藤", Role.TRANSLATOR), "佐藤", "OmegaT")


def _add(stage: SimpleNamespace, person: Person) -> None:
    token, _ = add_token(stage.session, person, "佐藤", "OmegaT")
    assert token.owner == "佐藤"


def _list(stage: SimpleNamespace, person: Person) -> None:
    assert [token.name for token in list_tokens(stage.session, person)] == ["OmegaT"]


def _revoke(stage: SimpleNamespace, person: Person) -> None:
    revoke_token(stage.session, person, "佐藤", "OmegaT")
    assert list_tokens(stage.session, person) == []


def _accept(stage: SimpleNamespace, person: Person) -> None:
    job, _ = accept_document(stage.session, person, None, "合同.txt", TEXT, Direction.ZH_JA)
    assert job.total == 1


ROWS = [  # a token of somebody else's; everybody makes, sees and revokes their own
    ("service.accounts.tokens.add_token", "admin", _with_colleague, _add),
    ("service.accounts.tokens.list_tokens", "admin", _with_token, _list),
    ("service.accounts.tokens.revoke_token", "admin", _with_token, _revoke),
    ("service.document_jobs.accept_document", EVERYBODY, None, _accept),
]
