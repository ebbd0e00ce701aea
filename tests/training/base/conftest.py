"""A small folder of training data in the real formats, a tokenizer and encoded examples made from it."""

import lzma
import random
from pathlib import Path

import pytest
from transformers import MarianTokenizer

from corpus.languages import Direction
from training import sources
from training.base.encoding import make_examples, write_encoded
from training.base.tokenizer import train_tokenizer
from training.examples import AlignedPair, ExampleMaker, Rates


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """General pairs, translated statutes and monolingual ones, in place of the real ones: sentences of the seed
    corpus, which every checkout has."""
    folder = tmp_path_factory.mktemp("data")
    pairs = [pair for pair in sources.legal_pairs() if pair.unit.startswith("pairs/")]
    (folder / "general").mkdir()
    (folder / "statutes").mkdir()
    with lzma.open(folder / "general" / "general-1.tsv.xz", "wt", encoding="utf-8", preset=0) as file:
        file.write("zh\tja\tsource\n")
        file.writelines(f"{pair.zh}\t{pair.ja}\tinvented\n" for pair in pairs[:5000])
    with (folder / "statutes" / "parallel.tsv").open("w", encoding="utf-8") as file:
        file.write("zh\tja\tlaw\toriginal\n")
        file.writelines(f"{pair.zh}\t{pair.ja}\t民法\tja\n" for pair in pairs[5000:5600])
        file.writelines(f"{pair.zh}\t{pair.ja}\t信托法\tzh\n" for pair in pairs[5600:5640])
    for language in ("zh", "ja"):
        with lzma.open(folder / "statutes" / f"{language}.txt.xz", "wt", encoding="utf-8", preset=0) as file:
            file.writelines(f"{getattr(pair, language)}\n" for pair in pairs[5640:])
    return folder


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> MarianTokenizer:
    texts = [text for pair in list(sources.legal_pairs())[:400] for text in (pair.zh, pair.ja)]
    return train_tokenizer(texts, tmp_path_factory.mktemp("tokenizer"), vocab_size=1500)


@pytest.fixture(scope="session")
def encoded(tmp_path_factory: pytest.TempPathFactory, tokenizer: MarianTokenizer) -> dict[str, Path]:
    """Two encoded sets, by name; some of the examples of the first have links."""
    folder = tmp_path_factory.mktemp("encoded")
    pairs = [AlignedPair(pair.zh, pair.ja, (), ()) for pair in list(sources.legal_pairs())[:300]]
    maker = ExampleMaker(tokenizer, [("合同", "契約")], Rates(marked=0), max_pieces=100)
    examples = list(make_examples(pairs, maker, list(Direction), 1, random.Random(0)))
    for example in examples[:200]:
        example.links.append((0, 1))
    write_encoded(iter(examples[:400]), folder / "legal")
    write_encoded(iter(examples[400:]), folder / "statutes")
    return {"legal": folder / "legal", "statutes": folder / "statutes"}
