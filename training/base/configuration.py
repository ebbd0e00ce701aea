"""The configuration of a base-model run, read from a TOML file."""

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from corpus.languages import Language
from training.configuration import Section, read_toml

REAL_SETS = ("general", "legal", "statutes", "terms")
# Named by the side that people wrote; only that side is ever a target.
SYNTHETIC_SETS = ("synthetic-zh", "synthetic-ja")


class DataSection(Section):
    limit: int = 0  # pairs of each set, chosen by hash; 0 takes all
    align: tuple[str, ...] = ("legal", "statutes", "terms")  # sets whose words are aligned, for the guided head


class TokenizerSection(Section):
    vocab_size: int = 8192  # every id counted
    folder: str = ""  # take this model folder's tokenizer instead of training one
    general: int = 0  # general pairs that it sees
    monolingual: int = 15_000  # statute sentences per language that it sees
    threads: int = 2


class ModelSection(Section):
    d_model: int = 384
    ffn_dim: int = 1536
    heads: int = 6
    encoder_layers: int = 6
    decoder_layers: int = 2
    dropout: float = 0.1


class ExamplesSection(Section):
    marked: float = 0.6
    term: float = 0.75
    word: float = 0.04
    exchanged: float = 0.12
    renamed: float = 0.08
    max_pieces: int = 200
    passes: dict[str, int] = Field(default_factory=dict)  # times each pair is encoded, its markup drawn anew


class BackTranslationSection(Section):
    sentences: dict[Language, int] = Field(default={"zh": 25_000, "ja": 25_000})  # evenly spaced over the file
    shortest: int = 8  # characters
    longest: int = 120
    beam_size: int = 2
    device: str = "auto"
    threads: int = 0
    low_ratio: float = 0.35  # Chinese characters for each Japanese one
    high_ratio: float = 1.2
    round_trip: float = 20.0  # least chrF2 of the sentence translated there and back


class PhaseSection(Section):
    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    mix: dict[str, float]  # share of the examples by set
    train_pieces: int  # target pieces after which the phase is complete; more may be asked for later
    initial: str = ""  # a model folder to begin from; "" is the phase before, or random weights
    back_translate: bool = False  # translate the monolingual statutes back before this phase
    schedule: Literal["linear", "inverse-sqrt"] = "linear"
    peak_learning_rate: float = 8e-4
    warmup_steps: int = 400
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    guided_alignment: float = 0.3  # weight of the attention's cross-entropy against the aligner's links
    clip_norm: float = 1.0
    batch_pieces: int = 2400  # padded pieces of the longer side in one step, over all processes
    pieces_at_once: int = 2400  # of them in one pass of the model: as many as fit the memory
    shard_examples: int = 12_000  # examples drawn, sorted by length and batched at a time
    snapshot_steps: int = 500  # between two weights that are kept for the average
    averaged: int = 4  # the last so many snapshots are averaged; 0 keeps the last weights

    @model_validator(mode="after")
    def _check(self) -> "PhaseSection":
        unknown = self.mix.keys() - {*REAL_SETS, *SYNTHETIC_SETS}
        if unknown or not self.mix or min(self.mix.values()) <= 0:
            raise ValueError(f"mix must give {', '.join((*REAL_SETS, *SYNTHETIC_SETS))} shares above 0")
        return self


class RunSection(Section):
    seed: int = 20_261_122
    log_steps: int = 50
    validate_minutes: float = 10.0
    translate_minutes: float = 30.0  # between two translations of the validation documents
    checkpoint_minutes: float = 3.0
    validation_rows: int = 0  # of the validation documents, that are translated; 0 takes all
    test_rows: int = 0  # of each held-out part that the card is scored on; 0 takes all


class BaseConfiguration(Section):
    data: DataSection = DataSection()
    tokenizer: TokenizerSection = TokenizerSection()
    model: ModelSection = ModelSection()
    examples: ExamplesSection = ExamplesSection()
    back_translation: BackTranslationSection = BackTranslationSection()
    run: RunSection = RunSection()
    phase: tuple[PhaseSection, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> "BaseConfiguration":
        names = [phase.name for phase in self.phase]
        if len(set(names)) < len(names):
            raise ValueError("phases need different names")
        synthetic = False
        for index, phase in enumerate(self.phase):
            if phase.back_translate and not (index or phase.initial):
                raise ValueError(f"phase {phase.name} has no model to translate back with: set initial")
            synthetic |= phase.back_translate
            if not synthetic and not phase.mix.keys().isdisjoint(SYNTHETIC_SETS):
                raise ValueError(f"phase {phase.name} needs back_translate = true, or an earlier phase that has it")
        return self

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets that are no translation of our own and that some phase trains on, in a fixed order."""
        return tuple(name for name in REAL_SETS if any(name in phase.mix for phase in self.phase))


def read_configuration(path: Path) -> BaseConfiguration:
    """The configuration in the file; TrainingError where it is absent or wrong, with the field at fault."""
    return read_toml(BaseConfiguration, path)
