"""Two models on one text: the same pipeline, their times, and where their translations differ."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT, Settings
from service.errors import ModelError, ServiceError
from service.model_comparison import MAX_COMPARED, compare_models, differing_spans, open_model
from service.results import TranslationOptions
from service.translator import Translator

BASE = PROJECT_ROOT / "models" / "base"
SENTENCE = "抵押权人有权就抵押财产优先受偿。"


@pytest.mark.parametrize(
    ("first", "second", "only_first", "only_second"),
    [
        ("契約は無効である。", "契約は無効である。", [], []),
        ("契約は無効である。", "契約は無効とする。", ["であ"], ["とす"]),
        ("委任者は責任を負う。", "委託者は責任を負わない。", ["任", "う"], ["託", "わない"]),
        ("権利を有する", "当該権利を有する", [], ["当該"]),
        ("甲は乙に対し支払う。", "甲が乙へ支払う。", ["は乙に対し"], ["が乙へ"]),  # one agreeing character is chance
        ("", "全文", [], ["全文"]),
    ],
)
def test_what_only_one_translation_says_is_found(
    first: str, second: str, only_first: list[str], only_second: list[str]
) -> None:
    here, there = differing_spans(first, second)
    assert [first[slice(*span)] for span in here] == only_first
    assert [second[slice(*span)] for span in there] == only_second


@given(st.text("甲乙丙丁", max_size=20), st.text("甲乙丙丁", max_size=20))
def test_without_their_differences_two_texts_are_equal(first: str, second: str) -> None:
    here, there = differing_spans(first, second)
    assert without(first, here) == without(second, there)
    for spans in (here, there):
        assert all(one[1] < other[0] for one, other in pairwise(spans))


def without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return "".join(letter for place, letter in enumerate(text) if not any(start <= place < end for start, end in spans))


@pytest.mark.slow  # loads the shipped model
class TestModels:
    @pytest.fixture
    def settings(self, seeded_database: Path) -> Settings:
        return Settings(data_dir=seeded_database.parent, database_url="", model=str(BASE))

    def test_a_model_translates_as_the_translator_does(
        self, seeded_sessions: sessionmaker[Session], settings: Settings
    ) -> None:
        model = open_model(seeded_sessions, settings, str(BASE))
        compared = compare_models(SENTENCE, Direction.ZH_JA, "", (model, model), settings)
        options = TranslationOptions(Direction.ZH_JA, beam_size=settings.beam_size)
        served = Translator(seeded_sessions, model.pipeline.engine).translate_text(SENTENCE, options)
        assert compared.same
        assert [segment.first.translation for segment in compared.segments] == [served.text]
        assert "抵当権者" in served.text
        assert all(seconds > 0 for seconds in compared.seconds)
        assert compared.segments[0].first_only == ()
        assert compared.segments[0].first.memory == ()

    def test_blank_segments_are_left_out_and_too_long_a_text_is_refused(
        self, seeded_sessions: sessionmaker[Session], settings: Settings
    ) -> None:
        model = open_model(seeded_sessions, settings, str(BASE))
        compared = compare_models(f"{SENTENCE}\n\n合同无效。", Direction.ZH_JA, "", (model, model), settings)
        assert [segment.first.source for segment in compared.segments] == [SENTENCE, "合同无效。"]
        with pytest.raises(ServiceError, match="may have 500 here"):
            compare_models("约" * (MAX_COMPARED + 1), Direction.ZH_JA, "", (model, model), settings)

    def test_a_model_that_is_gone_is_told_when_it_is_opened(
        self, seeded_sessions: sessionmaker[Session], settings: Settings, tmp_path: Path
    ) -> None:
        place = tmp_path / "runs" / "1" / "model"
        shutil.copytree(BASE, place)
        shutil.rmtree(place)
        with pytest.raises(ModelError, match="no model folder"):
            open_model(seeded_sessions, settings, str(place))
