"""How well and how fast the constrained search translates, beside the same model in other hands.

Prints, for each beam size and number of terms a sentence, the term accuracy, chrF2++, sentences per second and
the ratio of the time to that of the unconstrained search, for the constrained search, `transformers.generate`
and CTranslate2. All get the same source, with the terms marked where the model knows markup.
"""

import csv
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import ctranslate2
import torch
import typer
from sacrebleu.metrics.chrf import CHRF

from corpus.languages import Direction
from corpus.settings import Settings
from service.constraints import NONE, Constraints, Required
from service.engine import SearchOptions
from service.model_family import EncodedSources, LoadedModel, encode_sources, load_model
from service.search import search, search_pieces

CHRF2PP = CHRF(word_order=2)
Translate = Callable[[list[str], list[Constraints]], list[str]]


@dataclass(frozen=True)
class Row:
    """A held-out segment with the terms that its reference uses, as (source, target) strings."""

    source: str
    reference: str
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figures:
    accuracy: float  # share of the terms whose rendering is in the output
    chrf: float
    seconds: float  # for all rows


def read_rows(path: Path, direction: Direction) -> list[Row]:
    """The rows of a TSV with columns zh, ja and terms (zh=ja joined by |)."""
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            pairs = [tuple(term.split("=", 1)) for term in (line.get("terms") or "").split("|") if "=" in term]
            terms = tuple((zh, ja) if direction is Direction.ZH_JA else (ja, zh) for zh, ja in pairs)
            rows.append(Row(line[direction.source], line[direction.target], terms))
    return rows


def constrain(row: Row, count: int) -> Constraints:
    """The first terms of a row as constraints with their places."""
    places = [(row.source.find(source), source, target) for source, target in row.terms[:count]]
    return Constraints(
        tuple(
            Required((target,), max(at, 0), at + len(source) if at >= 0 else 0, source) for at, source, target in places
        )
    )


def in_batches(translate: Translate, batch: int) -> Translate:
    """The same translation, of sentences of like length at a time."""

    def batched(sources: list[str], constraints: list[Constraints]) -> list[str]:
        order = sorted(range(len(sources)), key=lambda index: len(sources[index]))
        found: dict[int, str] = {}
        for start in range(0, len(order), batch):
            indices = order[start : start + batch]
            found.update(
                zip(indices, translate([sources[i] for i in indices], [constraints[i] for i in indices]), strict=True)
            )
        return [found[index] for index in range(len(sources))]

    return batched


def with_search(loaded: LoadedModel, options: SearchOptions, direction: Direction, constrained: bool) -> Translate:
    """The product's search; unconstrained it sees the terms only as markup."""

    def translate(sources: list[str], constraints: list[Constraints]) -> list[str]:
        if constrained:
            return [found[0].text for found in search(loaded, sources, constraints, direction, options)]
        encoded = encode_sources(loaded, sources, constraints, direction)
        found = search_pieces(loaded, encoded, [NONE] * len(sources), options)
        return [loaded.pieces.decode(finished[0].step.pieces()) for finished in found]

    return translate


def with_generate(loaded: LoadedModel, options: SearchOptions, direction: Direction) -> Translate:
    """transformers' own beam search on the marked source."""

    def translate(sources: list[str], constraints: list[Constraints]) -> list[str]:
        encoded = encode_sources(loaded, sources, constraints, direction)
        arguments: dict[str, Any] = {"num_beams": options.beam_size, "early_stopping": False, "do_sample": False}
        if encoded.first_piece is not None:
            arguments["forced_bos_token_id"] = encoded.first_piece
        with torch.inference_mode():
            output = loaded.model.generate(
                input_ids=encoded.input_ids,
                attention_mask=encoded.attention_mask,
                max_length=None,
                max_new_tokens=longest(encoded, options),
                length_penalty=options.length_penalty,
                **arguments,
            )
        return [loaded.pieces.decode(row[1:]) for row in output.tolist()]

    return translate


def longest(encoded: EncodedSources, options: SearchOptions) -> int:
    return max(options.min_length_bound, int(options.max_length_ratio * encoded.input_ids.shape[1]))


def with_ctranslate2(
    loaded: LoadedModel, translator: ctranslate2.Translator, options: SearchOptions, direction: Direction
) -> Translate:
    """CTranslate2 in int8 on the marked source."""

    def translate(sources: list[str], constraints: list[Constraints]) -> list[str]:
        encoded = encode_sources(loaded, sources, constraints, direction)
        rows = [
            [piece for piece, real in zip(ids, mask, strict=True) if real]
            for ids, mask in zip(encoded.input_ids.tolist(), encoded.attention_mask.tolist(), strict=True)
        ]
        results = translator.translate_batch(
            [loaded.tokenizer.convert_ids_to_tokens(ids) for ids in rows],
            beam_size=options.beam_size,
            length_penalty=options.length_penalty,
            max_decoding_length=longest(encoded, options),
        )
        return [
            loaded.pieces.decode(loaded.tokenizer.convert_tokens_to_ids(result.hypotheses[0])) for result in results
        ]

    return translate


def measure(translate: Translate, rows: Sequence[Row], constraints: list[Constraints], repeats: int) -> Figures:
    """Quality of the outputs, and the median time of `repeats` runs after one to warm up."""
    sources = [row.source for row in rows]
    texts = translate(sources, constraints)
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        translate(sources, constraints)
        seconds.append(time.perf_counter() - start)
    required = [(group, text) for wanted, text in zip(constraints, texts, strict=True) for group in wanted.required]
    kept = sum(any(form in text for form in group.alternatives) for group, text in required)
    chrf = CHRF2PP.corpus_score(texts, [[row.reference for row in rows]]).score
    return Figures(kept / len(required) if required else 1.0, chrf, statistics.median(seconds or [float("nan")]))


def convert(folder: Path, target: Path) -> ctranslate2.Translator:
    """The model in CTranslate2's int8, converted into an empty folder."""
    ctranslate2.converters.TransformersConverter(str(folder)).convert(str(target), quantization="int8", force=True)
    return ctranslate2.Translator(str(target), device="cpu", intra_threads=torch.get_num_threads())


def main(
    test: Annotated[Path, typer.Argument(help="TSV with columns zh, ja and terms (zh=ja joined by |).")],
    model: Annotated[str, typer.Option(help="A model folder or hub name.")] = "",
    direction: Annotated[Direction, typer.Option(help="zh-ja or ja-zh.")] = Direction.ZH_JA,
    beams: Annotated[str, typer.Option(help="Beam sizes, separated by commas.")] = "1,4,5",
    terms: Annotated[int, typer.Option(help="The highest number of terms a sentence.")] = 5,
    limit: Annotated[int, typer.Option(help="Rows for each number of terms.")] = 50,
    batch: Annotated[int, typer.Option(help="Sentences of a batch.")] = 8,
    repeats: Annotated[int, typer.Option(help="Timed runs, of which the median counts.")] = 1,
    threads: Annotated[int, typer.Option(help="Threads of torch and CTranslate2; 0 lets them choose.")] = 0,
) -> None:
    """Print the table of docs/decoding.md."""
    if threads:
        torch.set_num_threads(threads)
    name = model or Settings().model
    loaded = load_model(name, "cpu")
    scratch = Path(tempfile.mkdtemp())
    translator = convert(Path(name), scratch) if Path(name).is_dir() and loaded.family.name == "marian" else None
    all_rows = read_rows(test, direction)
    print(f"{name} · {direction} · {torch.get_num_threads()} threads · batch {batch}\n")
    print("| beam | terms | sentences | search | term accuracy | chrF2++ | sentences/s | ratio |")
    print("| ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |")
    for size in (int(size) for size in beams.split(",")):
        options = SearchOptions(beam_size=size)
        for count in range(terms + 1):
            rows = [row for row in all_rows if len(row.terms) >= count][:limit]
            if not rows:
                continue
            constraints = [constrain(row, count) for row in rows]
            engines = {
                "unconstrained": with_search(loaded, options, direction, constrained=False),
                "constrained": with_search(loaded, options, direction, constrained=True),
                "transformers.generate": with_generate(loaded, options, direction),
            }
            if translator is not None:
                engines["CTranslate2 int8"] = with_ctranslate2(loaded, translator, options, direction)
            base = 0.0
            for label, translate in engines.items():
                found = measure(in_batches(translate, batch), rows, constraints, repeats)
                base = base or found.seconds
                print(
                    f"| {size} | {count} | {len(rows)} | {label} | {found.accuracy:.1%} | {found.chrf:.1f} "
                    f"| {len(rows) / found.seconds:.1f} | {found.seconds / base:.2f} |",
                    flush=True,
                )
    print(f"\n{CHRF2PP.get_signature()}")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    typer.run(main)
