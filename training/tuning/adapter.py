"""The LoRA adapter of a model: where it goes, how it is opened for training and merged for serving.

LoRA (Hu et al., ICLR 2022, https://arxiv.org/abs/2106.09685) by the library peft; quantised as QLoRA (Dettmers et
al., NeurIPS 2023, https://arxiv.org/abs/2305.14314) where CUDA and bitsandbytes are there.
"""

import importlib.util
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model, prepare_model_for_kbit_training
from transformers import AutoConfig, AutoModelForSeq2SeqLM, BitsAndBytesConfig, PreTrainedModel

from service.model_family import load_tokenizer
from service.model_files import model_folder
from training.errors import TrainingError
from training.tuning.configuration import LoraSection

# Every linear layer of the attention and of the feed-forward part: adapting all of them is what brings LoRA near
# full training (Dettmers et al., figure 2). Embeddings and the output layer stay frozen: they are the glossary's words.
_MARIAN = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")
TARGETS = {
    "marian": _MARIAN,
    "m2m_100": _MARIAN,
    "t5": ("q", "k", "v", "o", "wi", "wi_0", "wi_1", "wo"),  # wi in the first T5, wi_0 and wi_1 in version 1.1
    "mt5": ("q", "k", "v", "o", "wi_0", "wi_1", "wo"),
    "umt5": ("q", "k", "v", "o", "wi_0", "wi_1", "wo"),
}


def target_modules(folder: Path, section: LoraSection) -> tuple[str, ...]:
    """The names of the layers that an adapter of this model changes; TrainingError for an architecture unknown."""
    if section.targets:
        return section.targets
    kind = str(AutoConfig.from_pretrained(folder).model_type)
    if kind not in TARGETS:
        raise TrainingError(f"Which layers of a {kind} model to adapt is not known; name them in [lora] targets.")
    return TARGETS[kind]


def open_for_training(
    name: str, adapter: str, section: LoraSection, device: torch.device, dtype: torch.dtype
) -> PeftModel:
    """The frozen model in `dtype` with LoRA weights in fp32: fresh ones, or those of the adapter folder.

    TrainingError where the adapter does not fit, or quantising is asked for and cannot be.
    """
    folder = model_folder(name)
    # Backwards on a CPU, attention written out is faster than the fused kernel.
    options: dict[str, Any] = {"dtype": dtype, "attn_implementation": "eager" if device.type == "cpu" else None}
    if section.quantize:
        refuse_quantising_without_cuda()
        options["quantization_config"] = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
        options["device_map"] = {"": device}
    model: PreTrainedModel = AutoModelForSeq2SeqLM.from_pretrained(folder, **options)
    if section.quantize:
        model = prepare_model_for_kbit_training(  # type: ignore[no-untyped-call]
            model, use_gradient_checkpointing=False
        )
    else:
        torch.nn.Module.to(model, device)
    if adapter:
        return open_adapter(model, Path(adapter), trainable=True)
    configuration = LoraConfig(
        r=section.rank,
        lora_alpha=section.alpha,
        lora_dropout=section.dropout,
        target_modules=list(target_modules(folder, section)),
        task_type="SEQ_2_SEQ_LM",
        bias="none",
    )
    return get_peft_model(model, configuration)


def open_adapter(model: PreTrainedModel, adapter: Path, trainable: bool = False) -> PeftModel:
    """The model with the adapter of a folder; TrainingError where it cannot be read or does not fit."""
    try:
        return PeftModel.from_pretrained(model, str(adapter), is_trainable=trainable)
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, json.JSONDecodeError) as error:
        reason = str(error).strip().partition("\n")[0][:200]
        raise TrainingError(
            f"The adapter in {adapter} cannot be read ({reason}); start a fresh one with --start fresh."
        ) from error
    except Exception as error:  # safetensors raises a class of its own, derived from Exception alone
        raise TrainingError(
            f"The adapter in {adapter} is damaged ({type(error).__name__}); start a fresh one with --start fresh."
        ) from error


def trainable_parameters(model: torch.nn.Module) -> tuple[int, int]:
    """The parameters that train, and all of them."""
    counts = [(parameter.numel(), parameter.requires_grad) for parameter in model.parameters()]
    return sum(count for count, trains in counts if trains), sum(count for count, _ in counts)


def merge(name: str, adapter: Path, output: Path) -> None:
    """Write the model with the adapter merged into its weights, and its tokenizer, to `output`.

    In fp32, so that nothing is rounded away; the folder appears whole or not at all.
    """
    folder = model_folder(name)
    model: PreTrainedModel = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32)
    merged = open_adapter(model, adapter).merge_and_unload()
    partial = Path(tempfile.mkdtemp(prefix=f"{output.name}.partial-", dir=output.parent))
    try:
        merged.save_pretrained(partial)
        load_tokenizer(folder).save_pretrained(partial)
        for file in folder.glob("*.spm"):  # the Marian tokenizer's own, whose names its configuration takes for granted
            shutil.copyfile(file, partial / file.name)
        shutil.rmtree(output, ignore_errors=True)
        partial.rename(output)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def refuse_quantising_without_cuda() -> None:
    """TrainingError unless 4-bit weights can be used here."""
    if not torch.cuda.is_available():
        raise TrainingError("4-bit weights need a CUDA GPU, and there is none; set quantize = false in [lora].")
    if importlib.util.find_spec("bitsandbytes") is None:
        raise TrainingError("4-bit weights need the package bitsandbytes: pip install 'hoyaku[qlora]'.")
