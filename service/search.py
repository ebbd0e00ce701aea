"""Terminology-constrained beam search over any transformers encoder–decoder.

The encoder runs once per batch and each step is one forward call over the live hypotheses of all its
sentences, with the model's own key–value cache. See docs/decoding.md.
"""

import math
from collections.abc import Sequence
from typing import Any, cast

import torch
from transformers.cache_utils import DynamicCache, EncoderDecoderCache

from corpus.languages import Direction
from service.beams import Beam, ConstrainedBeam, Finished, Top
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from service.errors import ConstraintError
from service.model_family import EncodedSources, LoadedModel, encode_sources
from service.placement import locate
from service.tracker import Tracker


def search(
    loaded: LoadedModel,
    sources: Sequence[str],
    constraints: Sequence[Constraints],
    direction: Direction,
    options: SearchOptions,
) -> list[list[Hypothesis]]:
    """The best translations of each source, best first, all of which satisfy its constraints.

    The sources form one batch. ConstraintError where the constraints of a source contradict each other,
    need a character that the vocabulary lacks, or do not fit into the model's positions.
    """
    encoded = encode_sources(loaded, sources, constraints, direction)
    found = search_pieces(loaded, encoded, constraints, options)
    return [
        [_hypothesis(loaded, item, wanted) for item in finished[: options.alternatives]]
        for finished, wanted in zip(found, constraints, strict=True)
    ]


def _hypothesis(loaded: LoadedModel, finished: Finished, constraints: Constraints) -> Hypothesis:
    text = loaded.pieces.decode(finished.step.pieces())
    return Hypothesis(text, finished.score, locate(text, constraints))


@torch.inference_mode()
def search_pieces(
    loaded: LoadedModel, encoded: EncodedSources, constraints: Sequence[Constraints], options: SearchOptions
) -> list[list[Finished]]:
    """The finished hypotheses of each sentence of an encoded batch as pieces, at most beam size, best first."""
    beams = _open_beams(loaded, encoded, constraints, options)
    attends = any(isinstance(beam, ConstrainedBeam) and beam.places for beam in beams)
    decoder = _Decoder(loaded, encoded, attends)
    bias = _suppression(loaded)
    active = list(range(len(beams)))  # sentence of each open beam
    rows = active  # sentence of each row of the next forward call
    length = 0
    while active:
        length += 1
        live = [step for index in active for step in beams[index].live]
        log_probs, attention = decoder.step([step.piece for step in live])  # (rows, vocabulary), (rows, source)
        log_probs[:, bias] = -math.inf
        forced = _forced_pieces(loaded, encoded, [beams[sentence] for sentence in rows], length)
        for row, piece in forced.items():
            log_probs[row] = -math.inf
            log_probs[row, piece] = 0.0
        totals = log_probs + torch.tensor([[step.score] for step in live], device=log_probs.device)
        _advance(beams, active, totals, attention, length)
        active = [index for index in active if not beams[index].done]
        rows = [index for index in active for _ in beams[index].live]
        decoder.select([step.row for index in active for step in beams[index].live], rows)
    return [beam.finished for beam in beams]


def _advance(
    beams: Sequence[Beam], active: Sequence[int], totals: torch.Tensor, attention: torch.Tensor | None, length: int
) -> None:
    """Continue the beams of the active sentences by one piece; totals are (rows, vocabulary)."""
    size = beams[0].size
    best = totals.topk(min(2 * size, totals.shape[1]), dim=1)
    values, pieces = best.values.tolist(), best.indices.tolist()
    # Only constrained beams look beyond the best; the others spare a GPU the transfer.
    wide = any(isinstance(beams[index], ConstrainedBeam) for index in active)
    scores = (totals if wide else totals[:, :0]).cpu().numpy()
    attended = None if attention is None else attention.cpu().numpy()  # (rows, source pieces)
    row = 0
    for index in active:
        end = row + len(beams[index].live)
        tops = [Top(*pair) for pair in zip(values[row:end], pieces[row:end], strict=True)]
        beams[index].advance(length, row, tops, scores[row:end], None if attended is None else attended[row:end])
        row = end


def _open_beams(
    loaded: LoadedModel, encoded: EncodedSources, constraints: Sequence[Constraints], options: SearchOptions
) -> list[Beam]:
    lengths = encoded.attention_mask.sum(dim=1).tolist()
    beams: list[Beam] = []
    for index, (wanted, source_length) in enumerate(zip(constraints, lengths, strict=True)):
        bound = options.length_bound(source_length, loaded.position_limit)
        common = (options.beam_size, bound, options.length_penalty, loaded.end, loaded.start)
        if not wanted:
            beams.append(Beam(*common))
            continue
        tracker = Tracker(loaded.pieces, wanted)
        places = encoded.places[index] if encoded.places else {}
        # The score of a live hypothesis does not yet hold the cost of its open groups, so that waiting for
        # more finished ones than are asked for mostly waits for hypotheses that ramble.
        beam = ConstrainedBeam(*common, tracker=tracker, places=places, enough=options.alternatives)
        # The end of sentence takes a piece, and so does a forced first one.
        needed = int(tracker.needed(0, 0)) + 1 + (encoded.first_piece is not None)
        if needed > (loaded.position_limit or math.inf):
            raise ConstraintError(
                f"The required renderings need {needed} pieces, more than the model's {loaded.position_limit}; "
                "split the segment."
            )
        beam.bound = max(bound, needed)
        beams.append(beam)
    return beams


def _forced_pieces(loaded: LoadedModel, encoded: EncodedSources, beams: Sequence[Beam], length: int) -> dict[int, int]:
    """The rows that have no choice, and their piece: the target language first, the end of sentence at the bound."""
    first = encoded.first_piece if encoded.first_piece is not None else loaded.generation.forced_bos_token_id
    if length == 1 and first is not None:
        return dict.fromkeys(range(len(beams)), int(first))
    end = loaded.generation.forced_eos_token_id
    if end is None:
        return {}
    return {row: int(end) for row, beam in enumerate(beams) if length == beam.bound}


def _suppression(loaded: LoadedModel) -> torch.Tensor:
    return torch.tensor(loaded.suppressed, dtype=torch.long, device=loaded.model.device)


class _Decoder:
    """The decoder with its cache; a row is one live hypothesis."""

    def __init__(self, loaded: LoadedModel, encoded: EncodedSources, attends: bool) -> None:
        self._model = loaded.model
        encoder: Any = self._model.get_encoder()
        states = encoder(input_ids=encoded.input_ids, attention_mask=encoded.attention_mask, return_dict=True)
        self._states = states.last_hidden_state  # (batch, source pieces, width)
        self._mask = encoded.attention_mask  # (batch, source pieces)
        self._rows = list(range(len(self._mask)))
        self._row_states, self._row_mask = self._states, self._mask  # the same, by row
        self._cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
        self._attends = attends

    def step(self, pieces: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Log probabilities (rows, vocabulary) of what follows each row's last piece, and the attention (rows,
        source pieces) of the head that training aligned: head 0 of the last layer. None where nothing asks for it."""
        output = self._model(
            encoder_outputs=(self._row_states,),
            attention_mask=self._row_mask,
            decoder_input_ids=torch.tensor([[piece] for piece in pieces], device=self._mask.device),
            past_key_values=self._cache,
            use_cache=True,
            output_attentions=self._attends,
        )
        log_probs = torch.log_softmax(output.logits[:, -1].float(), dim=-1)
        return log_probs, output.cross_attentions[-1][:, 0, -1] if self._attends else None

    def select(self, parents: Sequence[int], rows: Sequence[int]) -> None:
        """Make the next rows continue these rows of the last step; `rows` are their sentences."""
        if not rows:
            return
        if list(parents) != list(range(len(self._rows))):
            index = cast(torch.LongTensor, torch.tensor(parents, device=self._mask.device))
            self._cache.self_attention_cache.reorder_cache(index)
            # What attends to the source is the same for all hypotheses of a sentence.
            if list(rows) != self._rows:
                self._cache.cross_attention_cache.reorder_cache(index)
        if list(rows) != self._rows:
            sentences = torch.tensor(rows, device=self._mask.device)
            self._row_states, self._row_mask = self._states[sentences], self._mask[sentences]
            self._rows = list(rows)
