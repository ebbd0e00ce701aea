"""Documents over HTTP: DeepL's client with a Word file, our own routes, and a worker that ends in between."""

import io
import time
from pathlib import Path

import deepl
import docx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import Settings
from service.document_jobs import accept_document, claim_job, find_job
from service.http.application import create_app
from service.translator import Translator
from tests.service.http.conftest import ADMIN, BASE_URL, ObedientEngine

SENTENCES = ("抵押权自登记时设立。", "合同自成立时生效。")


def word_file() -> bytes:
    document = docx.Document()
    for sentence in SENTENCES:
        document.add_paragraph(sentence)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_deepls_client_translates_a_word_file_with_a_glossary(served: str, tmp_path: Path) -> None:
    client = deepl.DeepLClient("any", server_url=served)
    glossary = client.create_glossary("依頼者A", "ZH", "JA", {"登记": "レジスター"})
    source, target = tmp_path / "contract.docx", tmp_path / "keiyaku.docx"
    source.write_bytes(word_file())
    status = client.translate_document_from_filepath(
        source, target, source_lang="ZH", target_lang="JA", glossary=glossary
    )
    assert status.done
    assert status.billed_characters == sum(map(len, SENTENCES))
    assert paragraphs(target.read_bytes()) == ["抵当権、レジスター", "契約"]


def test_deepls_client_is_told_why_a_file_is_not_taken(served: str) -> None:
    client = deepl.DeepLClient("any", server_url=served)
    for data, name, sentence in (
        (b"no zip", "a.docx", "a.docx"),
        ("これは、売買契約の書面です。".encode(), "a.txt", "ja-zh"),
    ):
        with pytest.raises(deepl.DeepLException, match=sentence):
            client.translate_document_upload(data, source_lang="ZH", target_lang="JA", filename=name)
    with pytest.raises(deepl.DeepLException, match="no such document"):
        client.translate_document_get_status(deepl.DocumentHandle("0" * 32, "key"))


def test_our_own_routes_take_a_document_tell_how_far_it_is_and_give_it_back(api: TestClient) -> None:
    asked = {"files": {"file": ("contract.docx", word_file())}, "data": {"direction": "zh-ja", "area": "property"}}
    sent = api.post("/v1/documents", **asked)
    assert sent.status_code == 202
    number = sent.json()["id"]
    found = until_done(api, number)
    assert (found["segments"], found["segments_done"]) == (2, 2)
    file = api.get(f"/v1/documents/{number}/file")
    assert "contract.ja.docx" in file.headers["content-disposition"]
    assert paragraphs(file.content)[0] == "抵当権"
    assert api.get(f"/v1/documents/{'0' * 32}").status_code == 404


def test_what_a_dead_worker_had_is_translated_at_the_next_start(
    database: sessionmaker[Session], settings: Settings
) -> None:
    with database() as session:
        job, _ = accept_document(session, ADMIN, None, "a.txt", "抵押权消灭。\n".encode(), Direction.ZH_JA)
        assert claim_job(session, "a worker that was killed") is not None
        session.connection().exec_driver_sql("UPDATE document_jobs SET alive_at = '2000-01-01 00:00:00'")
        session.commit()
    app = create_app(Translator(database, ObedientEngine()), settings, tokens_required=False)
    with TestClient(app, base_url=BASE_URL) as client:
        assert until_done(client, job.id)["status"] == "done"
    with database() as session:
        assert find_job(session, None, job.id).done == 1


def until_done(client: TestClient, number: str) -> dict[str, object]:
    for _ in range(400):
        found: dict[str, object] = client.get(f"/v1/documents/{number}").json()
        if found["status"] in ("done", "error"):
            return found
        time.sleep(0.05)
    raise AssertionError(f"the document is still {found}")
