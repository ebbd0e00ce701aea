"""Train the base model: tokenizer, alignment, training, export; each step is skipped where it is done.

python -m training.base --config training/configs/base-cpu.toml --max-minutes 90
"""

import hashlib
import pickle
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console
from safetensors.torch import load_file
from transformers import MarianMTModel, MarianTokenizer

from corpus.settings import PROJECT_ROOT, Settings
from glossary.matching import Matcher
from training import sources, splits
from training.alignment import SpanLink, align
from training.base.configuration import BaseConfiguration, read_configuration
from training.base.loop import BaseTrainer
from training.base.model import new_model
from training.base.tokenizer import load_tokenizer, train_tokenizer
from training.examples import AlignedPair, ExampleMaker, Rates
from training.markables import aligned_pair

console = Console(width=200)


@dataclass(frozen=True, slots=True)
class AlignedSplit:
    train: list[AlignedPair]
    validation: list[AlignedPair]


def read_split(configuration: BaseConfiguration, data: Path) -> splits.Split:
    pairs = list(sources.legal_pairs())
    if configuration.data.statutes:
        pairs += sources.statutes(data)
    if configuration.data.limit:
        pairs = random.Random(0).sample(pairs, configuration.data.limit)
    return splits.split(pairs)


def make_tokenizer(configuration: BaseConfiguration, split: splits.Split, data: Path, folder: Path) -> MarianTokenizer:
    """The tokenizer in folder, trained on the training side, the terms and monolingual statutes."""
    if (folder / "vocab.json").is_file():
        return load_tokenizer(folder)
    console.print(f"tokenizer: {configuration.model.vocab_size} pieces")
    texts = [text for pair in [*split.train, *sources.terms()] for text in (pair.zh, pair.ja)]
    if configuration.data.tokenizer_monolingual:
        texts += sources.monolingual_statutes(data, configuration.data.tokenizer_monolingual)
    return train_tokenizer(texts, folder, configuration.model.vocab_size)


def align_split(split: splits.Split, tokenizer: MarianTokenizer, folder: Path, guided: bool) -> AlignedSplit:
    """Both parts with alignment (if guided) and markable terms, cached in folder by the digest of the texts."""
    digest = hashlib.sha256(repr((split.train, split.validation, guided)).encode()).hexdigest()[:16]
    cache = folder / f"aligned-{digest}.pickle"
    if cache.is_file():
        cached: AlignedSplit = pickle.loads(cache.read_bytes())  # our own file, written below
        return cached
    terms = list(sources.terms())
    pairs = [*split.train, *split.validation]
    both = [*pairs, *terms]
    links: list[list[SpanLink]] = [[] for _ in both]
    if guided:
        console.print(f"alignment: {len(pairs)} pairs and {len(terms)} terms")
        links = align([pair.zh for pair in both], [pair.ja for pair in both], tokenizer.spm_source)
    matcher = Matcher(sources.seed_terms(), "zh")
    aligned = [
        aligned_pair(pair.zh, pair.ja, pair_links, matcher)
        for pair, pair_links in zip(pairs, links[: len(pairs)], strict=True)
    ]
    term_pairs = [
        AlignedPair(term.zh, term.ja, tuple(term_links), ())
        for term, term_links in zip(terms, links[len(pairs) :], strict=True)
    ]
    result = AlignedSplit(aligned[: len(split.train)] + term_pairs, aligned[len(split.train) :])
    cache.write_bytes(pickle.dumps(result))
    return result


def example_maker(configuration: BaseConfiguration, tokenizer: MarianTokenizer) -> ExampleMaker:
    section = configuration.examples
    rates = Rates(section.marked, section.term, section.word, section.exchanged, section.renamed)
    replacements = [(term.zh, term.ja) for term in sources.terms() if not term.ja.endswith(("する", "い", "の"))]
    return ExampleMaker(tokenizer, replacements, rates, section.max_pieces)


def export(work: Path, output: Path, tokenizer: MarianTokenizer, configuration: BaseConfiguration) -> None:
    """Write the weights of the last checkpoint, in half precision, and the tokenizer to output."""
    state = torch.load(work / "checkpoint.pt", map_location="cpu", weights_only=True)
    model = new_model(configuration.model, tokenizer, configuration.training.seed)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    with torch.no_grad():
        for parameter, master in zip(trainable, state["optimiser"]["master"], strict=True):
            parameter.copy_(master)
    torch.nn.Module.to(model, torch.float16)
    model.save_pretrained(output)
    tokenizer.save_pretrained(output)
    largest = max(load_file(output / "model.safetensors").values(), key=torch.Tensor.numel)
    size = sum(parameter.numel() for parameter in model.parameters())
    console.print(f"{output}: {size:,} parameters, largest tensor {tuple(largest.shape)}")


def main(
    config: Annotated[Path, typer.Option(help="The run's configuration.")] = PROJECT_ROOT
    / "training/configs/base-cpu.toml",
    work: Annotated[Path, typer.Option(help="Folder of the run: tokenizer, alignment, checkpoint.")] = PROJECT_ROOT
    / "work/base",
    output: Annotated[Path | None, typer.Option(help="Where the model is written when the run stops.")] = None,
    max_minutes: Annotated[
        float, typer.Option(help="Stop cleanly after so many minutes of training; 0: no limit.")
    ] = 0,
    export_only: Annotated[bool, typer.Option("--export-only", help="Write the last checkpoint and stop.")] = False,
) -> None:
    """Train (or resume) the base model and write it to OUTPUT."""
    configuration = read_configuration(config)
    data = Settings().training_data
    work.mkdir(parents=True, exist_ok=True)
    if export_only:
        export(work, output or work / "model", load_tokenizer(work / "tokenizer"), configuration)
        return
    split = read_split(configuration, data)
    console.print(
        f"{len(split.train)} training pairs, {len(split.validation)} validation, {len(split.test)} test, "
        f"{split.dropped} dropped as near-duplicates of held-out ones"
    )
    tokenizer = make_tokenizer(configuration, split, data, work / "tokenizer")
    aligned = align_split(split, tokenizer, work, guided=configuration.training.guided_alignment > 0)
    model: MarianMTModel = new_model(configuration.model, tokenizer, configuration.training.seed)
    console.print(f"{sum(p.numel() for p in model.parameters()):,} parameters")
    trainer = BaseTrainer(
        model,
        example_maker(configuration, tokenizer),
        aligned.train,
        aligned.validation,
        configuration.training,
        work,
        max_minutes,
        console,
    )
    trainer.run()
    export(work, output or work / "model", tokenizer, configuration)


if __name__ == "__main__":
    typer.run(main)
