"""DeepL's own Python client, as it is installed, with `server_url` set to ours."""

from collections.abc import Callable, Iterator

import deepl
import pytest
from fastapi.testclient import TestClient

from service.accounts import Role

SENTENCE = "抵押权自登记时设立。"


@pytest.fixture
def client(served: str) -> Iterator[deepl.DeepLClient]:
    client = deepl.DeepLClient("any", server_url=served, send_platform_info=False)
    yield client
    client.close()


def test_texts_are_translated_both_ways_and_their_language_is_told(client: deepl.DeepLClient) -> None:
    result = client.translate_text(SENTENCE, target_lang="JA")
    assert not isinstance(result, list)
    assert (result.text, result.detected_source_lang, result.billed_characters) == ("抵当権", "ZH", len(SENTENCE))
    back = client.translate_text(["契約は、成立の時から効力を生ずる。"], source_lang="JA", target_lang="ZH-HANS")
    assert isinstance(back, list)
    assert [found.text for found in back] == ["合同"]


def test_options_that_change_nothing_here_are_taken(client: deepl.DeepLClient) -> None:
    result = client.translate_text(
        SENTENCE, source_lang="ZH", target_lang="JA", formality="prefer_more", context="不动产", split_sentences="1"
    )
    assert not isinstance(result, list)
    assert result.text == "抵当権"


def test_what_needs_no_translation_comes_back_as_it_is(client: deepl.DeepLClient) -> None:
    for text in ("ABC-123", "契約が成立したとき", "  "):
        result = client.translate_text([text], target_lang="JA")
        assert isinstance(result, list)
        assert result[0].text == text


def test_markup_around_a_text_is_kept_and_inside_of_it_refused(client: deepl.DeepLClient) -> None:
    result = client.translate_text("<p>抵押权&amp;合同</p>", tag_handling="xml", target_lang="JA")
    assert not isinstance(result, list)
    assert result.text == "<p>抵当権、契約</p>"
    with pytest.raises(deepl.DeepLException, match="stands inside of a text"):
        client.translate_text("抵押<b>权</b>消灭。", tag_handling="html", target_lang="JA")


def test_a_glossary_is_made_listed_used_over_the_approved_one_and_deleted(client: deepl.DeepLClient) -> None:
    entries = {"抵押权": "モーゲージ", "登记": "レジスター"}
    made = client.create_glossary("依頼者A", "ZH", "JA", entries)
    assert (made.name, made.entry_count, made.ready) == ("依頼者A", 2, True)
    assert [found.glossary_id for found in client.list_glossaries()] == [made.glossary_id]
    assert client.get_glossary(made.glossary_id).source_lang == "ZH"
    assert client.get_glossary_entries(made) == entries

    with_glossary = client.translate_text(SENTENCE, source_lang="ZH", target_lang="JA", glossary=made)
    assert not isinstance(with_glossary, list)
    assert with_glossary.text == "モーゲージ、レジスター"
    both = client.translate_text("合同与抵押权。", source_lang="ZH", target_lang="JA", glossary=made.glossary_id)
    assert not isinstance(both, list)
    assert both.text == "契約、モーゲージ"
    without = client.translate_text(SENTENCE, source_lang="ZH", target_lang="JA")
    assert not isinstance(without, list)
    assert without.text == "抵当権"

    client.delete_glossary(made)
    assert client.list_glossaries() == []
    with pytest.raises(deepl.GlossaryNotFoundException):
        client.get_glossary(made.glossary_id)


def test_a_glossary_of_entries_that_cannot_be_held_is_refused(client: deepl.DeepLClient) -> None:
    for entries, sentence in (({"抵押权": "a|b"}, "separates forms"), ({"字" * 101: "字"}, "shorten it to 100")):
        with pytest.raises(deepl.DeepLException, match=sentence):
            client.create_glossary("A", "ZH", "JA", entries)
    with pytest.raises(deepl.DeepLException, match="EN is not translated here"):
        client.create_glossary("A", "EN", "JA", {"lien": "先取特権"})


def test_languages_usage_and_glossary_pairs_are_told(client: deepl.DeepLClient) -> None:
    assert {language.code for language in client.get_source_languages()} == {"ZH", "JA"}
    assert {language.code for language in client.get_target_languages()} == {"JA", "ZH", "ZH-HANS"}
    assert len(client.get_glossary_languages()) == 2
    before = client.get_usage().character.count or 0
    client.translate_text(SENTENCE, target_lang="JA")
    assert client.get_usage().character.count == before + len(SENTENCE)


def test_a_glossary_belongs_to_its_token(served_guarded: str, token: Callable[[Role], str]) -> None:
    own = deepl.DeepLClient(token(Role.TRANSLATOR), server_url=served_guarded)
    other = deepl.DeepLClient(token(Role.TRANSLATOR), server_url=served_guarded)
    made = own.create_glossary("依頼者A", "ZH", "JA", {"抵押权": "モーゲージ"})
    assert other.list_glossaries() == []
    with pytest.raises(deepl.DeepLException, match="no glossary"):
        other.translate_text(SENTENCE, source_lang="ZH", target_lang="JA", glossary=made)
    assert (own.get_usage().character.count, other.get_usage().character.count) == (0, 0)
    with pytest.raises(deepl.AuthorizationException, match="hoyaku tokens add"):
        deepl.DeepLClient("hoyaku_wrong", server_url=served_guarded).get_usage()


def test_forms_are_taken_as_well_as_json(api: TestClient) -> None:
    answer = api.post("/v2/translate", data={"text": ["抵押权消灭。", "合同终止。"], "target_lang": "JA"})
    assert [found["text"] for found in answer.json()["translations"]] == ["抵当権", "契約"]


def test_a_form_that_is_not_percent_encoded_is_read_as_utf_8(api: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = api.post("/v2/translate", content="text=抵押权消灭。&target_lang=JA".encode(), headers=form)
    assert [found["text"] for found in answer.json()["translations"]] == ["抵当権"]
    refused = api.post("/v2/translate", content="text=抵押权&target_lang=JA".encode("gb18030"), headers=form)
    assert refused.status_code == 400
    assert "in UTF-8" in refused.json()["message"]


def test_what_is_wrong_is_told_in_a_sentence(api: TestClient) -> None:
    for body, sentence in (
        ({"text": ["字"]}, "target_lang is missing"),
        ({"text": [], "target_lang": "JA"}, "1 to 50 fields text"),
        ({"text": ["字"], "target_lang": "FR"}, "FR is not translated here"),
        ({"text": [{"a": 1}], "target_lang": "JA"}, "text is not text"),
        ({"text": ["字"], "target_lang": "JA", "glossary_id": "x"}, "send the right source_lang"),
        ({"text": ["これはペンです。"], "source_lang": "ZH", "target_lang": "JA"}, "choose the direction ja-zh"),
    ):
        answer = api.post("/v2/translate", json=body)
        assert answer.status_code == 400
        assert sentence in answer.json()["message"]
    assert api.post("/v2/translate", content=b"{", headers={"content-type": "application/json"}).status_code == 400
