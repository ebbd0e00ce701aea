"""The endpoint in the way of a text: asked first, repaired by this machine's model, silent where it is off."""

import json
import socket
from collections.abc import Iterator, Sequence

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.settings import Settings
from corpus.tables import ModelVersion, Segment
from glossary.terms import Term
from glossary.workflow import add_term
from service import serving
from service.accounts import Person, Role
from service.cascade import CascadeEngine
from service.engine import Hypothesis
from service.http.application import create_app
from service.results import TranslationOptions
from service.serving import ServingPipeline
from service.translator import Translator
from service.workbench.documents import upload_document
from service.workbench.history import document_history, segment_history
from service.workbench.pretranslation import PretranslationOptions, pretranslate, redraft
from tests.service.endpoint.stand_in_server import Asked, Reply, StandInServer, completion, dropping, good, mending

ZH_JA = TranslationOptions(Direction.ZH_JA)
MORTGAGE = Term(
    "抵押权", "抵当権", area="property", ja_forbidden=("抵押権",), definition="担保物権の一種", note="依頼者Aの指定"
)
KNOWN = NewPair("质权自登记时设立。", "質権は、登記の時に成立する。", area="property")
MORI = Person("森", Role.TRANSLATOR)


class LocalEngine:
    """This machine's model: writes what is required and says that it did."""

    name = "fast"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, sources, constraints, direction, options) -> list[list[Hypothesis]]:
        self.asked.extend(sources)
        forms = ["、".join(group.alternatives[0] for group in wanted.required) for wanted in constraints]
        return [[Hypothesis(f"{form}は、本機の訳である。", -0.5)] for form in forms]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> LocalEngine:
    """The model of the pipeline that serves."""
    local = LocalEngine()
    monkeypatch.setattr(serving, "open_cascade", lambda model, settings: CascadeEngine(local, local))
    return local


@pytest.fixture
def database(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    with sessions() as session:
        add_term(session, MORTGAGE, "test", "needed")
        add_pairs(session, [KNOWN], SourceInfo("memory.tsv", "0" * 64, "Apache-2.0", "test"))
        version = ModelVersion(
            name="v1", base="owner/b", adapter="", data_digest="", status="serving", author="a", reason="r"
        )
        session.add(version)
        session.commit()
    return sessions


@pytest.fixture
def settings(server: StandInServer, tmp_path) -> Settings:
    return Settings(data_dir=tmp_path, endpoint_url=server.url, endpoint_model="stand-in")


@pytest.fixture
def translator(database, settings, engine) -> Iterator[Translator]:
    serving_pipeline = ServingPipeline(database, settings)
    yield Translator(database, serving_pipeline)
    serving_pipeline().endpoint.close()


def only(translator: Translator, source: str, options: TranslationOptions = ZH_JA):
    [segment] = translator.translate_segments([source], options)
    return segment


def test_the_endpoint_is_asked_first_and_says_so(translator, engine):
    segment = only(translator, "抵押权消灭。")
    assert (segment.engine, segment.endpoint.outcome) == ("endpoint", "accepted")
    assert segment.endpoint.model.startswith("stand-in at 127.0.0.1:")
    assert [finding.status for finding in segment.terms] == ["satisfied"]
    assert (segment.score, segment.alternatives, segment.error) == (None, (), "")
    assert engine.asked == []


def test_what_is_sent_is_the_segment_its_terms_and_the_nearest_pairs_and_no_note(translator, server):
    only(translator, "抵押权自登记时设立。")
    [asked] = server.asked
    assert asked.source == "抵押权自登记时设立。"
    assert "抵押权 → 抵当権 (必須; 不可: 抵押権; 定義: 担保物権の一種)" in asked.prompt
    assert f"原文: {KNOWN.zh}\n訳文: {KNOWN.ja}" in asked.prompt
    assert MORTGAGE.note not in json.dumps(asked.body, ensure_ascii=False)


def test_what_the_endpoint_leaves_out_twice_this_machine_translates(translator, server, engine):
    server.behaviour = dropping
    segment = only(translator, "抵押权消灭。")
    assert segment.engine == "fast"
    assert segment.translation == "抵当権は、本機の訳である。"
    assert segment.endpoint.outcome == "rejected"
    assert segment.score == -0.5
    assert len(server.asked) == 2


def test_the_second_answer_may_mend_the_first(translator, server, engine):
    server.behaviour = mending
    segment = only(translator, "抵押权消灭。")
    assert (segment.engine, segment.endpoint.outcome) == ("endpoint", "mended")
    assert engine.asked == []


def test_an_endpoint_that_is_down_costs_nobody_the_translation(translator, server):
    server.stop()
    segments = translator.translate_segments([f"第{n}条　抵押权消灭。" for n in range(100)], ZH_JA)
    assert {segment.engine for segment in segments} == {"fast"}
    assert all("抵当権" in segment.translation for segment in segments)
    assert {segment.error for segment in segments} == {""}
    [reason] = {segment.endpoint.reason for segment in segments}
    assert "cannot be reached" in reason


def test_good_and_bad_answers_come_back_in_the_order_of_the_sources(translator, server):
    server.behaviour = lambda asked: (
        dropping(asked) if "抵押权" in asked.source else completion(f"訳は{asked.source[1]}。")
    )
    sources = [f"第{n}条{'　抵押权' if n % 3 else '适用'}。" for n in range(9)]
    segments = translator.translate_segments(sources, ZH_JA)
    assert [segment.source for segment in segments] == sources
    assert [segment.engine for segment in segments] == ["fast" if n % 3 else "endpoint" for n in range(9)]
    assert all(segments[n].translation == f"訳は{n}。" for n in (0, 3, 6))


def test_a_long_segment_is_sent_whole_and_divided_only_for_this_machine(translator, server, engine):
    source = "，".join(["抵押权人应当履行义务"] * 40) + "。"
    assert only(translator, source).endpoint.outcome == "accepted"
    assert server.sources == [source]
    server.behaviour = dropping
    assert only(translator, source).engine == "fast"
    assert len(engine.asked) > 1


def test_without_constraints_no_terms_are_told_and_none_are_asked_of_the_answer(translator, server):
    server.behaviour = dropping
    segment = only(translator, "抵押权消灭。", TranslationOptions(Direction.ZH_JA, constrain=False))
    assert segment.engine == "endpoint"
    assert [finding.status for finding in segment.terms] == ["missing"]
    assert "<terms>" not in server.asked[0].prompt


def test_what_needs_no_model_is_not_sent(translator, server):
    exact = TranslationOptions(Direction.ZH_JA, use_exact_memory=True)
    engines = [segment.engine for segment in translator.translate_segments(["1,250.00", KNOWN.zh], exact)]
    assert engines == ["copy", "memory"]
    assert server.asked == []


def test_a_text_that_is_to_stay_here_is_not_sent(translator, server):
    segment = only(translator, "抵押权消灭。", TranslationOptions(Direction.ZH_JA, local=True))
    assert (segment.engine, segment.endpoint) == ("fast", None)
    assert server.asked == []


def test_progress_tells_what_the_endpoint_has_done_and_may_cancel(translator, server):
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        if done == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        translator.translate_segments([f"第{n}条　抵押权。" for n in range(30)], ZH_JA, progress=progress)
    assert told == [1, 2, 3]
    assert len(server.asked) < 30


class TestOffByDefault:
    def test_no_connection_is_opened_without_the_setting(self, database, engine, tmp_path, monkeypatch):
        def refuse(*arguments: object) -> None:
            raise AssertionError("a connection was opened")

        for name in ("HOYAKU_ENDPOINT_URL", "HOYAKU_ENDPOINT_MODEL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket.socket, "connect_ex", refuse)
        serving_pipeline = ServingPipeline(database, Settings(data_dir=tmp_path, _env_file=None))
        assert serving_pipeline().endpoint is None
        segment = only(Translator(database, serving_pipeline), "抵押权消灭。")
        assert (segment.engine, segment.endpoint) == ("fast", None)

    def test_a_pipeline_over_a_named_model_never_asks_an_endpoint(self, database, engine, server, settings):
        """As evaluation, comparison and training make theirs, whatever the settings say."""
        segment = only(Translator(database, CascadeEngine(engine, engine)), "抵押权消灭。")
        assert (segment.engine, segment.endpoint) == ("fast", None)
        assert server.asked == []


class TestDocuments:
    @pytest.fixture
    def document_id(self, database) -> int:
        with database() as session:
            return upload_document(session, MORI, "合同.txt", "抵押权消灭。\n抵押权设立。\n".encode(), Direction.ZH_JA)

    def segments(self, database: sessionmaker[Session]) -> Sequence[Segment]:
        with database() as session:
            return session.query(Segment).order_by(Segment.position).all()

    def test_a_draft_of_the_endpoint_is_not_recorded_as_the_models(self, database, translator, server, document_id):
        server.behaviour = lambda asked: dropping(asked) if "设立" in asked.source else good(asked)
        result = pretranslate(database, translator, MORI, document_id)
        assert (result.translated, result.by_endpoint, result.problems) == (2, 1, ())
        by_endpoint, by_model = self.segments(database)
        assert (by_endpoint.origin, by_endpoint.model_version_id, by_endpoint.uncertainty) == ("endpoint", None, None)
        assert by_model.origin == "engine"
        assert by_model.model_version_id is not None
        with database() as session:
            [revision] = segment_history(session, by_endpoint.id)
            assert revision.note == f"stand-in at {server.host}, prompt 1"
            notes = [happening.note for happening in document_history(session, document_id)]
            assert "1 by the model, 0 from the memory, 1 by the endpoint" in notes

    def test_an_endpoint_that_is_down_is_told_once(self, database, translator, server, document_id):
        server.stop()
        result = pretranslate(database, translator, MORI, document_id)
        assert (result.translated, result.by_endpoint) == (2, 0)
        [problem] = result.problems
        assert "cannot be reached" in problem

    def test_a_document_may_stay_here(self, database, translator, server, document_id):
        options = PretranslationOptions(local=True)
        pretranslate(database, translator, MORI, document_id, options)
        first = self.segments(database)[0]
        redraft(database, translator, MORI, first.id, first.version, options)
        assert server.asked == []

    def test_a_segment_drafted_anew_tells_its_endpoint_too(self, database, translator, server, document_id):
        pretranslate(database, translator, MORI, document_id, PretranslationOptions(local=True))
        first = self.segments(database)[0]
        assert redraft(database, translator, MORI, first.id, first.version).origin == "endpoint"


class TestHttp:
    @pytest.fixture
    def api(self, translator, settings) -> Iterator[TestClient]:
        app = create_app(translator, settings, tokens_required=False)
        with TestClient(app, base_url="http://127.0.0.1:8600", client=("127.0.0.1", 50000)) as client:
            yield client

    def test_the_service_asks_it_in_batches_and_counts(self, api, server):
        server.behaviour = lambda asked: dropping(asked) if "设立" in asked.source else mending(asked)
        asked = {"segments": ["抵押权消灭。", "抵押权设立。"], "direction": "zh-ja"}
        first, second = api.post("/v1/translate/segments", json=asked).json()["segments"]
        assert (first["engine"], first["endpoint"]["outcome"], first["memory"]) == ("endpoint", "mended", [])
        assert (second["engine"], second["endpoint"]["outcome"]) == ("fast", "rejected")
        counted = api.get("/metrics").text
        assert 'hoyaku_endpoint_segments_total{outcome="mended"} 1.0' in counted
        assert 'hoyaku_endpoint_segments_total{outcome="rejected"} 1.0' in counted
        assert 'hoyaku_segments_total{engine="endpoint"} 1.0' in counted

    def test_the_nearest_pairs_are_sent_and_given_back_only_where_asked_for(self, api, server):
        asked = {"segments": ["抵押权自登记时设立。"], "direction": "zh-ja"}
        [segment] = api.post("/v1/translate/segments", json=asked).json()["segments"]
        assert segment["memory"] == []
        assert KNOWN.ja in server.asked[-1].prompt

    def test_a_request_may_stay_on_the_server(self, api, server):
        before = len(server.asked)
        answer = api.post("/v1/translate", json={"text": "抵押权消灭。", "direction": "zh-ja", "local": True}).json()
        assert answer["segments"][0]["endpoint"] is None
        assert len(server.asked) == before

    def test_warming_up_sends_nothing(self, api, server):
        while api.get("/v1/ready").status_code != 200:
            pass
        assert server.asked == []

    def test_the_models_tell_of_it(self, api, server):
        assert api.get("/v1/models").json()["endpoint"] == f"stand-in at {server.host}"

    def test_deepls_and_libretranslates_routes_ask_it_too(self, api, server):
        deepl = api.post("/v2/translate", json={"text": ["抵押权消灭。"], "target_lang": "JA"})
        assert "この法律の定めるところ" in deepl.json()["translations"][0]["text"]
        libre = api.post("/translate", json={"q": "抵押权设立。", "source": "zh", "target": "ja"})
        assert "この法律の定めるところ" in libre.json()["translatedText"]


def test_a_slow_endpoint_delays_nobody_else_for_longer_than_its_time(database, engine, server, tmp_path):
    def slow_for_one(asked: Asked) -> Reply:
        return Reply(good(asked).body, delay=30 if "设立" in asked.source else 0)

    server.behaviour = slow_for_one
    settings = Settings(data_dir=tmp_path, endpoint_url=server.url, endpoint_model="m", endpoint_seconds=0.5)
    segments = Translator(database, ServingPipeline(database, settings)).translate_segments(
        ["抵押权设立。", "抵押权消灭。"], ZH_JA
    )
    assert [segment.engine for segment in segments] == ["fast", "endpoint"]
