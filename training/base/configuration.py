"""The configuration of a base-model run, read from a TOML file."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from training.errors import TrainingError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataSection(_Section):
    statutes: bool = True  # the translated statutes of the training data folder
    tokenizer_monolingual: int = 15_000  # statute sentences per language that the tokenizer also sees
    limit: int = 0  # take only so many pairs; 0 takes all


class ModelSection(_Section):
    vocab_size: int = 8192
    d_model: int = 384
    ffn_dim: int = 1536
    heads: int = 6
    encoder_layers: int = 6
    decoder_layers: int = 2
    dropout: float = 0.1


class ExamplesSection(_Section):
    marked: float = 0.6
    term: float = 0.75
    word: float = 0.04
    exchanged: float = 0.12
    renamed: float = 0.08
    max_pieces: int = 200


class TrainingSection(_Section):
    batch_pieces: int = 2400  # padded pieces of the longer side in a batch
    train_pieces: int = 10_000_000  # target pieces after which the run is complete
    peak_learning_rate: float = 8e-4
    warmup_steps: int = 400
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    guided_alignment: float = 0.3  # weight of the attention's cross-entropy against the aligner's links
    clip_norm: float = 1.0
    seed: int = 20_261_122
    log_steps: int = 50
    validate_minutes: float = 10.0
    checkpoint_minutes: float = 4.0


class BaseConfiguration(_Section):
    data: DataSection = DataSection()
    model: ModelSection = ModelSection()
    examples: ExamplesSection = ExamplesSection()
    training: TrainingSection = TrainingSection()


def read_configuration(path: Path) -> BaseConfiguration:
    """The configuration in the file; TrainingError where it is absent or wrong, with the field at fault."""
    try:
        return BaseConfiguration.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise TrainingError(f"{path} is not there; name one of training/configs/*.toml.") from error
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"{path} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise TrainingError(f"{path}: {field}: {first['msg']}.") from error
