"""The general regression set is what it says: short, natural, bilingual, and none of what is trained on."""

import re

from corpus.normalisation import key
from training.general_set import GENERAL_SET, general_rows
from training.sources import legal_pairs

KANA = re.compile("[ぁ-ゖァ-ヺ]")
HAN = re.compile("[一-鿿]")


def test_the_file_has_two_columns_and_160_rows():
    head, *lines = GENERAL_SET.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert head == "zh\tja"
    assert len(lines) == 160
    assert all(line.count("\t") == 1 for line in lines)
    assert [(row.zh, row.ja) for row in general_rows()] == [tuple(line.split("\t")) for line in lines]


def test_chinese_has_no_kana_and_japanese_has_some():
    for row in general_rows():
        assert HAN.search(row.zh), row.zh
        assert not KANA.search(row.zh), row.zh
        assert KANA.search(row.ja), row.ja


def test_lengths_vary_from_8_to_60_characters():
    for language in ("zh", "ja"):
        lengths = [len(row.text(language)) for row in general_rows()]
        assert min(lengths) >= 8
        assert max(lengths) <= 60
        assert max(lengths) - min(lengths) > 30


def test_no_sentence_stands_twice():
    for language in ("zh", "ja"):
        texts = [key(row.text(language), language) for row in general_rows()]
        assert len(set(texts)) == len(texts)


def test_no_sentence_is_in_the_seed_corpus():
    rows = general_rows()
    pairs = list(legal_pairs())
    assert {row.zh for row in rows}.isdisjoint(pair.zh for pair in pairs)
    assert {row.ja for row in rows}.isdisjoint(pair.ja for pair in pairs)
