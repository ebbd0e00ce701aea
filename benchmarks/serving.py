"""How fast the translator serves: one sentence, a contract, with and without terms, beside transformers.

The contract is the first 300 segments of a seed file of documents, the glossary the seed glossary. The
model is the settings' one; every figure is the best of `REPEATS` runs, after one that loads the model, and what is
compared runs in turn, so that a busy moment of the machine falls on all alike.
"""

import csv
import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT, Settings
from service.constraints import NONE
from service.engine import SearchOptions
from service.engines import open_cascade
from service.model_family import encode_sources, load_model
from service.translator import TranslationOptions, Translator, open_translator

DOCUMENTS = PROJECT_ROOT / "corpus" / "data" / "documents" / "contracts-a.tsv"
SENTENCE = "出卖人应当按照约定的期限交付标的物，并将标的物的所有权转移于买受人所有，不得迟延。"  # 40 characters
SEGMENTS = 300
SAMPLE = 32  # sentences for the comparison with transformers, which is slow
REPEATS = 5
OPTIONS = TranslationOptions(Direction.ZH_JA, memory_threshold=2.0, local=True)


def main() -> None:
    """Prints both tables."""
    contract = read_contract()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url="")
        translator = open_translator(settings)
        translator.translate_segments([SENTENCE], OPTIONS)
        serving(translator, contract)
        beside_transformers(settings, contract[:: max(1, len(contract) // SAMPLE)][:SAMPLE])


def serving(translator: Translator, contract: list[str]) -> None:
    """Seconds through the whole pipeline, glossary, memory and checks included."""
    table = Table("what", "seconds", "segments/s", "guaranteed %", title="Through the translator, zh-ja")
    free = replace(OPTIONS, constrain=False)
    texts = {"one sentence of 40 characters": [SENTENCE], f"a contract of {len(contract)} segments": contract}
    for name, sources in texts.items():
        variants = {"without terms": free, "with terms": OPTIONS, "and memory": _with_memory()}
        took = dict.fromkeys(variants, math.inf)
        share = dict.fromkeys(variants, 0.0)
        for _ in range(REPEATS):
            for label, options in variants.items():
                translator.pipeline.engine.segments = translator.pipeline.engine.segments_guaranteed = 0
                took[label] = min(
                    took[label], seconds(lambda s=sources, o=options: translator.translate_segments(s, o))
                )
                share[label] = 100 * translator.share_guaranteed
        for label in variants:
            rate = len(sources) / took[label]
            table.add_row(f"{name}, {label}", f"{took[label]:.2f}", f"{rate:.1f}", f"{share[label]:.1f}")
        table.add_row(f"{name}: ratio", f"{took['with terms'] / took['without terms']:.2f}", "", "", end_section=True)
    Console().print(table)


def beside_transformers(settings: Settings, sources: list[str]) -> None:
    """The cascade without terms beside `transformers.generate` with the same weights and beam."""
    table = Table(
        "beam", "CTranslate2 s", "generate s", "times faster", title=f"{len(sources)} segments, unconstrained"
    )
    engine = open_cascade(settings.model, settings)
    loaded = load_model(settings.model, "cpu")
    constraints = [NONE] * len(sources)
    for beam in (1, 4, 5):
        options = SearchOptions(beam_size=beam)
        fast = best(lambda o=options: engine.translate(sources, constraints, Direction.ZH_JA, o))

        def generate(beam: int = beam) -> None:
            batch = encode_sources(loaded, sources, constraints, Direction.ZH_JA)
            bound = max(32, 3 * batch.input_ids.shape[1])
            with torch.inference_mode():
                loaded.model.generate(  # type: ignore[operator]
                    input_ids=batch.input_ids,
                    attention_mask=batch.attention_mask,
                    num_beams=beam,
                    max_length=min(bound, loaded.position_limit or bound),
                )

        slow = best(generate)
        table.add_row(str(beam), f"{fast:.2f}", f"{slow:.2f}", f"{slow / fast:.1f}")
    Console().print(table)


def best(work: Callable[[], object]) -> float:
    """The least wall time of the runs, in seconds."""
    return min(seconds(work) for _ in range(REPEATS))


def seconds(work: Callable[[], object]) -> float:
    """The wall time of one run, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read_contract() -> list[str]:
    """The first segments of the documents, Chinese side."""
    with DOCUMENTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["zh"] for _, row in zip(range(SEGMENTS), rows, strict=False)]


def _with_memory() -> TranslationOptions:
    return replace(OPTIONS, memory_threshold=0.7)


if __name__ == "__main__":
    main()
