"""A run that would not fit is refused before it starts, with what to change."""

from pathlib import Path

import pytest
import torch
from transformers import MT5Config

from training.errors import TrainingError
from training.tuning import memory_estimate
from training.tuning.configuration import LoraSection, TrainingSection, TuningConfiguration
from training.tuning.memory_estimate import estimate, free_memory, refuse_too_large

MT5_BASE = MT5Config(d_model=768, d_ff=2048, num_layers=12, num_decoder_layers=12, num_heads=12, vocab_size=250_112)
PARAMETERS, TRAINABLE = 590_000_000, 8_000_000


def needed(**training: object) -> memory_estimate.MemoryEstimate:
    configuration = TuningConfiguration(training=TrainingSection.model_validate(training))
    return estimate(MT5_BASE, PARAMETERS, TRAINABLE, configuration, 2)


def test_smaller_batches_checkpointing_and_quantising_need_less() -> None:
    usual = needed()
    assert usual.total > usual.weights > 2 * 580_000_000
    assert needed(batch_pieces=600).activations < usual.activations / 3
    assert needed(gradient_checkpointing=True).activations < usual.activations
    quantised = estimate(MT5_BASE, PARAMETERS, TRAINABLE, TuningConfiguration(lora=LoraSection(quantize=True)), 2)
    assert quantised.weights < usual.weights / 3


def test_what_does_not_fit_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_estimate, "free_memory", lambda device: 2 * 1024**3)
    with pytest.raises(TrainingError, match=r"needs about [0-9.]+ GiB .* 2\.0 are free: lower batch_pieces"):
        refuse_too_large(needed(), torch.device("cpu"))
    monkeypatch.setattr(memory_estimate, "free_memory", lambda device: 1024**5)
    refuse_too_large(needed(), torch.device("cpu"))


def test_the_memory_of_this_machine_is_known() -> None:
    total = int(Path("/proc/meminfo").read_text().split("MemTotal:")[1].split()[0]) * 1024
    assert 0 < free_memory(torch.device("cpu")) <= total
