"""How well a model's tokenizer fits legal text: pieces a character, what it cannot spell, terms it takes apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from transformers import PreTrainedTokenizerBase as Tokenizer

from corpus.languages import Language
from corpus.normalisation import normalise
from glossary.terms import Term

_BYTE = re.compile("<0x[0-9A-F]{2}>")  # SentencePiece's byte fallback: a character spelled as three or four bytes
_WORD_START = "▁"  # SentencePiece's mark; as a piece of its own it is not part of a term
_BATCH = 1_000


@dataclass(slots=True)
class LanguageAudit:
    """The counts of one language's texts; the characters are those that no piece spells, with their numbers."""

    language: Language
    texts: int = 0
    characters: int = 0
    pieces: int = 0
    unknown_pieces: int = 0
    byte_pieces: int = 0
    unknown: list[tuple[str, int]] = field(default_factory=list)  # commonest first
    in_bytes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def pieces_a_character(self) -> float:
        return self.pieces / self.characters if self.characters else 0.0

    @property
    def unknown_share(self) -> float:
        """Of all pieces."""
        return self.unknown_pieces / self.pieces if self.pieces else 0.0

    @property
    def byte_share(self) -> float:
        """Of all pieces."""
        return self.byte_pieces / self.pieces if self.pieces else 0.0


@dataclass(frozen=True, slots=True)
class TermSplit:
    """A rendering of the glossary in the pieces that the tokenizer makes of it."""

    language: Language
    text: str
    pieces: tuple[str, ...]

    @property
    def pieces_a_character(self) -> float:
        return len(self.pieces) / len(self.text)


def audit_texts(tokenizer: Tokenizer, texts: Iterable[str], language: Language) -> LanguageAudit:
    """The counts over the texts, which are normalised as for translation."""
    audit = LanguageAudit(language)
    characters: Counter[str] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(normalise(text, language))
        if len(batch) == _BATCH:
            _count(tokenizer, batch, audit, characters)
            batch = []
    if batch:
        _count(tokenizer, batch, audit, characters)
    for character, number in characters.most_common():
        (pieces,) = _tokenize(tokenizer, [character])
        if tokenizer.unk_token in pieces:
            audit.unknown.append((character, number))
        elif any(map(_BYTE.fullmatch, pieces)):
            audit.in_bytes.append((character, number))
    return audit


def worst_split_terms(tokenizer: Tokenizer, terms: Sequence[Term], most: int = 20) -> list[TermSplit]:
    """The terms' Chinese and Japanese sides of two characters or more by pieces a character, worst first.

    Before all come those that hold an unknown piece, which no translation can write; among equals the longer one,
    which costs the search more steps.
    """
    sides: dict[tuple[Language, str], None] = {}
    for term in terms:
        sides |= {("zh", term.zh): None, ("ja", term.ja): None}
    texts = [side for side in sides if len(side[1]) > 1]
    splits = [
        TermSplit(language, text, tuple(piece for piece in pieces if piece != _WORD_START))
        for (language, text), pieces in zip(texts, _tokenize(tokenizer, [text for _, text in texts]), strict=True)
    ]
    unknown = str(tokenizer.unk_token)
    return sorted(splits, key=lambda split: (unknown not in split.pieces, -split.pieces_a_character, -len(split.text)))[
        :most
    ]


def _count(tokenizer: Tokenizer, texts: Sequence[str], audit: LanguageAudit, characters: Counter[str]) -> None:
    for text, pieces in zip(texts, _tokenize(tokenizer, texts), strict=True):
        audit.texts += 1
        audit.characters += len(text)
        audit.pieces += len(pieces)
        audit.unknown_pieces += pieces.count(str(tokenizer.unk_token))
        audit.byte_pieces += sum(map(bool, map(_BYTE.fullmatch, pieces)))
        characters.update(character for character in text if not character.isspace())


def _tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[str]]:
    """The pieces of each text as the model sees them: a piece outside the vocabulary is the unknown one."""
    if not texts:
        return []
    encoded = tokenizer(list(texts), add_special_tokens=False)["input_ids"]
    return [cast(list[str], tokenizer.convert_ids_to_tokens(ids)) for ids in encoded]
