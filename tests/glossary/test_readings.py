"""Which entries are only suggested when they are read from Japanese to Chinese."""

import pytest

from glossary.readings import READINGS, suggested
from glossary.seeds import read_seed_terms


def test_the_file_lists_seed_terms_that_most_segments_contradict() -> None:
    header, *rows = (line.split("\t") for line in READINGS.read_text(encoding="utf-8").splitlines())
    assert header == ["zh", "ja", "segments", "kept"]
    seeds = {(term.zh, term.ja) for term in read_seed_terms()}
    for zh, ja, segments, kept in rows:
        assert (zh, ja) in seeds
        assert int(segments) >= 20
        assert 2 * int(kept) < int(segments)


@pytest.mark.parametrize(
    "pair", [("予以支持", "認める"), ("相对人", "相手方"), ("标的", "目的"), ("股份有限公司", "株式会社")]
)
def test_words_of_everyday_japanese_are_only_suggested(pair: tuple[str, str]) -> None:
    assert pair in suggested("ja")


def test_terms_of_the_trade_stay_required_and_from_chinese_all_are() -> None:
    assert ("抵押权", "抵当権") not in suggested("ja")
    assert ("最高额抵押权", "根抵当権") not in suggested("ja")
    assert suggested("zh") == frozenset()
