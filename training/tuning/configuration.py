"""The configuration of a fine-tuning run; `training/configs/lora.toml` holds every default with its reason."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from corpus.settings import PROJECT_ROOT
from training.configuration import Section, read_toml

DEFAULT = PROJECT_ROOT / "training" / "configs" / "lora.toml"


class DataSection(Section):
    """Which pairs train, validate and test."""

    test_share: float = Field(default=0.1, gt=0, lt=0.5)
    validation_share: float = Field(default=0.1, gt=0, lt=0.5)
    validation_segments: int = Field(default=120, gt=0)
    test_segments: int = Field(default=1000, gt=0)
    new_repeats: int = Field(default=4, gt=0)
    replay_share: float = Field(default=0.2, ge=0, lt=1)
    replay_pairs: int = Field(default=6000, ge=0)


class LoraSection(Section):
    """The adapter's shape."""

    rank: int = Field(default=32, gt=0)
    alpha: int = Field(default=64, gt=0)
    dropout: float = Field(default=0.05, ge=0, lt=1)
    targets: tuple[str, ...] = ()
    quantize: bool = False


class TrainingSection(Section):
    """The optimisation."""

    batch_pieces: int = Field(default=2400, gt=0)
    accumulation: int = Field(default=1, gt=0)
    gradient_checkpointing: bool = False
    train_pieces: int = Field(default=3_000_000, gt=0)
    max_minutes: float = Field(default=15, gt=0)
    learning_rate: float = Field(default=1e-3, gt=0)
    warmup_share: float = Field(default=0.03, ge=0, lt=1)
    weight_decay: float = Field(default=0.0, ge=0)
    label_smoothing: float = Field(default=0.1, ge=0, lt=1)
    clip_norm: float = Field(default=1.0, gt=0)
    validations: int = Field(default=6, gt=0)
    patience: int = Field(default=3, gt=0)
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    seed: int = 20_261_128


class ExamplesSection(Section):
    """How terms are marked in the examples."""

    marked: float = Field(default=0.7, ge=0, le=1)
    term: float = Field(default=0.9, ge=0, le=1)
    exchanged: float = Field(default=0.06, ge=0, le=1)
    renamed: float = Field(default=0.04, ge=0, le=1)
    max_pieces: int = Field(default=200, gt=0)


class GateSection(Section):
    """What a candidate must show to serve."""

    significance: float = Field(default=0.05, gt=0, lt=1)
    max_bleu_loss: float = Field(default=0.5, ge=0)
    max_term_loss: float = Field(default=1.0, ge=0)
    max_disobedience: float = Field(default=2.0, ge=0)
    max_general_loss: float = Field(default=1.0, ge=0)
    bootstrap_samples: int = Field(default=1000, ge=100)


class TuningConfiguration(Section):
    """A whole run."""

    data: DataSection = DataSection()
    lora: LoraSection = LoraSection()
    training: TrainingSection = TrainingSection()
    examples: ExamplesSection = ExamplesSection()
    gate: GateSection = GateSection()


def read_configuration(path: Path = DEFAULT) -> TuningConfiguration:
    """The configuration in the file; TrainingError where it is absent or wrong, with the field at fault."""
    return read_toml(TuningConfiguration, path)
