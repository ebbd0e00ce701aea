"""Word alignment of the training pairs, as character spans on both sides.

eflomal (Östling and Tiedemann, PBML 106, 2016) aligns the vocabulary's pieces in both directions;
the two are merged by grow-diag (Koehn et al., NAACL 2003, https://aclanthology.org/N03-1017/).
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from training.errors import TrainingError

Link = tuple[int, int]
_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


@dataclass(frozen=True, slots=True)
class SpanLink:
    """Characters zh[zh_start:zh_end] and ja[ja_start:ja_end] stand for each other."""

    zh_start: int
    zh_end: int
    ja_start: int
    ja_end: int


def align(zh: Sequence[str], ja: Sequence[str], pieces: SentencePieceProcessor) -> list[list[SpanLink]]:
    """The links of each pair of texts, cut into the vocabulary's pieces for alignment."""
    zh_encoded = [pieces.encode_as_offset_mapping(text) for text in zh]
    ja_encoded = [pieces.encode_as_offset_mapping(text) for text in ja]
    forward, backward = run_eflomal(
        [" ".join(encoded["pieces"]) for encoded in zh_encoded], [" ".join(encoded["pieces"]) for encoded in ja_encoded]
    )
    return [
        [SpanLink(*zh_line["offsets"][i], *ja_line["offsets"][j]) for i, j in sorted(grow_diagonally(ahead, back))]
        for zh_line, ja_line, ahead, back in zip(zh_encoded, ja_encoded, forward, backward, strict=True)
    ]


def run_eflomal(zh: list[str], ja: list[str]) -> tuple[list[set[Link]], list[set[Link]]]:
    """Both directions' links (zh index, ja index), a set a line."""
    try:
        import eflomal
    except ImportError as error:
        raise TrainingError("Guided alignment needs the package eflomal: pip install 'hoyaku[train]'.") from error
    with tempfile.TemporaryDirectory() as folder:
        forward, backward = Path(folder) / "forward", Path(folder) / "backward"
        eflomal.Aligner().align(zh, ja, links_filename_fwd=os.fspath(forward), links_filename_rev=os.fspath(backward))
        return read_links(forward), read_links(backward)


def read_links(path: Path) -> list[set[Link]]:
    lines = path.read_text().split("\n")[:-1]
    return [{(int(i), int(j)) for i, j in (link.split("-") for link in line.split())} for line in lines]


def grow_diagonally(forward: set[Link], backward: set[Link]) -> set[Link]:
    """The intersection, grown by neighbouring links of the union whose ends are still free."""
    union = forward | backward
    links = forward & backward
    zh_done, ja_done = {i for i, _ in links}, {j for _, j in links}
    frontier = sorted(links)
    while frontier:
        i, j = frontier.pop()
        for di, dj in _NEIGHBOURS:
            near = (i + di, j + dj)
            if near in union and near not in links and (near[0] not in zh_done or near[1] not in ja_done):
                links.add(near)
                zh_done.add(near[0])
                ja_done.add(near[1])
                frontier.append(near)
    return links
