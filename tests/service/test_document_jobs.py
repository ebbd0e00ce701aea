"""Documents for programs: taken in, taken on by one worker, passed on when that one dies, never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.tables import DocumentJob, now
from service.accounts import Person, Role
from service.document_jobs import (
    SILENT,
    accept_document,
    claim_job,
    find_job,
    finish_job,
    keep_alive,
    release_job,
)
from service.errors import ServiceError
from service.token_glossaries import create_glossary

SATO = Person("佐藤", Role.TRANSLATOR)
TEXT = "抵押权自登记时设立。\n合同自成立时生效。\n".encode()


def accept(session: Session, name: str = "contract.txt", glossary: str = "") -> str:
    return accept_document(session, SATO, None, name, TEXT, Direction.ZH_JA, "", glossary)[0].id


def test_a_document_is_taken_on_by_one_worker_in_its_turn(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        first, second = accept(session, "a.txt"), accept(session, "b.txt")
        task = claim_job(session, "worker 1")
        assert task is not None
        assert (task.person, task.direction, task.characters, task.attempts) == (SATO, Direction.ZH_JA, 19, 1)
        assert find_job(session, None, first).status == "translating"
        other = claim_job(session, "worker 2")
        assert other is not None
        assert find_job(session, None, second).status == "translating"
        assert claim_job(session, "worker 3") is None


def test_a_silent_workers_document_is_another_ones_and_the_first_is_told(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        number = accept(session)
        task = claim_job(session, "worker 1")
        assert task is not None
        assert keep_alive(session, "worker 1", task.id, done=1)
        assert claim_job(session, "worker 2") is None
        session.execute(update(DocumentJob).values(alive_at=now() - SILENT - timedelta(seconds=1)))
        session.commit()
        again = claim_job(session, "worker 2")
        assert again is not None
        assert (again.id, again.attempts) == (task.id, 2)
        assert not keep_alive(session, "worker 1", task.id)
        assert not finish_job(session, "worker 1", task.id)
        assert finish_job(session, "worker 2", task.id)
        assert (find_job(session, None, number).status, find_job(session, None, number).done) == ("done", 2)


def test_a_worker_that_ends_gives_its_document_back(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        accept(session)
        task = claim_job(session, "worker 1")
        assert task is not None
        assert release_job(session, "worker 1", task.id)
        again = claim_job(session, "worker 2")
        assert again is not None
        assert again.attempts == 1


def test_only_the_token_and_the_key_open_a_document(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        job, key = accept_document(session, SATO, None, "a.txt", TEXT, Direction.ZH_JA)
        assert find_job(session, None, job.id, key).name == "a.txt"
        for token, wrong in ((None, "other"), (7, key)):
            with pytest.raises(ServiceError, match="no such document of this token"):
                find_job(session, token, job.id, wrong)


def test_a_failed_document_says_why(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        number = accept(session)
        task = claim_job(session, "worker 1")
        assert task is not None
        finish_job(session, "worker 1", task.id, "There is no model.")
        found = find_job(session, None, number)
        assert (found.status, found.error) == ("error", "There is no model.")
        assert claim_job(session, "worker 2") is None


def test_a_glossary_must_be_there_and_go_the_same_way(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        made = create_glossary(session, None, "A", Direction.JA_ZH, {"抵当権": "抵押权"})
        for glossary, sentence in ((made.id, "goes ja-zh, not zh-ja"), ("x", "no glossary x")):
            with pytest.raises(ServiceError, match=sentence):
                accept(session, glossary=glossary)
        assert claim_job(session, "worker 1") is None
