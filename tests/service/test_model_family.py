"""Each family gets its source text as it was trained to."""

from pathlib import Path

import pytest

from corpus.languages import Direction
from service.constraints import NONE, Constraints, Required
from service.errors import ModelError
from service.model_family import LoadedModel, encode_sources, load_model

SOURCE = "抵押权消灭。"
MORTGAGE = Constraints((Required(("抵当権",), 0, 3, "抵押权"),))


def encoded_text(loaded: LoadedModel, constraints: Constraints, direction: Direction = Direction.ZH_JA) -> str:
    batch = encode_sources(loaded, [SOURCE], [constraints], direction)
    return "".join(loaded.tokenizer.convert_ids_to_tokens(batch.input_ids[0].tolist())).replace("▁", " ").strip()


def test_our_marian_gets_direction_and_terms(marian: LoadedModel) -> None:
    assert marian.family.markup
    assert encoded_text(marian, MORTGAGE).startswith("<2ja><t>抵押权<=>抵当権</t>")
    assert encoded_text(marian, NONE, Direction.JA_ZH).startswith("<2zh>抵押权")


def test_t5_gets_its_task_in_english(t5: LoadedModel) -> None:
    assert t5.family.prefixes[Direction.ZH_JA] == "translate Chinese to Japanese: "
    with_prefix = encode_sources(t5, [SOURCE], [MORTGAGE], Direction.ZH_JA).input_ids
    expected = t5.tokenizer("translate Chinese to Japanese: " + SOURCE, return_tensors="pt").input_ids
    assert with_prefix.tolist() == expected.tolist()


def test_the_places_of_marked_terms_are_known(marian: LoadedModel) -> None:
    wanted = Constraints((Required(("消滅",), 3, 5), Required(("抵当権",), 0, 3), Required(("担保",), 1, 3)))
    batch = encode_sources(marian, [SOURCE], [wanted], Direction.ZH_JA)
    tokens = marian.tokenizer.convert_ids_to_tokens(batch.input_ids[0].tolist())
    marked = {group: "".join(tokens[start:end]) for group, (start, end) in batch.places[0].items()}
    assert marked == {1: "<t>抵押权<=>抵当権</t>", 0: "<t>消灭<=>消滅</t>"}


@pytest.mark.parametrize("direction", list(Direction))
def test_m2m_gets_language_codes(m2m: LoadedModel, direction: Direction) -> None:
    batch = encode_sources(m2m, [SOURCE], [NONE], direction)
    tokens = m2m.tokenizer.convert_ids_to_tokens(batch.input_ids[0].tolist())
    assert tokens[0] == f"__{direction.source}__"
    assert batch.first_piece == m2m.tokenizer.get_lang_id(direction.target)


def test_the_padding_of_a_batch_is_masked(loaded: LoadedModel) -> None:
    batch = encode_sources(loaded, [SOURCE, "抵"], [NONE, NONE], Direction.ZH_JA)
    assert batch.attention_mask.sum(dim=1).tolist()[0] > batch.attention_mask.sum(dim=1).tolist()[1]


def test_what_is_never_generated_spells_nothing(marian: LoadedModel) -> None:
    assert marian.suppressed == (marian.tokenizer.pad_token_id,)


@pytest.mark.parametrize("name", ["/no/such/folder", "./models/absent", "models/a/b"])
def test_an_absent_folder_is_one_sentence(name: str) -> None:
    with pytest.raises(ModelError, match=r"^There is no model folder .*\.$"):
        load_model(name)


def test_an_unreadable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"cannot be read .*\.$"):
        load_model(tmp_path)


def test_an_unsupported_kind_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    with pytest.raises(ModelError, match="is a bert model"):
        load_model(tmp_path)


def test_an_absent_gpu_is_one_sentence(marian_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(ModelError, match="no CUDA device"):
        load_model(marian_folder, "cuda")
