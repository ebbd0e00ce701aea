"""What is held out is listed by digest, is as it was, and no set that is trained on has any of it."""

import lzma
from pathlib import Path

import pytest

from corpus.near_duplicates import near_duplicates_of
from corpus.settings import Settings
from training import sources, splits
from training.base.configuration import BaseConfiguration, PhaseSection
from training.base.data import monolingual_sample, read_pairs, write_sets
from training.base.held_out import (
    GENERAL_TEST,
    GENERAL_VALIDATION,
    SHORTEST,
    general_held_out,
    legal_held_out,
    letters,
    read_held_out,
    split_general,
    units,
)
from training.sources import TrainingPair

DATA = Settings().training_data
PARTS = ("validation", "test")
needs_data = pytest.mark.skipif(
    not (DATA / "general").is_dir(), reason=f"the training data are not in {DATA}: set HOYAKU_TRAINING_DATA"
)


def configuration(*sets: str, limit: int = 0) -> BaseConfiguration:
    phase = PhaseSection(name="one", mix=dict.fromkeys(sets, 1.0), train_pieces=1)
    return BaseConfiguration.model_validate({"data": {"limit": limit}, "phase": [phase.model_dump()]})


def test_listed_documents_are_those_of_the_seed_corpus() -> None:
    listed = [unit for unit in read_held_out() if unit.unit.startswith("documents/")]
    assert listed == units(zip(PARTS, legal_held_out(None), strict=True))
    assert len(listed) == splits.TEST_DOCUMENTS + splits.VALIDATION_DOCUMENTS


@needs_data
def test_listed_laws_are_those_of_the_training_data_three_from_each_language() -> None:
    listed = [unit for unit in read_held_out() if unit.unit.startswith("statutes/")]
    parts = zip(PARTS, legal_held_out(DATA), strict=True)
    assert listed == [unit for unit in units(parts) if unit.unit.startswith("statutes/")]
    assert {unit.unit.removeprefix("statutes/") for unit in listed} == set(splits.TEST_LAWS)


def test_list_has_digests_and_no_text() -> None:
    for unit in read_held_out():
        assert unit.part in PARTS
        assert len(unit.digest) == 64
    general = {unit.part: unit.rows for unit in read_held_out() if unit.unit == "general"}
    assert general == {"test": GENERAL_TEST, "validation": GENERAL_VALIDATION}


def test_general_pairs_are_chosen_by_hash_whatever_their_order_and_number() -> None:
    pairs = [
        TrainingPair(f"第{number}条的规定同样适用。", f"第{number}条の規定", "general/x") for number in range(4000)
    ]
    chosen = general_held_out(pairs)
    assert chosen == general_held_out(pairs[::-1])
    assert [len(part) for part in chosen] == [GENERAL_VALIDATION, GENERAL_TEST]
    assert set(general_held_out(pairs[:3000])[1]) >= set(chosen[1]) & set(pairs[:3000])
    assert general_held_out([TrainingPair("短", "短い", "general/x")]) == ([], [])


def test_general_pair_that_repeats_a_held_out_one_on_either_side_is_dropped() -> None:
    legal = [TrainingPair("甲方应当在收到通知之日起三十日内支付货款。", "甲は、代金を支払う。", "documents/x")]
    pairs = [
        TrainingPair(
            "甲方应当在收到通知之日起三十日内支付货款", "別の文である。", "general/x"
        ),  # but for the full stop
        TrainingPair("甲方应当在收到通知之日起二十日内支付货款。", "さらに別の文である。", "general/x"),  # nearly
        TrainingPair("完全不同。", "甲は代金を支払う", "general/x"),
        TrainingPair("保存文件。", "ファイルを保存する。", "general/x"),
    ]
    split = split_general(pairs, legal)
    held_out = {pair.zh for part in (split.validation, split.test) for pair in part}
    assert held_out.isdisjoint(pair.zh for pair in split.train)
    assert {pair.zh for pair in split.train} | held_out >= {"保存文件。"}
    assert len(split.train) + len(split.validation) + len(split.test) + split.dropped == len(pairs)


@pytest.mark.slow  # hashes the characters of a few thousand pairs
def test_sets_of_a_run_have_nothing_that_is_held_out(data_folder: Path, tmp_path: Path) -> None:
    write_sets(configuration("general", "legal", "statutes", "terms", limit=400), data_folder, tmp_path)
    legal = [pair for part in legal_held_out(data_folder) for pair in part]
    general = [pair for part in general_held_out(sources.general(data_folder)) for pair in part]
    # The general pairs of this folder are legal ones, so those may be among the legal set's.
    for name, held_out in (("general", [*legal, *general]), ("legal", legal), ("statutes", legal)):
        pairs = read_pairs(tmp_path / f"{name}.tsv")
        assert 380 < len(pairs) <= 400
        assert {letters(pair.zh) for pair in held_out}.isdisjoint(letters(pair.zh) for pair in pairs)


def test_no_monolingual_sentence_is_near_a_held_out_one(data_folder: Path, tmp_path: Path) -> None:
    test = next(pair for pair in legal_held_out(None)[1] if len(pair.ja) > 20)
    folder = tmp_path / "data"
    (folder / "statutes").mkdir(parents=True)
    (folder / "statutes" / "parallel.tsv").write_text("zh\tja\tlaw\toriginal\n")
    lines = [test.ja, test.ja[:-2] + "。", "この法律は、公布の日から施行する。", "短い"]
    (folder / "statutes" / "ja.txt.xz").write_bytes(lzma.compress("\n".join(lines).encode()))
    assert monolingual_sample(folder, "ja", 10, (8, 200)) == ["この法律は、公布の日から施行する。"]


@needs_data
@pytest.mark.slow  # reads and compares the real sets: more than a million general pairs
@pytest.mark.timeout(900)
def test_real_sets_have_nothing_that_is_held_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = list(sources.general(DATA))
    validation, test = general_held_out(everything)
    listed = {unit.part: unit.digest for unit in read_held_out() if unit.unit == "general"}
    assert listed == {unit.part: unit.digest for unit in units(zip(PARTS, (validation, test), strict=True), "general")}
    assert min(len(pair.zh) for pair in test) >= SHORTEST

    # A million pairs are read once, and hashed once for what is held out of them.
    monkeypatch.setattr(sources, "general", lambda folder: everything)
    monkeypatch.setattr("training.base.held_out.general_held_out", lambda pairs: (validation, test))
    write_sets(configuration("general", "legal", "statutes", limit=20_000), DATA, tmp_path)
    legal = [pair for part in legal_held_out(DATA) for pair in part]
    kept_away = [*validation, *test, *legal]
    zh, spelled = {letters(pair.zh) for pair in kept_away}, {pair.zh for pair in kept_away}
    sample = []
    for name in ("general", "legal", "statutes"):
        train = read_pairs(tmp_path / f"{name}.tsv")
        assert len(train) > 5000
        assert spelled.isdisjoint(pair.zh for pair in train)
        # A dozen headings of the legal set differ from held-out ones in brackets or spaces; its split is fixed.
        assert name == "legal" or zh.isdisjoint(letters(pair.zh) for pair in train)
        sample += [pair.zh for pair in train[::20]]
    assert not any(near_duplicates_of(sample, [pair.zh for pair in kept_away]))
