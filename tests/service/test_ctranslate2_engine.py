"""The fast path on tiny random models: converted once, fed as the family wants, deterministic."""

import json
import shutil
import threading
from pathlib import Path

import ctranslate2
import pytest
import torch
from transformers import AutoTokenizer, MarianConfig, MarianMTModel

import service.conversion
from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT
from service.constraints import NONE, Constraints, Required
from service.conversion import converted_model, model_digest
from service.ctranslate2_engine import CTranslate2Engine
from service.engine import SearchOptions
from service.errors import ModelError, ServiceError, UnsupportedModelError
from service.markup import CONTROL_PIECES
from training.base.tokenizer import train_tokenizer

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
SOURCES = ["抵押权人有权就该财产优先受偿。", "合同自成立时生效。", "当事人应当按照约定全面履行自己的义务。", "第一条"]
SHORT = SearchOptions(max_length=20)


@pytest.fixture(scope="module")
def base_folder(tmp_path_factory: pytest.TempPathFactory, corpus_lines: list[str]) -> Path:
    """A random Marian of the base model's shape: `<pad>` last, its embedding zero, never predicted."""
    folder = tmp_path_factory.mktemp("base")
    tokenizer = train_tokenizer(corpus_lines, folder, 1500)
    pad = tokenizer.pad_token_id
    torch.manual_seed(5)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(tokenizer),
            d_model=32,
            encoder_layers=2,
            decoder_layers=1,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            encoder_attention_heads=4,
            decoder_attention_heads=4,
            activation_function="swish",
            max_position_embeddings=128,
            scale_embedding=True,
            init_std=0.4,
            pad_token_id=pad,
            eos_token_id=tokenizer.eos_token_id,
            forced_eos_token_id=tokenizer.eos_token_id,
            decoder_start_token_id=pad,
        )
    ).eval()
    model.model.shared.weight.data[pad] = 0
    model.final_logits_bias[0, pad] = -1e4
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def engine(base_folder: Path, cache: Path) -> CTranslate2Engine:
    return CTranslate2Engine(base_folder, cache, device="cpu", threads=1)


def texts(engine, sources=SOURCES, constraints=None, direction=ZH_JA, options=SHORT):
    found = engine.translate(sources, constraints or [NONE] * len(sources), direction, options)
    return [[hypothesis.text for hypothesis in hypotheses] for hypotheses in found]


def test_results_are_in_the_order_of_the_sources_whatever_their_lengths(engine):
    together = texts(engine, options=SearchOptions(max_length=8))
    alone = [texts(engine, [source], options=SearchOptions(max_length=8))[0] for source in SOURCES]
    assert together == alone


def test_the_same_source_is_translated_the_same_every_time(engine):
    assert texts(engine) == texts(engine)


def test_the_n_best_hypotheses_come_best_first(engine):
    found = engine.translate(SOURCES, [NONE] * 4, ZH_JA, SearchOptions(beam_size=4, alternatives=3, max_length=12))
    assert [len(hypotheses) for hypotheses in found] == [3, 3, 3, 3]
    assert all(h[0].score >= h[1].score >= h[2].score for h in found)


def test_the_direction_and_the_terms_reach_the_model(engine):
    source = "抵押权人有权优先受偿。"
    marked = Constraints((Required(("抵当権",), 0, 3),))
    plain = texts(engine, [source])
    assert texts(engine, [source], [marked]) != plain
    assert texts(engine, [source], direction=JA_ZH) != plain


@pytest.mark.slow  # converts the shipped model
def test_a_term_that_every_hypothesis_misses_is_written_where_the_model_turned_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    engine = CTranslate2Engine(PROJECT_ROOT / "models" / "base", tmp_path, device="cpu", threads=1)
    source, rendering = "乙方应当于每月末日向甲方支付租金。", "発注者兼貸主"
    unusual = Constraints((Required((rendering,), source.index("甲方"), source.index("甲方") + 2),))
    options = SearchOptions(beam_size=4, alternatives=4)
    with monkeypatch.context() as patched:
        patched.setattr(CTranslate2Engine, "_steer", lambda *_: {})
        assert not any(rendering in text for text in texts(engine, [source], [unusual], options=options)[0])
    found = texts(engine, [source], [unusual], options=options)[0]
    assert len(found) == 4
    assert found[0].count(rendering) == 1
    assert not found[0].startswith(rendering)
    assert not found[0].rstrip("。").endswith(rendering)


def test_no_control_piece_is_ever_written(engine):
    options = SearchOptions(beam_size=4, alternatives=4, max_length=40)
    written = "".join(text for found in texts(engine, options=options) for text in found)
    assert not any(piece in written for piece in CONTROL_PIECES)


def test_output_is_bounded_by_the_source(engine):
    bounded = texts(engine, options=SearchOptions(min_length_bound=2, max_length_ratio=0.1))
    assert all(len(found[0]) < 20 for found in bounded)


def test_a_source_beyond_the_models_positions_is_refused_not_cut(engine):
    with pytest.raises(ServiceError, match="divide it"):
        engine.translate(["当事人" * 300], [NONE], ZH_JA, SHORT)


def test_no_sources_give_no_results(engine):
    assert engine.translate([], [], ZH_JA, SHORT) == []


def test_unquantised_the_converted_model_searches_as_transformers_does(base_folder: Path, cache: Path):
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    model = MarianMTModel.from_pretrained(base_folder).eval()
    converted = ctranslate2.Translator(str(converted_model(base_folder, cache, "float32")), compute_type="float32")
    for source in SOURCES:
        ids = tokenizer("<2ja>" + source, return_tensors="pt")
        with torch.no_grad():
            expected = model.generate(**ids, num_beams=1, do_sample=False, max_length=20)[0, 1:].tolist()
        pieces = tokenizer.convert_ids_to_tokens(ids["input_ids"][0].tolist())
        found = converted.translate_batch([pieces], beam_size=1, max_decoding_length=18)[0].hypotheses[0]
        assert found == tokenizer.convert_ids_to_tokens(expected)[: len(found)]
        assert len(found) >= 1


@pytest.mark.parametrize("folder", ["t5_folder", "m2m_folder"])
def test_other_families_are_converted_too(folder: str, cache: Path, request: pytest.FixtureRequest):
    engine = CTranslate2Engine(request.getfixturevalue(folder), cache, device="cpu", threads=1)
    for direction in Direction:
        assert all(found[0] for found in texts(engine, direction=direction))


def test_the_conversion_is_made_once(base_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = converted_model(base_folder, tmp_path)
    monkeypatch.setattr(service.conversion, "_convert", lambda *_: pytest.fail("converted again"))
    assert converted_model(base_folder, tmp_path) == first
    assert (first / "model.bin").is_file()


def test_changed_weights_are_converted_anew(base_folder: Path, tmp_path: Path):
    changed = tmp_path / "changed"
    shutil.copytree(base_folder, changed)
    model = MarianMTModel.from_pretrained(changed)
    model.model.shared.weight.data[5] += 1
    model.save_pretrained(changed)
    assert model_digest(changed) != model_digest(base_folder)


def test_an_interrupted_conversion_leaves_nothing_and_the_next_succeeds(
    base_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(self, output_dir, **_):
        (Path(output_dir) / "model.bin").write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("ctranslate2.converters.TransformersConverter.convert", interrupted)
        with pytest.raises(KeyboardInterrupt):
            converted_model(base_folder, tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] in ([], [".lock"])
    assert ctranslate2.contains_model(str(converted_model(base_folder, tmp_path)))


def test_what_a_killed_process_left_behind_is_cleared(base_folder: Path, tmp_path: Path):
    left = tmp_path / f"{model_digest(base_folder)}.partial-killed"
    left.mkdir()
    converted_model(base_folder, tmp_path)
    assert not left.exists()


def test_of_two_that_start_together_one_converts(base_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    conversions = []
    convert = service.conversion._convert
    monkeypatch.setattr(service.conversion, "_convert", lambda *given: (conversions.append(1), convert(*given)))
    together = [threading.Thread(target=converted_model, args=(base_folder, tmp_path)) for _ in range(2)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(conversions) == 1


def test_a_model_that_ctranslate2_does_not_know_is_unsupported(base_folder: Path, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(base_folder, other)
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps(config | {"model_type": "fsmt", "langs": ["zh", "ja"]}))
    with pytest.raises(UnsupportedModelError, match="cannot convert"):
        converted_model(other, tmp_path / "cache")


def test_an_absent_model_is_named_with_the_remedy(tmp_path: Path):
    with pytest.raises(ModelError, match="HOYAKU_MODEL"):
        CTranslate2Engine(tmp_path / "nowhere", tmp_path / "cache")
    with pytest.raises(ModelError, match="no weights"):
        CTranslate2Engine(tmp_path, tmp_path / "cache")
