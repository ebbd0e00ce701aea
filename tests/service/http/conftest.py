"""The service over the real translator, glossary and memory; only the model is one that writes what terms require.

`api`        a client of the service at this machine, where no token is needed
`guarded`    the same service where everybody needs a token
`token`      makes an account with a role and gives a token of it
"""

import itertools
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.settings import Settings
from corpus.tables import User
from glossary.terms import Term
from glossary.workflow import add_term
from service.accounts import Person, Role
from service.accounts.tokens import add_token
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from service.http.application import create_app
from service.translator import Translator

BASE_URL = "http://127.0.0.1:8600"
ADMIN = Person("管理者", Role.ADMIN)
TERMS = [
    Term("抵押权", "抵当権", area="property", ja_forbidden=("抵押権",)),
    Term("合同", "契約", area="contract", ja_forbidden=("合同",)),
    Term("委托人", "委任者", area="contract"),
    Term("委托人", "依頼者", area="procedure"),
]


class ObedientEngine:
    """Writes what is required, in order, and 訳文 or 译文 where nothing is."""

    name = "fast"

    def translate(
        self, sources: Sequence[str], constraints: Sequence[Constraints], direction: Direction, options: SearchOptions
    ) -> list[list[Hypothesis]]:
        empty = "訳文。" if direction is Direction.ZH_JA else "译文。"
        wanted = ["、".join(group.alternatives[0] for group in found.required) or empty for found in constraints]
        return [[Hypothesis(text, -0.5)] for text in wanted]


@pytest.fixture
def database(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    with sessions() as session:
        for term in TERMS:
            add_term(session, term, "test", "for a test")
        pairs = [NewPair("合同自成立时生效。", "契約は、成立の時から効力を生ずる。", area="contract")]
        add_pairs(session, pairs, SourceInfo("memory.tsv", "0" * 64, "Apache-2.0", "test"))
        session.commit()
    return sessions


@pytest.fixture
def settings() -> Settings:
    return Settings(user="local", database_url="", cors_origins="")


@pytest.fixture
def api(database: sessionmaker[Session], settings: Settings) -> Iterator[TestClient]:
    app = create_app(Translator(database, ObedientEngine()), settings, tokens_required=False)
    with TestClient(app, base_url=BASE_URL, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def guarded(database: sessionmaker[Session], settings: Settings) -> Iterator[TestClient]:
    app = create_app(Translator(database, ObedientEngine()), settings, tokens_required=True)
    with TestClient(app, base_url="http://hoyaku.example", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def token(database: sessionmaker[Session]) -> Callable[[Role], str]:
    numbers = itertools.count(1)

    def make(role: Role) -> str:
        name = f"{role}{next(numbers)}"
        with database() as session:
            session.add(User(name=name, role=role.value, password_hash=""))
            session.commit()
            return add_token(session, ADMIN, name, "test")[1]

    return make


@pytest.fixture
def served(database: sessionmaker[Session], settings: Settings) -> Iterator[str]:
    """The address of the service on a port of this machine, for clients that bring their own HTTP."""
    app = create_app(Translator(database, ObedientEngine()), settings, tokens_required=False)
    yield from serve(app)


@pytest.fixture
def served_guarded(database: sessionmaker[Session], settings: Settings) -> Iterator[str]:
    """The same where everybody needs a token."""
    yield from serve(create_app(Translator(database, ObedientEngine()), settings, tokens_required=True))


def serve(app: FastAPI) -> Iterator[str]:
    """Runs uvicorn in a thread until the test is over."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # a client that comes before the server accepts waits
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
