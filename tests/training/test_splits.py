"""What is held out is whole documents and laws, and nothing in training nearly repeats it."""

from pathlib import Path

from training import sources, splits
from training.sources import TrainingPair


def test_seed_split_has_no_document_on_two_sides_and_no_near_duplicate() -> None:
    pairs = [pair for pair in sources.legal_pairs() if pair.unit.startswith("documents/")]
    split = splits.split(pairs)
    units = [{pair.unit for pair in part} for part in (split.train, split.validation, split.test)]
    assert not units[0] & units[1]
    assert not units[0] & units[2]
    assert not units[1] & units[2]
    assert len(units[1]) == splits.VALIDATION_DOCUMENTS
    assert len(units[2]) == splits.TEST_DOCUMENTS
    held_out = {pair.zh for pair in (*split.validation, *split.test)}
    assert held_out.isdisjoint(pair.zh for pair in split.train)
    assert len(split.train) + len(split.validation) + len(split.test) + split.dropped == len(pairs)


def test_near_duplicate_of_a_held_out_segment_is_dropped() -> None:
    held_out = "甲方应当在收到通知之日起三十日内支付货款。"
    others = ["甲方应当在收到通知之日起十日内支付货款。", "法院依法驳回原告的诉讼请求。"]
    pairs = [TrainingPair(text, "", "statutes/民法") for text in others]
    split = splits.split([TrainingPair(held_out, "", "statutes/信托法"), *pairs])
    assert [pair.zh for pair in split.train] == others[1:]
    assert split.dropped == 1


def test_held_out_laws_are_test_data() -> None:
    pairs = [TrainingPair("甲", "乙", "statutes/信托法"), TrainingPair("丙", "丁", "statutes/民法")]
    split = splits.split(pairs)
    assert [pair.unit for pair in split.test] == ["statutes/信托法"]
    assert [pair.unit for pair in split.train] == ["statutes/民法"]


def test_held_out_file_lists_terms_that_the_reference_uses(tmp_path: Path) -> None:
    path = tmp_path / "held-out.tsv"
    rows = splits.write_held_out(path)
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == ["zh", "ja", "terms"]
    assert len(lines) == rows + 1
    listed = [(zh, ja, term.split("=")) for zh, ja, terms in lines[1:] if terms for term in terms.split("|")]
    assert len(listed) > rows  # more than one term a row on average
    assert all(source in zh and rendering in ja for zh, ja, (source, rendering) in listed)
