"""Training examples: both directions of each pair, some with term markup, some with terms exchanged.

A marked rendering must be copied even where the model would have said otherwise, so in a part of the
examples a term is exchanged for another on both sides, or only its rendering is. What is marked are
glossary terms and, for breadth, single words that the aligner is sure of.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from transformers import MarianTokenizer

from corpus.languages import Direction
from service.markup import DIRECTION_TAGS, TERM_END, TERM_RENDERING, TERM_START
from training.alignment import SpanLink


@dataclass(frozen=True, slots=True)
class Markable:
    """A term of a pair: its two character spans and, per language, the text that marks it."""

    zh: tuple[int, int]
    ja: tuple[int, int]
    zh_mark: str
    ja_mark: str  # citation form where the pair has an inflected one
    is_term: bool


@dataclass(frozen=True, slots=True)
class AlignedPair:
    zh: str
    ja: str
    links: tuple[SpanLink, ...]
    markables: tuple[Markable, ...]  # in zh order, disjoint on both sides


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of examples (`marked`) and, within a marked example, of its terms."""

    marked: float = 0.6
    term: float = 0.75  # a glossary term is marked
    word: float = 0.04  # an aligned word is marked
    exchanged: float = 0.12  # a marked term is exchanged for another on both sides
    renamed: float = 0.08  # only the rendering of a marked term is exchanged


@dataclass(frozen=True, slots=True)
class Example:
    """Piece ids, and the (target, source) positions that the cross-attention should join."""

    source: list[int]
    target: list[int]
    links: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Marking:
    """A term to be marked in one example: its (zh, ja) spans, texts and marks."""

    spans: tuple[tuple[int, int], tuple[int, int]]
    texts: tuple[str, str]  # what stands in the sentences, perhaps exchanged
    marks: tuple[str, str]  # what the markup says


@dataclass(frozen=True, slots=True)
class Spanned:
    """A piece over characters start to end of its original sentence."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copied:
    """The ordinal-th piece of the rendering of a marked term."""

    term: int
    ordinal: int


Place = Spanned | Copied


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of text that is encoded by itself."""

    text: str
    origin: tuple[int, int] | None = None  # span in the original sentence; None for marks and renderings
    copies: int | None = None  # for a rendering: which term's, so that the n-th pieces of both sides join


class ExampleMaker:
    """Makes examples from aligned pairs; the same seed gives the same examples."""

    def __init__(
        self, tokenizer: MarianTokenizer, replacements: Sequence[tuple[str, str]], rates: Rates, max_pieces: int
    ) -> None:
        self.processor = tokenizer.spm_source
        self.tags = {direction: self.processor.piece_to_id(tag) for direction, tag in DIRECTION_TAGS.items()}
        self.eos = tokenizer.eos_token_id
        self.replacements = replacements
        self.rates = rates
        self.max_pieces = max_pieces

    def make(self, pair: AlignedPair, direction: Direction, rng: random.Random) -> Example | None:
        """One example of this pair, or None where either side is longer than `max_pieces`."""
        marked = self.choose(pair, rng)
        source_chunks, target_chunks = self.chunks(pair, marked, direction)
        source, source_places = self.encode(source_chunks)
        target, target_places = self.encode(target_chunks)
        source, source_places = [self.tags[direction], *source], [None, *source_places]
        if max(len(source), len(target)) >= self.max_pieces or not target:
            return None
        links = piece_links(pair.links, source_places, target_places, direction)
        return Example([*source, self.eos], [*target, self.eos], links)

    def choose(self, pair: AlignedPair, rng: random.Random) -> list[Marking]:
        """The terms to mark in this example, some of them exchanged."""
        if rng.random() >= self.rates.marked:
            return []
        chosen = []
        for term in pair.markables:
            if rng.random() >= (self.rates.term if term.is_term else self.rates.word):
                continue
            texts = pair.zh[slice(*term.zh)], pair.ja[slice(*term.ja)]
            marks = term.zh_mark, term.ja_mark
            chance = rng.random()
            if marks[1] == texts[1]:  # only what is not inflected can be exchanged
                if chance < self.rates.exchanged:
                    texts = marks = rng.choice(self.replacements)
                elif chance < self.rates.exchanged + self.rates.renamed:
                    zh, ja = rng.choice(self.replacements)
                    texts = marks = (texts[0], ja) if rng.random() < 0.5 else (zh, texts[1])
            chosen.append(Marking((term.zh, term.ja), texts, marks))
        return chosen

    def chunks(
        self, pair: AlignedPair, marked: Sequence[Marking], direction: Direction
    ) -> tuple[list[_Chunk], list[_Chunk]]:
        """Source and target as chunks; the terms' renderings are encoded by themselves on both sides,
        so that copying one is copying its very pieces."""
        here, there = (0, 1) if direction is Direction.ZH_JA else (1, 0)
        sentences = pair.zh, pair.ja
        source, target = [], []
        position = 0
        for index, term in sorted(enumerate(marked), key=lambda item: item[1].spans[here]):
            start, end = term.spans[here]
            source += [
                _Chunk(sentences[here][position:start], origin=(position, start)),
                _Chunk(TERM_START),
                _Chunk(term.texts[here]),
                _Chunk(TERM_RENDERING),
                _Chunk(term.marks[there], copies=index),
                _Chunk(TERM_END),
            ]
            position = end
        source.append(_Chunk(sentences[here][position:], origin=(position, len(sentences[here]))))
        position = 0
        for index, term in sorted(enumerate(marked), key=lambda item: item[1].spans[there]):
            start, end = term.spans[there]
            target.append(_Chunk(sentences[there][position:start], origin=(position, start)))
            target.append(_Chunk(term.texts[there], copies=index))
            position = end
        target.append(_Chunk(sentences[there][position:], origin=(position, len(sentences[there]))))
        return source, target

    def encode(self, chunks: list[_Chunk]) -> tuple[list[int], list[Place | None]]:
        """Piece ids and where each piece comes from."""
        ids: list[int] = []
        places: list[Place | None] = []
        for chunk in chunks:
            if not chunk.text:
                continue
            encoded = self.processor.encode_as_offset_mapping(chunk.text)
            ids += encoded["ids"]
            for ordinal, (begin, end) in enumerate(encoded["offsets"]):
                if chunk.copies is not None:
                    places.append(Copied(chunk.copies, ordinal))
                elif chunk.origin is not None:
                    places.append(Spanned(chunk.origin[0] + begin, chunk.origin[0] + end))
                else:
                    places.append(None)
        return ids, places


def piece_links(
    links: Sequence[SpanLink],
    source: Sequence[Place | None],
    target: Sequence[Place | None],
    direction: Direction,
) -> list[tuple[int, int]]:
    """The (target piece, source piece) positions joined by the character links or by copying."""
    pieces_at: dict[int, list[int]] = {}  # source character -> pieces over it
    copied: dict[Copied, int] = {}
    for index, place in enumerate(source):
        if isinstance(place, Copied):
            copied[place] = index
        elif place is not None:
            for character in range(place.start, place.end):
                pieces_at.setdefault(character, []).append(index)
    partners: dict[int, set[int]] = {}  # target character -> source pieces
    for link in links:
        zh, ja = (link.zh_start, link.zh_end), (link.ja_start, link.ja_end)
        source_span, target_span = (zh, ja) if direction is Direction.ZH_JA else (ja, zh)
        pieces = {piece for character in range(*source_span) for piece in pieces_at.get(character, ())}
        for character in range(*target_span):
            partners.setdefault(character, set()).update(pieces)
    joined: set[tuple[int, int]] = set()
    for index, place in enumerate(target):
        if isinstance(place, Copied):
            if place in copied:
                joined.add((index, copied[place]))
        elif place is not None:
            for character in range(place.start, place.end):
                joined.update((index, piece) for piece in partners.get(character, ()))
    return sorted(joined)
