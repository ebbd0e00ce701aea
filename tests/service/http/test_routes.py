"""/v1: translating, terms, memory, models, health, and what is said when something is wrong."""

import time

from fastapi.testclient import TestClient

SENTENCE = "抵押权自登记时设立。"


def test_a_text_is_translated_with_its_terms_and_keeps_its_paragraphs(api: TestClient) -> None:
    answer = api.post("/v1/translate", json={"text": f"{SENTENCE}\n\n第二段。", "area": "property"})
    assert answer.status_code == 200
    found = answer.json()
    assert found["direction"] == "zh-ja"
    assert found["translation"] == "抵当権\n\n訳文。"
    [term] = found["segments"][0]["terms"]
    assert (term["source"], term["target"], term["status"]) == ("抵押权", "抵当権", "satisfied")
    assert term["source_span"] == [0, 3]


def test_segments_are_translated_one_by_one_with_memory_where_it_is_asked_for(api: TestClient) -> None:
    asked = {"segments": ["合同自成立时生效。", ""], "direction": "zh-ja", "memory_threshold": 0.7}
    first, blank = api.post("/v1/translate/segments", json=asked).json()["segments"]
    assert first["memory"][0]["target"] == "契約は、成立の時から効力を生ずる。"
    assert blank["translation"] == ""


def test_a_term_of_the_request_wins_over_the_glossary(api: TestClient) -> None:
    asked = {"text": SENTENCE, "terms": [{"zh": "抵押权", "ja": "モーゲージ"}]}
    assert api.post("/v1/translate", json=asked).json()["translation"] == "モーゲージ"
    assert api.post("/v1/translate", json={"text": SENTENCE}).json()["translation"] == "抵当権"


def test_what_is_wrong_is_a_problem_document_with_one_sentence(api: TestClient) -> None:
    for body, status, sentence in (
        ({"text": " "}, 422, "There is no text"),
        ({"text": "The mortgage."}, 422, "neither Chinese nor Japanese"),
        ({"text": "これはひらがなの文章です。", "direction": "zh-ja"}, 422, "choose the direction ja-zh"),
        ({"text": "字" * 200_001}, 413, "divide it"),
        ({"text": "字" * 5_001}, 413, "without an end of sentence"),
        ({"text": "字", "direktion": "zh-ja"}, 422, "direktion: extra inputs"),
        ({"text": "a\x00"}, 422, "U+0000"),
    ):
        answer = api.post("/v1/translate", json=body)
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (answer.status_code, problem["status"]) == (status, status)
        assert sentence in problem["detail"]
        assert problem["type"].startswith("urn:hoyaku:problem:")


def test_what_is_not_there_is_told_so(api: TestClient) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("GET", "/v1/translate", 405), ("GET", "/v1/terms/99", 404)):
        answer = api.request(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_body_over_the_limit_is_refused_before_it_is_read(api: TestClient) -> None:
    answer = api.post("/v1/translate", content=b"x" * (4 * 1024 * 1024 + 1))
    assert answer.status_code == 413


def test_terms_are_matched_listed_proposed_and_approved(api: TestClient) -> None:
    asked = {"text": "委托人签订合同。", "direction": "zh-ja", "area": "contract"}
    matches = api.post("/v1/terms/match", json=asked).json()
    assert [(match["surface"], match["renderings"]) for match in matches] == [
        ("委托人", ["委任者"]),
        ("合同", ["契約"]),
    ]
    assert api.get("/v1/terms", params={"text": "委托人"}).json()["total"] == 2
    assert api.get("/v1/terms", params={"text": "委托人", "area": "procedure"}).json()["terms"][0]["ja"] == "依頼者"

    proposed = api.post("/v1/terms", json={"zh": "质权", "ja": "質権", "area": "property", "reason": "欠けている"})
    assert (proposed.status_code, proposed.json()["status"]) == (201, "proposed")
    number = proposed.json()["id"]
    sentence = {"text": "质权消灭。"}
    assert api.post("/v1/translate", json=sentence).json()["translation"] == "訳文。"
    assert api.post(f"/v1/terms/{number}/approve", json={}).json()["status"] == "approved"
    assert api.post("/v1/translate", json=sentence).json()["translation"] == "質権"
    assert api.post(f"/v1/terms/{number}/approve", json={}).status_code == 422


def test_a_term_that_the_glossary_refuses_is_refused_with_its_sentence(api: TestClient) -> None:
    answer = api.post("/v1/terms", json={"zh": "abc", "ja": "質権"})
    assert answer.status_code == 422
    assert "no Chinese character" in answer.json()["detail"]


def test_the_memory_is_searched(api: TestClient) -> None:
    asked = {"text": "合同成立时生效。", "direction": "zh-ja", "threshold": 0.5}
    [match] = api.post("/v1/memory/search", json=asked).json()
    assert match["origin"] == "memory.tsv"
    assert 0.5 < match["score"] < 1


def test_models_health_readiness_and_metrics_can_be_asked(api: TestClient) -> None:
    assert api.get("/v1/health").json() == {"status": "ok"}
    assert api.get("/v1/models").json() == {"serving": "", "notice": "", "endpoint": "", "models": []}
    for _ in range(200):
        if (ready := api.get("/v1/ready")).status_code == 200:
            break
        time.sleep(0.05)
    assert ready.json() == {"status": "ready", "model": "", "notice": "", "queue_characters": 0}
    api.post("/v1/translate", json={"text": SENTENCE})
    counted = api.get("/metrics").text
    assert 'hoyaku_terms_total{status="satisfied"} 1.0' in counted
    assert 'hoyaku_segments_total{engine="guaranteed"}' in counted
    assert 'hoyaku_request_seconds_count{method="POST",route="/v1/translate",status="200"} 1.0' in counted
    assert "hoyaku_queue_characters 0.0" in counted


def test_the_documentation_describes_every_route(api: TestClient) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    page = api.get("/docs").text
    assert "<code>/v1/translate</code> Translate a text" in page
    assert "src=" not in page
    assert {"/v1/translate", "/v1/terms", "/v1/memory/search", "/v1/models", "/v1/ready", "/metrics"} <= paths.keys()
