"""The training of one adapter, in this process or in several.

`train_adapter(RunFolder(...))` runs it here; `accelerate launch --multi_gpu -m training.tuning.adapter_training FOLDER`
on several GPUs, or in as many CPU processes where there are none. Everything it needs is in the run's folder, so both
do the same.
"""

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any, cast

import torch
from torch.nn import functional
from torch.utils.tensorboard import SummaryWriter
from transformers import PrinterCallback, ProgressCallback, Trainer, TrainingArguments, set_seed
from transformers.integrations.integration_utils import TensorBoardCallback
from transformers.trainer_utils import get_last_checkpoint

from service.model_family import LoadedModel, detect_family, load_tokenizer, resolve_device
from service.model_files import model_folder
from training.errors import TrainingError
from training.tuning.adapter import open_for_training, target_modules, trainable_parameters
from training.tuning.batches import IGNORED, BatchedExamples, Collator, TrainingData
from training.tuning.budget import Budget
from training.tuning.configuration import TuningConfiguration
from training.tuning.encoding import open_encoder, with_terms
from training.tuning.memory_estimate import estimate, refuse_too_large
from training.tuning.preparation import read_prepared
from training.tuning.run_folder import RunFolder
from training.tuning.supervisor import STATE, PieceCounter, Supervisor, TrainingState, adapter_saver
from training.tuning.validation import Validator

_LOG_STEPS = 20


def train_adapter(run: RunFolder) -> TrainingState:
    """Train until the budget is spent, nothing gets better or somebody asks to stop; the best adapter is then in
    `run.adapter`, unless no validation was better than before the first step. Goes on from the last checkpoint.

    TrainingError where memory will not do, or the adapter to continue from does not fit.
    """
    description = run.description
    configuration = TuningConfiguration.model_validate(description.configuration)
    device = resolve_device("cuda" if torch.cuda.is_available() else "cpu")
    dtype = compute_type(configuration, device)
    set_seed(configuration.training.seed)
    folder = model_folder(description.base)
    tokenizer = load_tokenizer(folder)
    model = open_for_training(description.base, description.adapter, configuration.lora, device, dtype)
    family = detect_family(str(model.config.model_type), tokenizer)
    loaded = LoadedModel(cast(Any, model), tokenizer, family)
    trainable, parameters = trainable_parameters(model)
    needed = estimate(model.config, parameters, trainable, configuration, dtype.itemsize)
    refuse_too_large(needed, device)

    prepared = read_prepared(run)
    terms = prepared.terms
    data = TrainingData(with_terms(prepared.new, terms), with_terms(prepared.known, terms))
    encoder = open_encoder(tokenizer, family, configuration.examples, terms)
    examples = BatchedExamples(data, encoder, configuration)
    if not len(examples):
        raise TrainingError("No pair is short enough to train on; raise max_pieces in [examples].")
    validator = Validator(prepared.validation, terms)

    state = TrainingState(**run.read_json(STATE)) if run.has(STATE) else TrainingState()
    state.ending = None  # it was asked to stop, and is now asked to go on
    budget = Budget(configuration.training.max_minutes, state.minutes)
    trainer = _trainer(run, configuration, model, loaded, examples, validator, state, budget, dtype)
    if trainer.is_world_process_zero():
        targets = ", ".join(target_modules(folder, configuration.lora))
        run.write_log(
            f"{trainable:,} of {parameters:,} parameters train ({trainable / parameters:.1%}), in {targets}; "
            f"{str(dtype).removeprefix('torch.')} on {device}, {trainer.args.world_size} processes; "
            f"about {needed.total / 1024**3:.1f} GiB; {len(data.new)} new and {len(data.known)} known pairs, "
            f"{len(examples)} batches of {examples.pieces:,} target pieces"
        )
    checkpoint = None
    if run.checkpoints.is_dir():
        checkpoint = get_last_checkpoint(str(run.checkpoints))  # type: ignore[no-untyped-call]
    trainer.train(resume_from_checkpoint=checkpoint)
    return state


def compute_type(configuration: TuningConfiguration, device: torch.device) -> torch.dtype:
    """bf16 where asked for or, by default, where the device multiplies it faster than fp32; else fp32."""
    if configuration.training.precision != "auto":
        return torch.bfloat16 if configuration.training.precision == "bf16" else torch.float32
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.get_device_capability(device) >= (8, 0) else torch.float32
    fast = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if fast else torch.float32


def _trainer(
    run: RunFolder,
    configuration: TuningConfiguration,
    model: Any,
    loaded: LoadedModel,
    examples: BatchedExamples,
    validator: Validator,
    state: TrainingState,
    budget: Budget,
    dtype: torch.dtype,
) -> Trainer:
    """transformers' trainer with our loss, schedule and supervision."""
    section = configuration.training
    arguments = TrainingArguments(
        output_dir=str(run.checkpoints),
        num_train_epochs=1,  # the batches of all passes are one epoch
        per_device_train_batch_size=1,  # an item is a whole batch
        train_sampling_strategy="sequential",
        gradient_accumulation_steps=section.accumulation,
        activation_checkpointing=section.gradient_checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False},
        max_grad_norm=section.clip_norm,
        logging_steps=_LOG_STEPS,
        save_strategy="no",  # the supervisor says when
        save_total_limit=1,
        eval_strategy="no",
        remove_unused_columns=False,
        disable_tqdm=True,
        report_to="none",
        use_cpu=not torch.cuda.is_available(),
        seed=section.seed,
        dataloader_pin_memory=False,
        ddp_find_unused_parameters=False,
    )

    def loss(outputs: Any, labels: torch.Tensor, num_items_in_batch: Any = None) -> torch.Tensor:
        """Smoothed cross-entropy, a mean over target pieces."""
        real = labels != IGNORED
        state.pieces += int(real.sum()) * arguments.world_size
        return functional.cross_entropy(
            outputs.logits[real].float(), labels[real], label_smoothing=section.label_smoothing
        )

    if section.gradient_checkpointing:
        model.enable_input_require_grads()
    decayed = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(decayed, lr=section.learning_rate, weight_decay=section.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: budget.learning_rate_factor(section.warmup_share))
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=examples,
        data_collator=Collator(_pad(loaded), loaded.start),
        compute_loss_func=loss,
        optimizers=(optimizer, schedule),
    )
    trainer.loss_is_scaled_for_ga = False
    for printing in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(printing)
    is_main = trainer.is_world_process_zero()
    steps = -(-len(examples) // (arguments.world_size * section.accumulation))
    trainer.add_callback(PieceCounter(state))
    if is_main:
        trainer.add_callback(TensorBoardCallback(SummaryWriter(str(run.events))))  # type: ignore[no-untyped-call]
    trainer.add_callback(
        Supervisor(
            run,
            section,
            state,
            budget,
            steps,
            validate=lambda: validator.score(loaded),
            save_adapter=adapter_saver(model),
            is_main=is_main,
        )
    )
    return trainer


def _pad(loaded: LoadedModel) -> int:
    pad = loaded.model.config.pad_token_id
    return int(pad if pad is not None else loaded.tokenizer.pad_token_id)


def main() -> None:
    """One of the processes of `accelerate launch`."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    state = train_adapter(RunFolder(Path(sys.argv[1])))
    if torch.distributed.is_initialized():  # its threads would now and then abort a process that ends with them
        torch.distributed.destroy_process_group()
    print(json.dumps({"ending": state.ending, "best_score": state.best_score}))


if __name__ == "__main__":
    main()
