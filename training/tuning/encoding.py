"""Training examples as the model's family wants them: term markup, a task prefix, or language codes.

The sources are encoded as serving encodes them, so what is learnt is what is asked.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, cast

from transformers import MarianTokenizer
from transformers import PreTrainedTokenizerBase as Tokenizer

from corpus.languages import Direction
from glossary.matching import Matcher
from glossary.terms import Term
from service.model_family import ModelFamily, set_languages
from training.examples import AlignedPair, Example, ExampleMaker, Rates
from training.markables import aligned_pair
from training.tuning.configuration import ExamplesSection
from training.tuning.partition import TuningPair


class Encoder(Protocol):
    """Makes an example of a pair in one direction; None where either side is too long."""

    def make(self, pair: AlignedPair, direction: Direction, rng: random.Random) -> Example | None: ...


class PrefixEncoder:
    """For models without term markup: the family's prefix or language codes around the plain text."""

    def __init__(self, tokenizer: Tokenizer, family: ModelFamily, max_pieces: int) -> None:
        self.tokenizer, self.family, self.max_pieces = tokenizer, family, max_pieces

    def make(self, pair: AlignedPair, direction: Direction, rng: random.Random) -> Example | None:
        """The pair's example; the same one each time."""
        if self.family.codes:
            set_languages(self.tokenizer, self.family.codes[direction.source], self.family.codes[direction.target])
        texts = (pair.zh, pair.ja) if direction is Direction.ZH_JA else (pair.ja, pair.zh)
        source = self.tokenizer(self.family.prefixes.get(direction, "") + texts[0])["input_ids"]
        target = self.tokenizer(text_target=texts[1])["input_ids"]
        if max(len(source), len(target)) > self.max_pieces:
            return None
        return Example(list(source), list(target), [])


def open_encoder(tokenizer: Tokenizer, family: ModelFamily, section: ExamplesSection, terms: Sequence[Term]) -> Encoder:
    """The encoder for a model; `terms` are what marked terms may be exchanged for."""
    if not family.markup:
        return PrefixEncoder(tokenizer, family, section.max_pieces)
    # What is inflected cannot stand for another word.
    replacements = [(term.zh, term.ja) for term in terms if not term.ja.endswith(("する", "い", "の"))]
    exchange = bool(replacements)
    rates = Rates(
        marked=section.marked,
        term=section.term,
        word=0.0,
        exchanged=section.exchanged if exchange else 0.0,
        renamed=section.renamed if exchange else 0.0,
    )
    return ExampleMaker(cast(MarianTokenizer, tokenizer), replacements, rates, section.max_pieces)


def with_terms(pairs: Iterable[TuningPair], terms: Iterable[Term]) -> list[AlignedPair]:
    """The pairs with the glossary terms that can be marked in them."""
    matcher = Matcher(terms, "zh")
    return [aligned_pair(pair.zh, pair.ja, [], matcher) for pair in pairs]


def make_examples(encoder: Encoder, pairs: Iterable[AlignedPair], rng: random.Random) -> Iterator[Example]:
    """The examples of both directions, without what is too long."""
    for pair in pairs:
        for direction in Direction:
            example = encoder.make(pair, direction, rng)
            if example is not None:
                yield example
