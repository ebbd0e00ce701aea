"""The converted model of the fast path: made once from the weights, kept under the data directory.

The folder's name is a digest of the model's files, so an adapted or replaced model is converted
anew and an old conversion is never mistaken for it.
"""

import hashlib
import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import ctranslate2
from ctranslate2.converters import TransformersConverter
from filelock import FileLock
from transformers.utils import logging as logging_of_transformers

from service.errors import ModelError, UnsupportedModelError

QUANTIZATION = "int8"
_LOG = logging.getLogger(__name__)
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_DESCRIPTIONS = ("config.json", "*.spm", "vocab.json", "tokenizer*", "*.model", "*.index.json")


def converted_model(folder: Path, cache: Path, quantization: str = QUANTIZATION) -> Path:
    """The folder of the converted model, converting it unless an earlier run has.

    Of several processes that ask at once, one converts and the others wait. The folder appears
    whole or not at all. Raises UnsupportedModelError where CTranslate2 has no conversion for the model.
    """
    digest = model_digest(folder, quantization)
    target = cache / digest
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{digest}.lock"):
        if not target.is_dir():
            _convert(folder, target, quantization)
    return target


def model_digest(folder: Path, quantization: str = QUANTIZATION) -> str:
    """The first 16 hexadecimal digits of a SHA-256 over weights, configuration, tokenizer and converter."""
    digest = hashlib.sha256(f"{ctranslate2.__version__} {quantization}".encode())
    files = sorted({path for pattern in (*_WEIGHTS, *_DESCRIPTIONS) for path in folder.glob(pattern)})
    if not any(path.match(pattern) for path in files for pattern in _WEIGHTS):
        told = f"There are no weights in {folder}: name a folder with a model in HOYAKU_MODEL."
        raise ModelError(told, case="model_no_weights", folder=folder)
    for path in files:
        digest.update(f"\n{path.name}\n".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


class _Converter(TransformersConverter):  # type: ignore[misc]  # untyped library
    def load_tokenizer(self, tokenizer_class: Any, model_name_or_path: str, **kwargs: Any) -> Any:
        tokenizer = super().load_tokenizer(tokenizer_class, model_name_or_path, **kwargs)
        languages = getattr(tokenizer, "lang_token_to_id", None)
        if languages is not None:
            # The converter looks for M2M-100's language codes where transformers 4 listed them.
            vocabulary = tokenizer.get_vocab() | languages
            tokenizer.get_vocab = lambda: vocabulary
        return tokenizer


def _convert(folder: Path, target: Path, quantization: str) -> None:
    for abandoned in target.parent.glob(f"{target.name}.partial-*"):  # we hold the lock: nobody writes to it
        shutil.rmtree(abandoned, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.partial-", dir=target.parent))
    _LOG.info("Converting %s for the fast path", folder)
    bars = logging_of_transformers.is_progress_bar_enabled()
    logging_of_transformers.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _Converter(str(folder)).convert(str(partial), quantization=quantization, force=True)
        partial.rename(target)
    except (ValueError, NotImplementedError, AttributeError, KeyError, TypeError) as error:
        raise UnsupportedModelError(f"CTranslate2 cannot convert the model in {folder}: {error}") from error
    finally:
        if bars:
            logging_of_transformers.enable_progress_bar()  # type: ignore[no-untyped-call]
        shutil.rmtree(partial, ignore_errors=True)
