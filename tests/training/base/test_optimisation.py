"""The parts of a training step: configuration, schedule, loss, optimiser, average, arithmetic."""

from pathlib import Path

import pytest
import torch
from transformers import MarianMTModel, MarianTokenizer

from corpus.settings import PROJECT_ROOT
from training.base import vocabulary_loss
from training.base.batching import collate
from training.base.configuration import ModelSection, PhaseSection, read_configuration
from training.base.model import model_from, new_model, trainable, write_model
from training.base.objective import Share, alignment_loss, loss
from training.base.optimiser import MasterAdamW
from training.base.schedule import learning_rate
from training.base.snapshots import Snapshots
from training.base.throughput import Arithmetic, hardware_peak
from training.errors import TrainingError
from training.examples import Example

SECTION = ModelSection(d_model=32, ffn_dim=64, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0)


def phase(**changes: object) -> PhaseSection:
    given = {"name": "one", "mix": {"legal": 1.0}, "train_pieces": 1000, "warmup_steps": 10, "peak_learning_rate": 1.0}
    return PhaseSection.model_validate(given | changes)


@pytest.fixture
def model(tokenizer: MarianTokenizer) -> MarianMTModel:
    return new_model(SECTION, tokenizer, seed=1)


@pytest.fixture
def examples(tokenizer: MarianTokenizer) -> list[Example]:
    texts = [("<2ja>合同无效。", "契約は、無効とする。"), ("<2zh>訴えを提起する。", "起诉。")]
    return [Example(tokenizer(zh).input_ids, tokenizer(ja).input_ids, [(0, 1)]) for zh, ja in texts]


@pytest.mark.parametrize(
    "path", sorted((PROJECT_ROOT / "training" / "configs").glob("base*.toml")), ids=lambda p: p.stem
)
def test_configurations_of_base_models_are_valid(path: Path) -> None:
    assert read_configuration(path).phase[-1].name == "finish"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[model]\nlayers = 3\n", r"model\.layers"),
        ('[[phase]]\nname = "one"\nmix = { laws = 1.0 }\ntrain_pieces = 1\n', "mix must give"),
        ('[[phase]]\nname = "one"\nmix = { synthetic-zh = 1.0 }\ntrain_pieces = 1\n', "needs back_translate"),
        (
            '[[phase]]\nname = "one"\nmix = { legal = 1.0 }\nback_translate = true\ntrain_pieces = 1\n',
            "no model to translate back with",
        ),
        ("", "phase"),
        ("[[", "not TOML"),
    ],
)
def test_wrong_configuration_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(TrainingError, match=message):
        read_configuration(path)


def test_linear_schedule_warms_up_and_ends_low() -> None:
    assert learning_rate(phase(), 0, 0) == pytest.approx(0.1)
    assert learning_rate(phase(), 10, 500) == pytest.approx(0.5)
    assert learning_rate(phase(), 99, 1000) == pytest.approx(0.02)


def test_inverse_root_schedule_peaks_where_the_warmth_ends_and_halves_at_four_times_the_steps() -> None:
    rates = [learning_rate(phase(schedule="inverse-sqrt"), step, 0) for step in (4, 9, 39)]
    assert rates == pytest.approx([0.5, 1.0, 0.5])


def test_links_outside_the_attention_cost_and_links_on_it_do_not() -> None:
    batch = collate([Example([1, 2, 0], [3, 0], [(0, 1)])], pad=9)
    sure = torch.zeros(1, 2, 3)
    sure[0, 0, 1] = 1.0
    wrong = torch.zeros(1, 2, 3)
    wrong[0, 0, 2] = 1.0
    assert float(alignment_loss(sure, batch)) == pytest.approx(0.0, abs=1e-5)
    assert float(alignment_loss(wrong, batch)) > 10


def test_smoothed_loss_is_that_of_torch(model: MarianMTModel, examples: list[Example]) -> None:
    batch = collate(examples, model.config.pad_token_id)
    found = loss(model, batch, label_smoothing=0.1, guided_alignment=0.0)
    logits = model(
        input_ids=batch.source, attention_mask=batch.source_mask, decoder_input_ids=batch.decoder_input
    ).logits[batch.target_mask][:, :-1]
    labels = batch.target[batch.target_mask]
    expected = torch.nn.functional.cross_entropy(logits, labels, label_smoothing=0.1)
    assert float(found.total.detach()) == pytest.approx(float(expected.detach()), rel=1e-4)
    assert float(found.cross_entropy) == pytest.approx(
        float(torch.nn.functional.cross_entropy(logits, labels)), rel=1e-4
    )


@pytest.mark.parametrize("rows", [1, 3, 100])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_chunks_of_the_vocabulary_loss_have_the_gradients_of_torch(
    monkeypatch: pytest.MonkeyPatch, rows: int, smoothing: float
) -> None:
    width, entries, pieces = 4, 6, 7  # the last entry is padding
    monkeypatch.setitem(vocabulary_loss._LOGITS, "cpu", rows * (entries + 1))
    torch.manual_seed(1)
    states, embedding = torch.randn(pieces, width), torch.randn(entries + 1, width)
    labels = torch.randint(entries, (pieces,))

    def gradients(found: torch.Tensor) -> list[torch.Tensor]:
        return list(torch.autograd.grad(3 * found, [states, embedding]))  # as a share of a step scales it

    states.requires_grad_(), embedding.requires_grad_()
    found, plain = vocabulary_loss.vocabulary_loss(states, embedding, labels, smoothing)
    logits = states @ embedding[:-1].T
    expected = torch.nn.functional.cross_entropy(logits, labels, label_smoothing=smoothing)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(plain, torch.nn.functional.cross_entropy(logits, labels).detach())
    assert not plain.requires_grad
    torch.testing.assert_close(gradients(found), gradients(expected))


def test_losses_of_parts_add_up_to_that_of_the_whole(model: MarianMTModel, examples: list[Example]) -> None:
    whole = collate(examples, model.config.pad_token_id)
    parts = [collate([example], model.config.pad_token_id) for example in examples]
    total = sum(
        float(loss(model, part, 0.1, 0.5, Share(part.pieces / whole.pieces, part.linked / whole.linked)).total)
        for part in parts
    )
    assert total == pytest.approx(float(loss(model, whole, 0.1, 0.5).total), rel=1e-4)


def test_a_few_steps_on_one_batch_lower_its_loss(model: MarianMTModel, examples: list[Example]) -> None:
    batch = collate(examples, model.config.pad_token_id)
    optimiser = MasterAdamW(model.parameters(), weight_decay=0.0)
    losses = []
    for _ in range(30):
        measured = loss(model, batch, label_smoothing=0.0, guided_alignment=0.3)
        measured.total.backward()  # type: ignore[no-untyped-call]
        optimiser.step(5e-3, clip_norm=1.0)
        losses.append(float(measured.cross_entropy))
    assert losses[-1] < 0.5 * losses[0]


def test_gradients_collected_from_parts_are_added_in_full_precision() -> None:
    weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.bfloat16))
    optimiser = MasterAdamW([weight], weight_decay=0.0)
    for gradient in (256.0, 1.0):  # their sum has no bf16
        weight.grad = torch.tensor([gradient], dtype=torch.bfloat16)
        optimiser.collect()
    assert float(optimiser.step(0.0, clip_norm=1e9)) == 257.0


def test_variant_characters_start_from_one_embedding(tokenizer: MarianTokenizer, model: MarianMTModel) -> None:
    vectors = model.model.shared.weight
    zh, ja = tokenizer.convert_tokens_to_ids(["权", "権"])
    assert zh != ja
    assert torch.equal(vectors[zh], vectors[ja])


def test_written_model_is_read_with_the_same_weights_to_train_on(
    tokenizer: MarianTokenizer, model: MarianMTModel, tmp_path: Path
) -> None:
    weights = [parameter.detach() * 1.5 for parameter in trainable(model)]
    write_model(model, weights, tokenizer, tmp_path)
    read = model_from(tmp_path, dropout=0.25)
    assert read.config.dropout == 0.25
    assert len(trainable(read)) == len(weights)
    for ours, theirs in zip(trainable(read), weights, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-3)


def test_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no Marian model"):
        model_from(tmp_path, dropout=0.0)


def test_mean_is_over_the_newest_snapshots(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, kept=2)
    assert snapshots.mean() == []
    for step in (10, 20, 30, 100):
        snapshots.write(step, [torch.tensor([float(step)])])
    assert snapshots.steps() == [30, 100]
    assert float(snapshots.mean()[0]) == 65.0
    snapshots.forget_after(30)
    assert snapshots.steps() == [30]


def test_operations_are_six_a_weight_and_piece(model: MarianMTModel, examples: list[Example]) -> None:
    batch = collate(examples[:1], model.config.pad_token_id)
    encoder = 4 * 32 * 32 + 2 * 32 * 64
    target_side = 6 * 32 * 32 + 2 * 32 * 64 + len(model.model.shared.weight) * 32  # keys and values are the source's
    weights = batch.source_pieces * (encoder + 2 * 32 * 32) + batch.pieces * target_side
    attention = batch.source_pieces**2 + batch.pieces * (batch.pieces + batch.source_pieces)
    assert Arithmetic(model).operations(batch) == 6 * weights + 12 * 32 * attention


def test_hardware_peak_is_measured() -> None:
    assert hardware_peak(torch.device("cpu"), seconds=0.1) > 1e8
