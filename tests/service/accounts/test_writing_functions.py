"""Every function of the service layer that a person acts through, by every role, on a real database.

Each file `writes_*.py` beside this one has a list ROWS, with a row for each function:

    (its full name, the roles that may call it, what must be there first or None, the call itself)

the latter two as functions of a stage: `stage.session` on a migrated database, `stage.settings` with a data folder of
the test's own, and `stage.fixture(name)`; the call gets the person as its second argument. It must succeed for the
roles named, and be refused, with nothing changed, for the others. A function without a row fails the last test.
"""

import importlib
import inspect
import pkgutil
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

import service
from corpus.settings import Settings
from service.accounts import Person, Role
from service.errors import ServiceError

ROWS = [row for file in sorted(Path(__file__).parent.glob("writes_*.py")) for row in runpy.run_path(str(file))["ROWS"]]
THE_CHECK_ITSELF = {"service.accounts.permissions.may", "service.accounts.permissions.require"}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


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
    settings = Settings(data_dir=tmp_path / "data", database_url="")
    settings.data_dir.mkdir()
    with sessions() as session:
        stage = SimpleNamespace(session=session, settings=settings, fixture=request.getfixturevalue)
        if prepare is not None:
            prepare(stage)
        person = Person("森", role)
        if role in roles.split():
            call(stage, person)
            return
        written: list[str] = []
        event.listen(
            session.get_bind(),
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_rest: written.append(statement),
        )
        with pytest.raises(ServiceError) as told:
            call(stage, person)
        assert told.value.code == "forbidden"
        assert [*session.new, *session.dirty, *session.deleted] == []
        assert [statement for statement in written if statement.lstrip().upper().startswith(WRITES)] == []


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
    assert set(acting_functions()) - THE_CHECK_ITSELF == {row[0] for row in ROWS}
