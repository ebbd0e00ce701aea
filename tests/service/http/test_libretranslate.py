"""LibreTranslate's Python client, as it is installed, and the requests that Weblate and OmegaT send."""

from collections.abc import Callable
from urllib.error import HTTPError

import pytest
from fastapi.testclient import TestClient
from libretranslatepy import LibreTranslateAPI

from service.accounts import Role


def test_the_client_translates_detects_and_lists_languages(served: str) -> None:
    client = LibreTranslateAPI(served)
    assert client.translate("抵押权消灭。", "zh", "ja") == "抵当権"
    assert client.translate("契約は終了する。", "auto", "zh") == "合同"
    assert client.detect("契約は、期間の満了により終了する。") == [{"language": "ja", "confidence": 100}]
    assert {language["code"] for language in client.languages()} == {"zh", "zh-Hans", "ja"}


def test_the_token_is_the_clients_key(served_guarded: str, token: Callable[[Role], str]) -> None:
    assert LibreTranslateAPI(served_guarded, token(Role.TRANSLATOR)).translate("抵押权消灭。", "zh", "ja") == "抵当権"
    with pytest.raises(HTTPError, match="401"):
        LibreTranslateAPI(served_guarded, "wrong").translate("抵押权消灭。", "zh", "ja")


def test_weblate_sends_json_with_its_codes_and_asks_for_languages_first(api: TestClient) -> None:
    assert {"code", "name"} <= api.get("/languages").json()[0].keys()
    body = {"api_key": "", "q": "抵押权消灭。", "source": "zh_Hans", "target": "ja"}
    assert api.post("/translate", json=body).json() == {"translatedText": "抵当権"}


def test_omegat_sends_json_with_a_format_and_sometimes_a_list(api: TestClient) -> None:
    body = {"q": "抵押权消灭。", "source": "zh", "target": "ja", "format": "text"}
    assert api.post("/translate", json=body).json()["translatedText"] == "抵当権"
    several = {"q": ["抵押权消灭。", "合同终止。"], "source": "auto", "target": "ja", "alternatives": 2}
    answer = api.post("/translate", json=several).json()
    assert answer["translatedText"] == ["抵当権", "契約"]
    assert [found["language"] for found in answer["detectedLanguage"]] == ["zh", "zh"]
    html = {"q": "<b>抵押权</b>", "source": "zh", "target": "ja", "format": "html"}
    assert api.post("/translate", json=html).json()["translatedText"] == "<b>抵当権</b>"


def test_settings_say_whether_a_key_is_needed(api: TestClient, guarded: TestClient) -> None:
    assert api.get("/frontend/settings").json()["keyRequired"] is False
    assert guarded.get("/frontend/settings").json()["keyRequired"] is True
    assert api.get("/health").json() == {"status": "ok"}


def test_what_is_wrong_is_told_where_clients_look_for_it(api: TestClient) -> None:
    for body, sentence in (
        ({"q": "字", "source": "en", "target": "ja"}, "en is not supported"),
        ({"q": "字", "source": "zh"}, "target is missing"),
        ({"source": "zh", "target": "ja"}, "1 to 100 texts in q"),
    ):
        answer = api.post("/translate", json=body)
        assert answer.status_code in (400, 422)
        assert sentence in answer.json()["error"]
