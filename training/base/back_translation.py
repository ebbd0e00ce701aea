"""Translation of monolingual statutes by the model so far, with the product's own guarantee of terms.

Back-translation (Sennrich et al., ACL 2016, https://aclanthology.org/P16-1009/): the sentence that people
wrote becomes the target, its translation the source. Terms are enforced by the cascade that serves, so the
synthetic side uses the glossary; each translation is translated once more, so that `filtering` can compare.
"""

import csv
import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from sacrebleu.metrics.chrf import CHRF

from corpus.languages import Direction, Language
from corpus.settings import Settings
from glossary.matching import Matcher
from glossary.readings import suggested
from service.conversion import model_digest
from service.engine import SearchOptions
from service.engines import open_cascade
from service.pipeline import Pipeline
from service.results import SegmentTranslation, TranslationOptions
from training import sources
from training.base.configuration import BackTranslationSection
from training.base.data import one_line
from training.base.steps import Deadline, Facts

CHUNK = 1024  # sentences between two writes; a kill loses at most these
COLUMNS = ("authentic", "synthetic", "round_trip", "terms", "satisfied", "doubts")


class BackTranslator:
    """Translates sentences of one language with one model folder."""

    def __init__(self, model: Path, language: Language, section: BackTranslationSection, cache: Path) -> None:
        self.direction = Direction.ZH_JA if language == "zh" else Direction.JA_ZH
        settings = Settings(model=os.fspath(model), device=section.device, threads=section.threads, data_dir=cache)
        self._pipeline = Pipeline(open_cascade(os.fspath(model), settings))
        self._matcher = Matcher(sources.seed_terms(), language, suggested(language))
        self._options = TranslationOptions(self.direction, beam_size=section.beam_size, memory_threshold=2.0)
        self._back = Direction.JA_ZH if language == "zh" else Direction.ZH_JA
        self._chrf = CHRF(word_order=0)
        self.identity = f"{model_digest(model)} {section.beam_size}"  # what decides the translations

    @property
    def share_guaranteed(self) -> float:
        return self._pipeline.engine.share_guaranteed

    def translate(self, sentences: Sequence[str]) -> list[tuple[object, ...]]:
        """A row of COLUMNS for each sentence; `round_trip` is chrF2, `doubts` the names of the failed checks."""
        found = self._pipeline.run(sentences, self._options, find_terms=self._matcher.match)
        returned = self._pipeline.engine.translate(
            [segment.translation or "。" for segment in found], [], self._back, SearchOptions(beam_size=1)
        )
        return [self._row(segment, back[0].text if back else "") for segment, back in zip(found, returned, strict=True)]

    def _row(self, segment: SegmentTranslation, returned: str) -> tuple[object, ...]:
        binding = [finding for finding in segment.terms if finding.status != "suggested"]
        doubts = {"error"} if segment.error or not segment.translation else set()
        doubts |= {finding.name for finding in segment.checks}
        return (
            segment.source,
            segment.translation,
            round(float(self._chrf.sentence_score(returned, [segment.source]).score), 1),
            len(binding),
            sum(finding.status == "satisfied" for finding in binding),
            " ".join(sorted(doubts)),
        )


def back_translate(
    sentences: Sequence[str], translator: BackTranslator, path: Path, deadline: Deadline, console: Console
) -> Facts:
    """Translate the sentences into the file at `path`; OutOfTime leaves what is done for the next time.

    Chunks are appended to a partial file, whose name says which sentences and model it belongs to; it takes
    the file's name when the last one is written.
    """
    identity = hashlib.sha256("\n".join([translator.identity, *sentences]).encode()).hexdigest()[:12]
    partial = path.with_name(f"{path.stem}-{identity}.partial")
    done, began = _complete_rows(partial), time.monotonic()
    for start in range(done, len(sentences), CHUNK):
        deadline.check()
        rows = [[one_line(cell) for cell in row] for row in translator.translate(sentences[start : start + CHUNK])]
        with partial.open("a", encoding="utf-8", newline="") as file:
            file.writelines("\t".join(row) + "\n" for row in ([COLUMNS, *rows] if not start else rows))
        finished = start + len(rows)
        speed = (finished - done) / (time.monotonic() - began)
        console.print(f"{path.stem} {finished:,} of {len(sentences):,} sentences · {speed:.0f}/s", highlight=False)
    partial.replace(path)
    rows_read = read_translations(path)
    terms, satisfied = (sum(int(row[name]) for row in rows_read) for name in ("terms", "satisfied"))
    return {"sentences": len(rows_read), "terms": terms, "satisfied": satisfied}


def read_translations(path: Path) -> list[dict[str, str]]:
    """The rows of a file of translations, by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _complete_rows(partial: Path) -> int:
    """How many sentences the partial file has; what a kill left half-written, a row or a chunk, is cut off."""
    if not partial.is_file():
        return 0
    lines = partial.read_text(encoding="utf-8").split("\n")
    rows = max(0, len(lines) - 2) // CHUNK * CHUNK  # without the header and what follows the last line feed
    partial.write_text("".join(f"{line}\n" for line in lines[: rows + 1]) if rows else "", encoding="utf-8")
    return rows
