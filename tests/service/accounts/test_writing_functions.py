"""Every function of the service layer that a person acts through, by every role, on a real database.

Each file `writes_*.py` beside this one has a list ROWS, with a row for each function:

    (its full name, the roles that may call it, what must be there first or None, the call itself)

the latter two as functions of a stage: `stage.session` on a migrated database, `stage.settings` with a data folder of
the test's own, and `stage.fixture(name)`; the call gets the person as its second argument, and what it needs of the
database is on the stage before. It must succeed for the roles named, and be refused, with nothing changed, for the
others; whom the table of actions allows nothing is refused before anything is read. A function may have several rows,
for what depends on whose work it concerns; one without a row fails.
"""

import importlib
import inspect
import pkgutil
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

import service
from corpus.settings import PROJECT_ROOT, Settings
from service.accounts import Action, Person, Role
from service.accounts.permissions import ALLOWED
from service.errors import ServiceError

ROWS = [row for file in sorted(Path(__file__).parent.glob("writes_*.py")) for row in runpy.run_path(str(file))["ROWS"]]
THE_CHECK_ITSELF = {
    "service.accounts.permissions.may",
    "service.accounts.permissions.require",
    "service.glossary_changes.may_edit",  # asks about one term, and changes nothing
}
# Parts of a transaction, on rows that are locked in it: whoever began it has checked the role, and they only sign.
INNER_STEPS = {
    "service.http.document_routes.translated_file",  # around `export_document`
    "service.workbench.approved_pairs.record_pair",  # an approval's pair, for the two ways to approve
    "service.workbench.approved_pairs.record_pairs",
    "service.workbench.completion.settle_status",  # the document's status after any change of an approval
    "service.workbench.editing.refuse_approved",  # what the role is not enough for, once the segment is known
    "service.workbench.revisions.change_segment",  # the one way in which a segment gets its text and status
}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
LOCK = (
    "UPDATE documents SET updated_at=? WHERE documents.id = ?"  # see lock_document; undone where nothing is committed
)


def prepared(
    prepare: Callable[[SimpleNamespace], None] | None, session: Session, tmp_path: Path, request: pytest.FixtureRequest
) -> SimpleNamespace:
    """The stage of a row, with everything there that its call needs, committed."""
    settings = Settings(data_dir=tmp_path / "data", database_url="")
    settings.data_dir.mkdir()
    stage = SimpleNamespace(session=session, settings=settings, fixture=request.getfixturevalue)
    if prepare is not None:
        prepare(stage)
    session.commit()
    return stage


def refused(call: Callable[[SimpleNamespace, Person], None], stage: SimpleNamespace, person: Person) -> list[str]:
    """The statements that the database was asked to execute before the call was refused, COMMIT among them."""
    told: list[str] = []
    engine = stage.session.get_bind()

    def execute(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    def commit(_connection: object) -> None:
        told.append("COMMIT")

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    with pytest.raises(ServiceError) as refusal:
        call(stage, person)
    assert refusal.value.code == "forbidden"
    return told


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("name", "roles", "prepare", "call"), ROWS, ids=[row[0] for row in ROWS])
def test_a_role_may_do_what_its_row_says(
    name: str,
    roles: str,
    prepare: Callable[[SimpleNamespace], None] | None,
    call: Callable[[SimpleNamespace, Person], None],
    role: Role,
    sessions: sessionmaker[Session],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    with sessions() as session:
        stage = prepared(prepare, session, tmp_path, request)
        person = Person("森", role)
        if role in roles.split():
            call(stage, person)
            return
        told = refused(call, stage, person)
        assert [*session.new, *session.dirty, *session.deleted] == []
        assert [line for line in told if line.startswith((*WRITES, "COMMIT")) and line != LOCK] == []


@pytest.mark.parametrize(("name", "roles", "prepare", "call"), ROWS, ids=[row[0] for row in ROWS])
def test_a_role_is_checked_before_anything_is_read(
    name: str,
    roles: str,
    prepare: Callable[[SimpleNamespace], None] | None,
    call: Callable[[SimpleNamespace, Person], None],
    sessions: sessionmaker[Session],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with sessions() as session:
        stage = prepared(prepare, session, tmp_path, request)
        for action in Action:  # a role that may do nothing at all
            monkeypatch.setitem(ALLOWED, action, frozenset())
        assert refused(call, stage, Person("森", Role.ADMIN)) == []


def acting_functions() -> Iterator[str]:
    """The full names of all public functions and methods of the service layer that take a person."""
    for found in pkgutil.walk_packages(service.__path__, "service."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if name.startswith("_") or getattr(value, "__module__", "") != found.name:
                continue
            members = vars(value).items() if inspect.isclass(value) else [("", value)]
            for member, function in members:
                if member.startswith("_") or not inspect.isfunction(function):
                    continue
                if "person" in inspect.signature(function).parameters:
                    yield ".".join(filter(None, (found.name, name, member)))


@pytest.mark.slow  # imports every module of the service layer, torch among them
def test_every_function_that_takes_a_person_has_a_row() -> None:
    acting = set(acting_functions())
    assert acting - THE_CHECK_ITSELF - INNER_STEPS == {row[0] for row in ROWS}
    assert acting > THE_CHECK_ITSELF | INNER_STEPS


@pytest.mark.parametrize("name", sorted(INNER_STEPS))
def test_no_module_above_the_service_layer_takes_an_inner_step(name: str) -> None:
    word = re.compile(rf"\b{name.rpartition('.')[2]}\b")
    modules = [path for layer in ("ui", "training") for path in (PROJECT_ROOT / layer).rglob("*.py")]
    assert modules
    assert [path for path in modules if word.search(path.read_text(encoding="utf-8"))] == []
