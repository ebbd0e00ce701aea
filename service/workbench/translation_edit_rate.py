"""Translation edit rate of drafts against the texts that were made of them.

TER (Snover et al., AMTA 2006, https://aclanthology.org/2006.amta-papers.25/) is the number of words to be inserted,
deleted, replaced or moved in one block, by the words of the final text; against the text that a person made of the
draft it is what the literature calls HTER. It is sacrebleu's. Neither language writes spaces between its words, so the
texts are cut first as sacrebleu cuts them for BLEU: Japanese by MeCab ("ja-mecab"), Chinese by characters ("zh").
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from corpus.languages import Language


def edit_rate(texts: Iterable[tuple[str, str]], language: Language) -> float | None:
    """The TER of (draft, final text) pairs together, in per cent; None where no final text has a word.

    About 8 ms for a pair of 25 words that differ, because blocks are sought that moved; a pair that was counted
    before costs nothing.
    """
    counted = [_edits(draft, final, language) for draft, final in texts]
    words = sum(length for _, length in counted)
    return 100 * sum(edits for edits, _ in counted) / words if words else None


@lru_cache(maxsize=65_536)
def _edits(draft: str, final: str, language: Language) -> tuple[float, float]:
    """Edits and words of the final text."""
    from sacrebleu.metrics.ter import TER

    cut = _tokenizer(language)
    words = cut(final)
    if draft == final:
        return 0.0, float(len(words.split()))
    score = TER(case_sensitive=True).sentence_score(cut(draft), [words])
    return score.num_edits, score.ref_length


@cache
def _tokenizer(language: Language) -> Callable[[str], str]:
    from sacrebleu.tokenizers.tokenizer_ja_mecab import TokenizerJaMecab
    from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

    make: Callable[[], Callable[[str], str]] = TokenizerJaMecab if language == "ja" else TokenizerZh
    return make()
