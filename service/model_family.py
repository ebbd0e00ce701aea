"""How each family of encoder–decoder models is loaded and fed."""

import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForSeq2SeqLM, AutoTokenizer, GenerationConfig, PreTrainedModel
from transformers import PreTrainedTokenizerBase as Tokenizer

from corpus.languages import Direction
from service.constraints import Constraints, placed_groups
from service.errors import ModelError
from service.markup import DIRECTION_TAGS, MARKUP_PIECES, TERM_END, TERM_START, mark_terms
from service.model_files import model_folder
from service.pieces import Pieces, read_pieces


@dataclass(frozen=True, slots=True)
class ModelFamily:
    """What a family wants around its source text.

    `prefixes` are written before the source. `codes` are the language codes of (zh, ja) for a tokenizer
    that takes them, whose target code is then the first piece generated. `markup` says that the model
    knows the term markup of `service.markup`.
    """

    name: str
    markup: bool = False
    prefixes: dict[Direction, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


T5_PREFIXES = {
    Direction.ZH_JA: "translate Chinese to Japanese: ",
    Direction.JA_ZH: "translate Japanese to Chinese: ",
}
M2M_CODES = {"zh": "zh", "ja": "ja"}
NLLB_CODES = {"zh": "zho_Hans", "ja": "jpn_Jpan"}


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to search with, on its device and in evaluation mode."""

    model: PreTrainedModel = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)
    family: ModelFamily
    # Held while the tokenizer is used: a multilingual one holds the languages as state.
    tokenizing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @cached_property
    def pieces(self) -> Pieces:
        """The surface text of the output vocabulary; pieces that are never generated spell nothing."""
        return read_pieces(self.tokenizer, self.output_size, self.suppressed)

    @property
    def output_size(self) -> int:
        """The number of rows of the output layer."""
        return int(getattr(self.model.config, "decoder_vocab_size", None) or self.model.config.vocab_size)

    @property
    def generation(self) -> GenerationConfig:
        """The model's own generation settings."""
        return self.model.generation_config

    @cached_property
    def suppressed(self) -> tuple[int, ...]:
        """The pieces that the model's generation settings rule out: single bad words and suppressed tokens."""
        bad = [ids[0] for ids in self.generation.bad_words_ids or () if len(ids) == 1 and ids[0] != self.end]
        return tuple(sorted({*bad, *(self.generation.suppress_tokens or ())}))

    @property
    def start(self) -> int:
        """The piece that the decoder starts from."""
        start = self.generation.decoder_start_token_id
        return int(start if start is not None else self.model.config.decoder_start_token_id)

    @property
    def end(self) -> int:
        """The end-of-sentence piece."""
        end = self.generation.eos_token_id
        return int(end[0] if isinstance(end, list) else end)

    @property
    def position_limit(self) -> int | None:
        """The most pieces of an input or output that the model has positions for; None where there is no limit."""
        limit = getattr(self.model.config, "max_position_embeddings", None)
        return int(limit) if limit and self.model.config.model_type == "marian" else None


@dataclass(frozen=True, slots=True)
class EncodedSources:
    """A batch fit for the encoder: both tensors (batch, source pieces); `first_piece` is forced where not None.

    `places` are, for each sentence, the source pieces (from, to) of the required groups' terms, by group,
    where the family marks them and its attention can be trusted to be on what it translates.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    first_piece: int | None = None
    places: tuple[dict[int, tuple[int, int]], ...] = ()


def load_model(name_or_folder: str | Path, device: str = "auto") -> LoadedModel:
    """The model of a folder, or of a hub name such as Helsinki-NLP/opus-mt-zh-ja (which may be downloaded).

    `device` is auto, cpu or cuda. ModelError where the model is absent, unreadable or of an unsupported kind.
    """
    name = str(name_or_folder)
    folder = model_folder(name)
    try:
        config = AutoConfig.from_pretrained(folder)
        if config.model_type not in ("marian", "t5", "mt5", "umt5", "m2m_100"):
            raise ModelError(
                f"{name} is a {config.model_type} model; use a Marian, T5, mT5, M2M-100 or NLLB model.",
                case="model_kind",
                model=name,
                kind=config.model_type,
            )
        tokenizer = load_tokenizer(folder)
        family = detect_family(str(config.model_type), tokenizer)
        model = AutoModelForSeq2SeqLM.from_pretrained(
            folder,
            dtype=torch.float32,
            # Only this one returns its weights, which tell where a model with term markup is in its source.
            attn_implementation="eager" if family.markup else None,
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0]
        told = f"The model {name} cannot be read ({reason}); check the folder or the name."
        raise ModelError(told, case="model_unreadable", model=name) from error
    model.to(resolve_device(device)).eval()
    return LoadedModel(model, tokenizer, family)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder; ModelError where it cannot be read."""
    try:
        with warnings.catch_warnings():
            # Marian recommends sacremoses, which would rewrite punctuation; no normalisation is what we want.
            warnings.filterwarnings("ignore", message=".*sacremoses.*")
            tokenizer: Tokenizer = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).strip().partition("\n")[0]
        told = f"The tokenizer in {folder} cannot be read ({reason}); check the folder."
        raise ModelError(told, case="model_tokenizer", folder=folder) from error
    return tokenizer


def resolve_device(device: str) -> torch.device:
    """The torch device that a setting names; auto is the GPU where there is one. ModelError for an absent GPU."""
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise ModelError("There is no CUDA device here; set HOYAKU_DEVICE to cpu or auto.", case="model_no_cuda")
    return torch.device(device)


def detect_family(model_type: str, tokenizer: Tokenizer) -> ModelFamily:
    """The family of a model, by the type in its configuration and what its tokenizer knows."""
    vocabulary = tokenizer.get_vocab()
    if model_type == "marian":
        ours = all(piece in vocabulary for piece in (*DIRECTION_TAGS.values(), *MARKUP_PIECES))
        return ModelFamily("marian", markup=ours, prefixes=dict(DIRECTION_TAGS) if ours else {})
    if model_type == "m2m_100":
        nllb = NLLB_CODES["ja"] in vocabulary
        return ModelFamily("nllb" if nllb else "m2m", codes=NLLB_CODES if nllb else M2M_CODES)
    return ModelFamily(model_type, prefixes=T5_PREFIXES)


def encode_sources(
    loaded: LoadedModel, sources: Sequence[str], constraints: Sequence[Constraints], direction: Direction
) -> EncodedSources:
    """The batch as this family wants it: direction tag and term markup, task prefix, or language codes.

    A source longer than the model's positions is cut off at its end.
    """
    family, tokenizer = loaded.family, loaded.tokenizer
    if family.markup:
        sources = [mark_terms(source, wanted) for source, wanted in zip(sources, constraints, strict=True)]
    first_piece = None
    prefix = family.prefixes.get(direction, "")
    options: dict[str, Any] = {"truncation": True, "max_length": limit} if (limit := loaded.position_limit) else {}
    with loaded.tokenizing:
        if family.codes:
            first_piece = set_languages(tokenizer, family.codes[direction.source], family.codes[direction.target])
        batch = tokenizer([prefix + source for source in sources], return_tensors="pt", padding=True, **options)
    places: tuple[dict[int, tuple[int, int]], ...] = ()
    if family.markup:
        marks = term_marks(tokenizer)
        pairs = zip(batch["input_ids"].tolist(), constraints, strict=True)
        places = tuple(marked_places(ids, marks, wanted) for ids, wanted in pairs)
    device = loaded.model.device
    return EncodedSources(batch["input_ids"].to(device), batch["attention_mask"].to(device), first_piece, places)


def term_marks(tokenizer: Tokenizer) -> tuple[int, int]:
    """The pieces that begin and end a marked term."""
    vocabulary = tokenizer.get_vocab()
    return vocabulary[TERM_START], vocabulary[TERM_END]


def marked_places(ids: list[int], marks: tuple[int, int], constraints: Constraints) -> dict[int, tuple[int, int]]:
    """The source pieces (from, to) of each marked group's term, by group, marks included; none where the
    source was cut off. `marks` are the pieces that begin and end a term."""
    starts = [position for position, piece in enumerate(ids) if piece == marks[0]]
    ends = [position + 1 for position, piece in enumerate(ids) if piece == marks[1]]
    marked = placed_groups(constraints)
    if not len(starts) == len(ends) == len(marked):  # the source was cut off
        return {}
    return dict(zip(marked, zip(starts, ends, strict=True), strict=True))


def set_languages(tokenizer: Any, source: str, target: str) -> int:
    """Tell the tokenizer both languages; the piece that the target language's text starts with."""
    tokenizer.src_lang = source
    tokenizer.tgt_lang = target
    if hasattr(tokenizer, "get_lang_id"):
        return int(tokenizer.get_lang_id(target))
    return int(tokenizer.convert_tokens_to_ids(target))
