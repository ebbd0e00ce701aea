"""Near-duplicates are found as brute force finds them, and nothing else is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from corpus.near_duplicates import near_duplicate_clusters, near_duplicates_of
from corpus.seeds import read_seeds, seed_files

NOTICE = "甲方应当在收到通知之日起三十日内支付货款。"
NOTICE_OF_TEN_DAYS = "甲方应当在收到通知之日起十日内支付货款。"
OTHER = "法院依法驳回原告的诉讼请求。"


def by_brute_force(texts: list[str], similarity: float) -> list[int]:
    clusters = list(range(len(texts)))
    for place, text in enumerate(texts):
        for earlier in range(place):
            if Indel.normalized_similarity(text, texts[earlier]) >= similarity:
                joined = {clusters[place], clusters[earlier]}
                clusters = [min(joined) if cluster in joined else cluster for cluster in clusters]
    return clusters


def test_a_text_points_at_the_first_of_its_cluster() -> None:
    assert near_duplicate_clusters([OTHER, NOTICE, NOTICE_OF_TEN_DAYS, OTHER, NOTICE]) == [0, 1, 1, 0, 1]


def test_the_similarity_decides() -> None:
    assert near_duplicate_clusters([NOTICE, NOTICE_OF_TEN_DAYS], similarity=0.99) == [0, 1]
    assert near_duplicate_clusters([NOTICE, "甲方支付货款。"], similarity=0.5) == [0, 0]


def test_a_chain_is_one_cluster_though_its_ends_differ() -> None:
    chain = ["一二三四五六七八九十" * 2 + end for end in ("", "甲乙丙", "甲乙丙丁戊己")]
    assert Indel.normalized_similarity(chain[0], chain[2]) < 0.9
    assert near_duplicate_clusters(chain) == [0, 0, 0]


def test_texts_of_one_character_and_of_none_equal_only_themselves() -> None:
    assert near_duplicate_clusters(["", "甲", "乙", "甲", ""]) == [0, 1, 2, 1, 0]
    assert near_duplicate_clusters([]) == []


def test_a_long_text_is_found_again_after_an_edit() -> None:
    statute = "".join(chr(0x4E00 + place % 3_000) for place in range(5_000))
    assert near_duplicate_clusters([statute, OTHER, statute[:1_000] + statute[1_200:]]) == [0, 1, 0]


def test_progress_ends_with_the_number_of_distinct_texts() -> None:
    told: list[int] = []
    near_duplicate_clusters([NOTICE, OTHER, NOTICE], progress=told.append)
    assert told[-1] == 2


def test_a_similarity_that_none_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        near_duplicate_clusters([NOTICE], similarity=1.5)


def test_repeats_of_held_out_texts_are_told() -> None:
    texts = [NOTICE_OF_TEN_DAYS, OTHER, NOTICE, "甲"]
    assert near_duplicates_of(texts, [NOTICE, "乙"]) == [True, False, True, False]
    assert near_duplicates_of(texts, []) == [False] * 4
    assert near_duplicates_of([], [NOTICE]) == []


@given(
    st.lists(st.text("甲乙丙丁，", max_size=12), max_size=12),
    st.lists(st.text("甲乙丙丁，", max_size=12), max_size=4),
    st.sampled_from([0.5, 0.8, 0.95, 1.0]),
)
@settings(max_examples=40, deadline=None, derandomize=True)  # what is missed by chance must not fail at random
def test_short_texts_are_clustered_as_by_brute_force(texts: list[str], held_out: list[str], similarity: float) -> None:
    assert near_duplicate_clusters(texts, similarity) == by_brute_force(texts, similarity)
    repeats = [any(Indel.normalized_similarity(text, other) >= similarity for other in held_out) for text in texts]
    assert near_duplicates_of(texts, held_out, similarity) == repeats


def test_near_duplicates_among_the_short_seed_segments_are_found() -> None:
    seeds = (pair for path in seed_files() for pair in read_seeds(path, path.read_text(encoding="utf-8")))
    texts = sorted({pair.zh for pair in seeds if 10 <= len(pair.zh) <= 20})
    similarities = cdist(texts, texts, scorer=Indel.normalized_similarity, score_cutoff=0.9, dtype=np.float64)
    pairs = [(one, other) for one, other in np.argwhere(similarities >= 0.9) if one < other]
    clusters = near_duplicate_clusters(texts)
    found = sum(clusters[one] == clusters[other] for one, other in pairs)
    assert len(pairs) > 30
    assert found / len(pairs) >= 0.99
