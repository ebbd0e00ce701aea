"""Who is let in: with a token of an account, by its role of the moment, or as the person at this machine."""

from collections.abc import Callable

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from corpus.tables import User
from service.accounts import Role
from service.http.application import create_app
from service.translator import Translator
from tests.service.http.conftest import BASE_URL, ObedientEngine

TEXT = {"text": "抵押权消灭。"}


def test_a_token_opens_in_every_place_where_clients_put_it(guarded: TestClient, token: Callable[[Role], str]) -> None:
    secret = token(Role.TRANSLATOR)
    for headers in (
        {"Authorization": f"Bearer {secret}"},
        {"Authorization": f"DeepL-Auth-Key {secret}"},
        {"X-API-Key": secret},
    ):
        assert guarded.post("/v1/translate", json=TEXT, headers=headers).status_code == 200


def test_without_a_valid_token_nothing_is_translated(guarded: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer hoyaku_wrong"}):
        answer = guarded.post("/v1/translate", json=TEXT, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "hoyaku tokens add" in answer.json()["detail"]
    assert guarded.get("/v1/health").status_code == 200


def test_a_token_does_what_its_owner_may_do_at_the_moment(
    guarded: TestClient, token: Callable[[Role], str], database: sessionmaker[Session]
) -> None:
    headers = {"Authorization": f"Bearer {token(Role.TRANSLATOR)}"}
    term = guarded.post("/v1/terms", json={"zh": "质权", "ja": "質権"}, headers=headers).json()
    refused = guarded.post(f"/v1/terms/{term['id']}/approve", json={}, headers=headers)
    assert refused.status_code == 403
    assert "ask a reviewer or admin" in refused.json()["detail"]
    with database() as session:
        session.query(User).update({"role": "reviewer"})
        session.commit()
    assert guarded.post(f"/v1/terms/{term['id']}/approve", json={}, headers=headers).status_code == 200
    with database() as session:
        session.query(User).update({"active": False})
        session.commit()
    assert guarded.post("/v1/translate", json=TEXT, headers=headers).status_code == 401


def test_a_token_that_asks_too_often_is_told_when_to_come_back(
    database: sessionmaker[Session], token: Callable[[Role], str]
) -> None:
    app = create_app(
        Translator(database, ObedientEngine()), Settings(requests_per_minute=12, database_url=""), tokens_required=True
    )
    headers = {"Authorization": f"Bearer {token(Role.TRANSLATOR)}"}
    with TestClient(app) as client:
        answers = [client.get("/v1/models", headers=headers) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 5
        other = {"Authorization": f"Bearer {token(Role.REVIEWER)}"}
        assert client.get("/v1/models", headers=other).status_code == 200


def test_at_this_machine_no_token_is_needed_but_what_comes_from_elsewhere_needs_one(api: TestClient) -> None:
    assert api.post("/v1/translate", json=TEXT).status_code == 200
    assert api.post("/v1/translate", json=TEXT, headers={"Authorization": "DeepL-Auth-Key any"}).status_code == 200
    assert api.post("/v1/translate", json=TEXT, headers={"Origin": BASE_URL}).status_code == 200
    for headers, status in (
        ({"Host": "rebound.example"}, 401),
        ({"X-Forwarded-For": "203.0.113.7"}, 401),
        ({"Origin": "https://site.example"}, 403),
    ):
        assert api.post("/v1/translate", json=TEXT, headers=headers).status_code == status


def test_other_sites_pages_are_answered_only_where_the_settings_name_them(
    api: TestClient, database: sessionmaker[Session]
) -> None:
    page = {"Origin": "https://cat.example"}
    assert "access-control-allow-origin" not in api.post("/v1/translate", json=TEXT, headers=page).headers
    settings = Settings(cors_origins="https://cat.example, https://b.example", database_url="")
    app = create_app(Translator(database, ObedientEngine()), settings, tokens_required=False)
    with TestClient(app, base_url=BASE_URL) as client:
        answer = client.post("/v1/translate", json=TEXT, headers=page)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://cat.example"
