"""The split of the corpus, and reviewers' edits, as other training tools read them.

| format | for | files |
| --- | --- | --- |
| datasets | Hugging Face datasets (`load_from_disk`) | a DatasetDict of train, validation and test |
| alpaca, sharegpt | LLaMA-Factory, supervised fine-tuning | a JSON file a part, `dataset_info.json` |
| tmx | translation tools | a TMX file a part |
| preferences | LLaMA-Factory and TRL: DPO, ORPO, reward models | `preferences.jsonl`, `dataset_info.json` |
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy.orm import Session

from corpus.formats import write_pairs
from corpus.languages import Direction
from corpus.normalisation import key
from corpus.pairs import NewPair
from glossary.store import load_terms
from glossary.terms import Term
from training.errors import TrainingError
from training.tuning.configuration import DataSection
from training.tuning.partition import Part, Partition, TuningPair, partition, read_pairs
from training.tuning.preferences import Preference, read_preferences
from training.tuning.prompts import Prompter, prompt

SplitFormat = Literal["datasets", "alpaca", "sharegpt", "tmx"]
Format = SplitFormat | Literal["preferences"]
PARTS: tuple[Part, ...] = get_args(Part)
PREFERENCES = "preferences.jsonl"
INFO = "dataset_info.json"  # where LLaMA-Factory looks data sets up
BOTH = tuple(Direction)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file, or the folder of a part, relative to the export's folder, and how many rows it has."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Export:
    """What was written. `digest` is that of the split; `held_out` edits were left out because they judge."""

    files: tuple[ExportedFile, ...]
    digest: str
    held_out: int = 0


def export_training_data(
    session: Session, folder: Path, form: Format, section: DataSection, directions: Sequence[Direction] = BOTH
) -> Export:
    """Write the approved pairs by part, or the reviewers' edits, into a new or empty folder, whole or not at all.

    Raises TrainingError where the folder is not empty or there is nothing to export.
    """
    refuse_full(folder)
    terms = load_terms(session)
    if form == "preferences":
        preferences = list(read_preferences(session, directions))
        if not preferences:
            raise TrainingError(
                "There are no edits of reviewers to export: a segment gives one when its machine draft was changed "
                "and then approved."
            )
        found = partition(read_pairs(session), section)
        return export_preferences(preferences, found, terms, folder)
    found = partition(read_pairs(session), section)
    return export_split(found, terms, folder, form, directions)


def export_split(
    found: Partition, terms: Iterable[Term], folder: Path, form: SplitFormat, directions: Sequence[Direction] = BOTH
) -> Export:
    """Write a split into a new or empty folder; `directions` matter where a row has one."""
    parts: dict[Part, tuple[TuningPair, ...]] = {
        "train": found.train,
        "validation": found.validation,
        "test": found.test,
    }
    prompter = Prompter(terms)
    write: dict[SplitFormat, Callable[[Path], list[ExportedFile]]] = {
        "datasets": lambda place: _write_datasets(place, parts),
        "alpaca": lambda place: _write_chats(place, parts, prompter, directions, _alpaca, _ALPACA),
        "sharegpt": lambda place: _write_chats(place, parts, prompter, directions, _sharegpt, _SHAREGPT),
        "tmx": lambda place: _write_tmx(place, parts),
    }
    with _new_folder(folder) as place:
        files = write[form](place)
    return Export(tuple(files), found.digest)


def export_preferences(
    preferences: Sequence[Preference], found: Partition, terms: Iterable[Term], folder: Path
) -> Export:
    """Write the edits into a new or empty folder, without those of segments that validate or test.

    TrainingError where none is left.
    """
    held_out = {key(pair.zh, "zh") for pair in (*found.validation, *found.test)}
    kept = [edit for edit in preferences if key(_zh(edit), "zh") not in held_out]
    if not kept:
        raise TrainingError("All edits of reviewers are of segments that validate or test, so none is exported.")
    prompter = Prompter(terms)
    with _new_folder(folder) as place:
        with (place / PREFERENCES).open("w", encoding="utf-8") as file:
            for edit in kept:
                file.write(json.dumps(_preference(edit, prompter), ensure_ascii=False) + "\n")
        _write_info(place, {"hoyaku_preferences": {"file_name": PREFERENCES, **_PREFERENCES}})
    return Export((ExportedFile(PREFERENCES, len(kept)),), found.digest, len(preferences) - len(kept))


def refuse_full(folder: Path) -> None:
    """TrainingError unless the folder is new or empty."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise TrainingError(f"{folder} exists and is not empty; name a new folder.")


# How LLaMA-Factory finds the fields: https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md
_ALPACA: Mapping[str, Any] = {
    "formatting": "alpaca",
    "columns": {"prompt": "instruction", "query": "input", "response": "output"},
}
_SHAREGPT: Mapping[str, Any] = {
    "formatting": "sharegpt",
    "columns": {"messages": "conversations"},
    "tags": {"role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt"},
}
_PREFERENCES: Mapping[str, Any] = {
    "formatting": "alpaca",
    "ranking": True,
    "columns": {"prompt": "prompt", "chosen": "chosen", "rejected": "rejected"},
}


def _alpaca(instruction: str, source: str, target: str) -> dict[str, Any]:
    return {"instruction": instruction, "input": source, "output": target}


def _sharegpt(instruction: str, source: str, target: str) -> dict[str, Any]:
    turns = (("human", prompt(instruction, source)), ("gpt", target))
    return {"conversations": [{"from": role, "value": value} for role, value in turns]}


def _preference(edit: Preference, prompter: Prompter) -> dict[str, Any]:
    instruction = prompter.instruction(edit.source, edit.chosen, edit.direction, edit.area)
    return {
        "prompt": prompt(instruction, edit.source),
        "chosen": edit.chosen,
        "rejected": edit.rejected,
        "direction": str(edit.direction),
        "area": edit.area,
        "document": edit.document,
    }


def _write_chats(
    place: Path,
    parts: Mapping[Part, Sequence[TuningPair]],
    prompter: Prompter,
    directions: Sequence[Direction],
    make: Callable[[str, str, str], dict[str, Any]],
    description: Mapping[str, Any],
) -> list[ExportedFile]:
    """A JSON list a part, a row a pair and direction, and the file that describes them."""
    files = []
    for part, pairs in parts.items():
        rows = [
            make(prompter.instruction(source, target, direction, pair.area), source, target)
            for pair in pairs
            for direction in directions
            for source, target in (_sides(pair, direction),)
        ]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (place / f"{part}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        files.append(ExportedFile(f"{part}.json", len(rows)))
    _write_info(place, {f"hoyaku_{part}": {"file_name": f"{part}.json", **description} for part in parts})
    return files


def _write_datasets(place: Path, parts: Mapping[Part, Sequence[TuningPair]]) -> list[ExportedFile]:
    """A datasets.DatasetDict as save_to_disk writes it."""
    from datasets import Dataset, DatasetDict, Features, Translation, Value

    features = Features({"translation": Translation(("zh", "ja")), "area": Value("string"), "unit": Value("string")})
    saved = DatasetDict(
        {
            part: Dataset.from_dict(
                {
                    "translation": [{"zh": pair.zh, "ja": pair.ja} for pair in pairs],
                    "area": [pair.area for pair in pairs],
                    "unit": [pair.unit for pair in pairs],
                },
                features=features,
            )
            for part, pairs in parts.items()
        }
    )
    saved.save_to_disk(str(place))
    return [ExportedFile(part, len(pairs)) for part, pairs in parts.items()]


def _write_tmx(place: Path, parts: Mapping[Part, Sequence[TuningPair]]) -> list[ExportedFile]:
    return [
        ExportedFile(f"{part}.tmx", write_pairs(place / f"{part}.tmx", map(_writable, pairs)))
        for part, pairs in parts.items()
    ]


def _writable(pair: TuningPair) -> NewPair:
    """The pair as the formats write it; only a real document is named."""
    document = pair.unit if pair.unit.startswith("document") else None
    return NewPair(pair.zh, pair.ja, area=pair.area or None, document=document)


def _sides(pair: TuningPair, direction: Direction) -> tuple[str, str]:
    return (pair.zh, pair.ja) if direction is Direction.ZH_JA else (pair.ja, pair.zh)


def _zh(edit: Preference) -> str:
    return edit.source if edit.direction is Direction.ZH_JA else edit.chosen


def _write_info(place: Path, descriptions: Mapping[str, Mapping[str, Any]]) -> None:
    (place / INFO).write_text(json.dumps(descriptions, indent=2) + "\n", encoding="utf-8")


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the given name if all went well and is removed otherwise."""
    refuse_full(folder)
    partial = folder.absolute().with_name(f".{folder.name}.partial-{os.getpid()}")
    partial.mkdir(parents=True)
    try:
        yield partial
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
