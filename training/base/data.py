"""The data sets of a run: read, freed of what is held out, and written to the work folder as TSV."""

import heapq
from collections.abc import Iterable
from pathlib import Path

from corpus.languages import Language
from corpus.near_duplicates import near_duplicates_of
from training import sources, splits
from training.base.configuration import BaseConfiguration
from training.base.held_out import by_digest, legal_held_out, split_general
from training.base.steps import Facts
from training.sources import TrainingPair

VALIDATION = "validation"  # the validation documents
GENERAL_VALIDATION = "general-validation"
_BREAKS = str.maketrans("\t\n\r", "   ")


def write_sets(configuration: BaseConfiguration, data: Path, folder: Path) -> Facts:
    """Write the training side of every set that the configuration trains on, and the validation parts."""
    folder.mkdir(parents=True, exist_ok=True)
    limit, wanted = configuration.data.limit, configuration.sets
    legal = splits.split([*sources.legal_pairs(), *(sources.statutes(data) if "statutes" in wanted else ())])
    sets = {
        "legal": [pair for pair in legal.train if not pair.unit.startswith("statutes/")],
        "statutes": [pair for pair in legal.train if pair.unit.startswith("statutes/")],
        "terms": list(sources.terms()),
    }
    sets = {name: sets[name] for name in wanted if name in sets} | {VALIDATION: legal.validation}
    dropped = {"legal": legal.dropped}
    if "general" in wanted:
        held_out = [pair for part in legal_held_out(data if "statutes" in wanted else None) for pair in part]
        general = split_general(list(sources.general(data)), held_out, limit)
        sets |= {"general": general.train, GENERAL_VALIDATION: general.validation}
        dropped["general"] = general.dropped
    if limit:
        sets = {name: heapq.nsmallest(limit, pairs, key=by_digest) for name, pairs in sets.items()}
    for name, pairs in sets.items():
        write_pairs(folder / f"{name}.tsv", pairs)
    return {"pairs": {name: len(pairs) for name, pairs in sets.items()}, "dropped_as_held_out": dropped}


def tokenizer_texts(configuration: BaseConfiguration, data: Path, folder: Path) -> list[str]:
    """What the tokenizer is trained on: both sides of the legal sets, some general pairs, some statutes."""
    section = configuration.tokenizer
    texts: list[str] = []
    for name in configuration.sets:
        pairs = read_pairs(folder / f"{name}.tsv")
        if name == "general":
            pairs = pairs[:: max(1, len(pairs) // section.general)] if section.general else []
        texts += [text for pair in pairs for text in (pair.zh, pair.ja)]
    if section.monolingual:
        texts += sources.monolingual_statutes(data, section.monolingual)
    return texts


def monolingual_sample(
    data: Path, language: Language, sentences: int, lengths: tuple[int, int], offset: int = 0
) -> list[str]:
    """Distinct monolingual statute sentences, evenly spaced over the file, none near a held-out sentence.

    `lengths` are the fewest and most characters; another `offset` gives other sentences.
    """
    shortest, longest = lengths
    lines = sources.monolingual(data, language)
    usable = list(dict.fromkeys(line for line in lines if shortest <= len(line) <= longest))
    spacing = max(1, len(usable) // sentences)
    chosen = usable[offset % spacing :: spacing][:sentences]
    held_out = [pair for part in legal_held_out(data) for pair in part]
    texts = [pair.zh if language == "zh" else pair.ja for pair in held_out]
    repeats = near_duplicates_of(chosen, texts)
    return [sentence for sentence, repeat in zip(chosen, repeats, strict=True) if not repeat]


def write_pairs(path: Path, pairs: Iterable[TrainingPair]) -> None:
    """Write the pairs as a TSV without quoting."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("zh\tja\tunit\n")
        file.writelines(f"{one_line(pair.zh)}\t{one_line(pair.ja)}\t{pair.unit}\n" for pair in pairs)


def one_line(value: object) -> str:
    """The value as a cell of a TSV: tabs and line ends are spaces there."""
    return str(value).translate(_BREAKS)


def read_pairs(path: Path) -> list[TrainingPair]:
    """The pairs of such a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [TrainingPair(zh, ja, unit) for zh, ja, unit in sources.read_columns(file, "zh", "ja", "unit")]
