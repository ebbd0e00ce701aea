"""Entries that the pairs contradict when they are read backwards."""

from glossary.terms import Term
from training.readings import contradicted
from training.sources import TrainingPair

GRANT = Term("予以支持", "認める")
MORTGAGE = Term("抵押权", "抵当権")


def pair(zh: str, ja: str) -> TrainingPair:
    return TrainingPair(zh, ja, "pairs/test")


def test_an_entry_that_most_segments_contradict_is_found_with_its_figures() -> None:
    pairs = [pair("本院认为抵押权有效。", "裁判所は、抵当権を有効と認める。")] * 14
    pairs += [pair("对抵押权的请求予以支持。", "抵当権の請求を認める。")] * 9
    assert contradicted([GRANT, MORTGAGE], pairs) == [(GRANT, 23, 9)]


def test_few_segments_prove_nothing() -> None:
    assert contradicted([GRANT], [pair("本院认为有效。", "有効と認める。")] * 19) == []
