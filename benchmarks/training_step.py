"""How fast a step of base training is, with the vocabulary's loss in chunks and over the whole table of logits.

    python benchmarks/training_step.py [--pieces 2400] [--steps 20]

Steps of the shipped model on seed pairs in both directions, on the GPU if there is one: forward, backward, update.
The two kinds take turns, so that what else runs on the machine slows both alike. Weights are bf16 over an fp32 master
copy, as in `training.base`; the speed is that of the median step.
"""

import argparse
import itertools
import statistics
import time
from unittest.mock import patch

import torch
from torch.nn import functional
from transformers import MarianMTModel

from corpus.settings import PROJECT_ROOT
from training.base import objective
from training.base.batching import Batch, batches
from training.base.model import model_from
from training.base.optimiser import MasterAdamW
from training.base.throughput import Arithmetic, hardware_peak
from training.base.tokenizer import load_tokenizer
from training.base.vocabulary_loss import vocabulary_loss
from training.examples import Example
from training.sources import legal_pairs

BASE = PROJECT_ROOT / "models" / "base"
PAIRS = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=2400, help="padded pieces of the longer side in a step")
    parser.add_argument("--steps", type=int, default=20, help="steps of each kind")
    arguments = parser.parse_args()
    if min(arguments.pieces, arguments.steps) < 1:
        parser.error("--pieces and --steps must be at least 1")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    peak = hardware_peak(device)
    model = model_from(BASE, dropout=0.0)
    torch.nn.Module.to(model, device, torch.bfloat16)
    optimiser = MasterAdamW(model.parameters(), weight_decay=0.01)
    arithmetic = Arithmetic(model)
    batch_cycle = itertools.cycle(example_batches(arguments.pieces))
    kinds = {"table of logits": whole_table, "chunks": vocabulary_loss}
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    pieces = operations = 0.0
    for step in range(arguments.steps + 2):  # the first two warm up
        batch = next(batch_cycle).to(device)
        for kind, function in kinds.items():
            with patch.object(objective, "vocabulary_loss", function):
                seconds = timed_step(model, optimiser, batch)
            if step >= 2:
                times[kind].append(seconds / batch.pieces)
        pieces, operations = pieces + batch.pieces, operations + arithmetic.operations(batch)
    print(f"{device}, {torch.get_num_threads()} threads, {pieces / (arguments.steps + 2):,.0f} target pieces a step")
    for kind, found in times.items():
        speed = 1 / statistics.median(found)
        share = speed * operations / pieces / peak
        print(f"{kind:16}{speed:>10,.0f} pieces/s  {share:.0%} of {peak / 1e12:.2f} TFLOP/s")


def example_batches(budget: int) -> list[Batch]:
    tokenizer = load_tokenizer(BASE)
    pairs = list(itertools.islice(legal_pairs(), PAIRS))
    sides = [(f"<2ja>{pair.zh}", pair.ja) for pair in pairs] + [(f"<2zh>{pair.ja}", pair.zh) for pair in pairs]
    examples = [Example(tokenizer(source).input_ids, tokenizer(target).input_ids, []) for source, target in sides]
    return list(batches(examples, budget, int(tokenizer.pad_token_id)))


def whole_table(
    states: torch.Tensor, embedding: torch.Tensor, labels: torch.Tensor, smoothing: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """The same loss by autograd over all logits at once."""
    log_probabilities = functional.linear(states, embedding[:-1]).float().log_softmax(dim=-1)
    plain = functional.nll_loss(log_probabilities, labels)
    return (1 - smoothing) * plain - smoothing * log_probabilities.mean(), plain.detach()


def timed_step(model: MarianMTModel, optimiser: MasterAdamW, batch: Batch) -> float:
    """Seconds of one step; its rate is zero, so that all steps see the same weights."""
    begin = time.perf_counter()
    objective.loss(model, batch, label_smoothing=0.1, guided_alignment=0.0).total.backward()  # type: ignore[no-untyped-call]
    optimiser.step(0.0, clip_norm=1.0)
    if batch.source.is_cuda:
        torch.cuda.synchronize()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
