"""The pairs of a set with word links and with what can be marked in them, kept as text between steps."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from glossary.matching import Matcher
from glossary.terms import Term
from training import sources
from training.alignment import SpanLink, align
from training.base.data import read_pairs
from training.base.general_terms import recurring_terms
from training.base.steps import Facts
from training.examples import AlignedPair
from training.markables import aligned_pair
from training.sources import TrainingPair


def write_links(sets: Sequence[str], data: Path, folder: Path, pieces: SentencePieceProcessor) -> Facts:
    """Align the words of these sets in one run and write a file of links for each."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = {name: read_pairs(data / f"{name}.tsv") for name in sets}
    texts = [pair for name in sets for pair in pairs[name]]
    links = iter(align([pair.zh for pair in texts], [pair.ja for pair in texts], pieces) if texts else [])
    for name in sets:
        lines = (_line(next(links)) for _ in pairs[name])
        (folder / f"{name}.links").write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return {"aligned": len(texts)}


def read_aligned(name: str, data: Path, folder: Path) -> list[AlignedPair]:
    """The pairs of a set with their markables; without links where the set was not aligned.

    Terms of legal pairs come from the glossary, those of general pairs from the pairs themselves.
    """
    pairs = read_pairs(data / f"{name}.tsv")
    path = folder / f"{name}.links"
    links = [_links(line) for line in path.read_text(encoding="ascii").splitlines()] if path.is_file() else []
    links = links or [()] * len(pairs)
    if name == "terms":
        return [AlignedPair(pair.zh, pair.ja, found, ()) for pair, found in zip(pairs, links, strict=True)]
    matcher = Matcher(_terms_of(name, pairs), "zh")
    return [aligned_pair(pair.zh, pair.ja, found, matcher) for pair, found in zip(pairs, links, strict=True)]


def _terms_of(name: str, pairs: Sequence[TrainingPair]) -> list[Term]:
    return recurring_terms(pairs) if name.startswith("general") else sources.seed_terms()


def _line(links: Iterable[SpanLink]) -> str:
    return " ".join(f"{link.zh_start}-{link.zh_end}-{link.ja_start}-{link.ja_end}" for link in links)


def _links(line: str) -> tuple[SpanLink, ...]:
    return tuple(SpanLink(*map(int, link.split("-"))) for link in line.split())
