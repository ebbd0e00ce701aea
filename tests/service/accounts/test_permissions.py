"""Every action by every role, as the table says, and the sentence that a refusal is."""

import pytest

from service.accounts import Action, Person, Role, may, require
from service.accounts.permissions import ALLOWED
from service.errors import ServiceError

EVERYBODY = "translator reviewer admin"
REVIEW = "reviewer admin"
EXPECTED = {
    "upload_document": EVERYBODY,
    "delete_document": REVIEW,
    "pretranslate": EVERYBODY,
    "edit_segment": EVERYBODY,
    "comment": EVERYBODY,
    "submit_document": EVERYBODY,
    "export_document": EVERYBODY,
    "approve_segment": REVIEW,
    "return_segment": REVIEW,
    "rate_segment": REVIEW,
    "propose_term": EVERYBODY,
    "edit_term": REVIEW,
    "decide_term": REVIEW,
    "import_terms": REVIEW,
    "dismiss_candidate": REVIEW,
    "settle_task": EVERYBODY,
    "import_pairs": REVIEW,
    "edit_pairs": REVIEW,
    "export_corpus": REVIEW,
    "train": REVIEW,
    "change_model": "admin",
    "read_deletions": "admin",
    "change_accounts": "admin",
}


def test_every_action_has_its_roles() -> None:
    assert set(ALLOWED) == set(Action) == set(EXPECTED)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says(action: Action, role: Role) -> None:
    assert may(Person("mori", role), action) == (role in EXPECTED[action].split())


def test_a_refusal_names_who_may() -> None:
    with pytest.raises(ServiceError, match=r"mori is a translator .*approve segment.* ask a reviewer or admin") as told:
        require(Person("mori", Role.TRANSLATOR), Action.APPROVE_SEGMENT)
    assert told.value.code == "forbidden"
