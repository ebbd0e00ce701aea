"""The audit counts pieces, what the tokenizer cannot spell, and terms in many pieces, for any family of model."""

import pytest
from transformers import T5Tokenizer

from corpus.settings import PROJECT_ROOT
from glossary.terms import Term
from service.model_family import load_tokenizer
from tests.tiny_tokenizers import save_t5_tokenizer, train_pieces
from training.sources import legal_pairs
from training.tokenizer_audit import audit_texts, worst_split_terms

LINES = ["合同自双方签字之日起生效。", "契約は、双方が署名した日から効力を生ずる。"]


@pytest.fixture(scope="module")
def t5(tmp_path_factory: pytest.TempPathFactory) -> T5Tokenizer:
    """A T5 tokenizer without byte fallback that knows the characters of LINES only, read from its folder."""
    folder = tmp_path_factory.mktemp("t5")
    save_t5_tokenizer(train_pieces(LINES, folder / "plain", 200), folder)
    return load_tokenizer(folder)


def test_the_shipped_tokenizer_spells_the_seed_corpus_with_rare_bytes() -> None:
    tokenizer = load_tokenizer(PROJECT_ROOT / "models" / "base")
    texts = [pair.zh for pair in legal_pairs()][::20]
    audit = audit_texts(tokenizer, texts, "zh")
    assert (audit.texts, audit.characters) == (len(texts), sum(map(len, texts)))
    assert 0.3 < audit.pieces_a_character < 1
    assert (audit.unknown_pieces, audit.unknown) == (0, [])
    assert 0 < audit.byte_share < 0.02


def test_a_character_in_bytes_is_named_with_its_number() -> None:
    audit = audit_texts(load_tokenizer(PROJECT_ROOT / "models" / "base"), ["合同𠮷。", "𠮷𠮷", "合同"], "zh")
    assert audit.in_bytes == [("𠮷", 3)]
    assert audit.byte_pieces == 12


def test_a_character_that_cannot_be_spelled_is_unknown(t5: T5Tokenizer) -> None:
    audit = audit_texts(t5, ["合同。", "質権質"], "ja")
    assert audit.unknown == [("質", 2), ("権", 1)]
    assert audit.in_bytes == []
    assert audit.unknown_pieces >= 1


def test_full_width_letters_count_as_the_translator_reads_them(t5: T5Tokenizer) -> None:
    assert audit_texts(t5, ["Ａ"], "zh").unknown == [("A", 1)]


def test_no_text_gives_zeros(t5: T5Tokenizer) -> None:
    audit = audit_texts(t5, [], "zh")
    assert (audit.texts, audit.pieces_a_character, audit.unknown_share, audit.byte_share) == (0, 0.0, 0.0, 0.0)


def test_terms_are_listed_worst_first_and_longer_ones_before_shorter() -> None:
    tokenizer = load_tokenizer(PROJECT_ROOT / "models" / "base")
    terms = [Term("合同", "契約"), Term("𠮷𠮷", "契約"), Term("𠮷𠮷𠮷", "契約"), Term("甲", "甲")]
    splits = worst_split_terms(tokenizer, terms, most=3)
    assert [(split.language, split.text) for split in splits] == [("zh", "𠮷𠮷𠮷"), ("zh", "𠮷𠮷"), ("zh", "合同")]
    assert splits[0].pieces_a_character == 4
    assert "▁" not in splits[0].pieces


def test_a_term_that_cannot_be_spelled_comes_before_all_others(t5: T5Tokenizer) -> None:
    first, *_ = worst_split_terms(t5, [Term("双方签字", "双方が署名"), Term("权合", "契約")])
    assert first.text == "权合"
