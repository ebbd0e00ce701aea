"""What a client is told of a failure, and what is none of its business."""

import logging

import pytest
from fastapi.testclient import TestClient

from corpus.errors import DatabaseError
from service.http.problems import NOT_JSON, problem_of


def test_the_address_of_a_database_that_fails_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    failure = DatabaseError("Cannot use the database postgresql://h@db.internal/hoyaku (refused); see that it runs.")
    with caplog.at_level(logging.WARNING):
        answer = problem_of(failure)
    assert answer.status_code == 503
    assert b"db.internal" not in answer.body
    assert "db.internal" in caplog.text


def test_a_body_that_is_not_json_is_called_so(api: TestClient) -> None:
    answer = api.post("/v1/translate", content=b"{bad", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (422, NOT_JSON)
