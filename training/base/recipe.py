"""The whole recipe as a list of steps, in order, for one configuration and work folder."""

import random
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from accelerate import Accelerator
from rich.console import Console
from transformers import MarianTokenizer

from corpus.languages import LANGUAGES, Direction, Language
from corpus.settings import PROJECT_ROOT
from training import sources
from training.base.aligning import read_aligned, write_links
from training.base.back_translation import BackTranslator, back_translate, read_translations
from training.base.card import write_card
from training.base.configuration import SYNTHETIC_SETS, BaseConfiguration, PhaseSection
from training.base.data import VALIDATION, monolingual_sample, tokenizer_texts, write_pairs, write_sets
from training.base.encoding import make_examples, write_encoded
from training.base.filtering import filter_translations
from training.base.phases import train_phase
from training.base.steps import Deadline, Facts, Ledger, Step
from training.base.tokenizer import copy_tokenizer, load_tokenizer, train_tokenizer
from training.examples import ExampleMaker, Rates

_SEEDS = "data/*/*.tsv"


class Recipe:
    """The steps of a configuration. Nothing runs until `run_steps` is given them."""

    def __init__(
        self,
        configuration: BaseConfiguration,
        data: Path,
        work: Path,
        output: Path,
        accelerator: Accelerator,
        deadline: Deadline,
        console: Console,
    ) -> None:
        self.configuration, self.data, self.work, self.output = configuration, data, work, output
        self.accelerator, self.deadline, self.console = accelerator, deadline, console
        self.ledger = Ledger(work)

    def steps(self) -> list[Step]:
        """Data, tokenizer, links, encoded examples; then each phase, after its back-translation; the card."""
        steps = [self._data_step(), self._tokenizer_step(), self._links_step(), self._encode_step()]
        round_ = 0
        model, trained = None, ""  # the folder and the step of the phase before
        for phase in self.configuration.phase:
            initial = _model_folder(phase.initial) if phase.initial else model
            before = () if phase.initial or not trained else (trained,)
            if phase.back_translate:
                round_ += 1
                steps += self._round(round_, initial or Path(), phase.initial, before)
            steps.append(self._phase_step(phase, initial, before, round_))
            model, trained = self.work / "phases" / phase.name / "model", steps[-1].name
        steps.append(self._card_step(model or Path(), trained))
        return steps

    @property
    def tokenizer(self) -> MarianTokenizer:
        return load_tokenizer(self.work / "tokenizer")

    def _data_step(self) -> Step:
        settings = (self.configuration.data.limit, self.configuration.sets)
        statutes = self.data / "statutes" / "parallel.tsv"
        general = sorted((self.data / "general").glob("general-*.tsv.xz"))
        files = tuple(sorted(path for layer in ("corpus", "glossary") for path in (PROJECT_ROOT / layer).glob(_SEEDS)))
        files += (statutes,) if "statutes" in self.configuration.sets else ()
        files += tuple(general) if "general" in self.configuration.sets else ()
        run = partial(write_sets, self.configuration, self.data, self.work / "data")
        return Step("data", run, (self.work / "data",), settings, (), files)

    def _tokenizer_step(self) -> Step:
        section, folder = self.configuration.tokenizer, self.work / "tokenizer"

        def run() -> Facts:
            if section.folder:
                return {"pieces": len(copy_tokenizer(_model_folder(section.folder), folder))}
            texts = tokenizer_texts(self.configuration, self.data, self.work / "data")
            return {
                "texts": len(texts),
                "pieces": len(train_tokenizer(texts, folder, section.vocab_size, section.threads)),
            }

        return Step("tokenizer", run, (folder,), section.model_dump(exclude={"threads"}), ("data",))

    def _links_step(self) -> Step:
        chosen = [name for name in self.configuration.data.align if name in self.configuration.sets]
        sets = [*chosen, VALIDATION] if chosen else []
        folder = self.work / "links"

        def run() -> Facts:
            return write_links(sets, self.work / "data", folder, self.tokenizer.spm_source)

        return Step("links", run, (folder,), sets, ("data", "tokenizer"))

    def _encode_step(self) -> Step:
        def run() -> Facts:
            return {"examples": {name: self._encode(name, list(Direction)) for name in self.configuration.sets}}

        folders = tuple(self._encoded(name) for name in self.configuration.sets)
        settings = [self.configuration.examples.model_dump(), self.configuration.run.seed]
        return Step("encode", run, folders, settings, ("data", "tokenizer", "links"))

    def _round(self, round_: int, model: Path, named: str, before: tuple[str, ...]) -> list[Step]:
        """Translate back in each language, filter, and encode: one round of it."""
        section = self.configuration.back_translation
        folder = self.work / f"back-translation-{round_}"
        deciding = section.model_dump(include={"shortest", "longest", "beam_size"})
        weights = tuple(sorted(model.glob("*.safetensors"))) if named else ()
        steps = []
        for language in LANGUAGES:
            monolingual = self.data / "statutes" / f"{language}.txt.xz"
            run = partial(self._translate, language, round_, model, folder)
            name = f"back-translate-{language}-{round_}"
            steps.append(
                Step(
                    name,
                    run,
                    (folder / f"{language}.tsv",),
                    [deciding, section.sentences[language]],
                    before,
                    (monolingual, *weights),
                )
            )
        translated = tuple(step.name for step in steps)
        outputs = tuple(folder / f"synthetic-{language}.tsv" for language in LANGUAGES)
        filtering = section.model_dump(include={"low_ratio", "high_ratio", "round_trip"})
        steps.append(Step(f"filter-{round_}", partial(self._filter, folder), outputs, filtering, translated))
        encoded = tuple(self._encoded(name, round_) for name in SYNTHETIC_SETS)
        settings = [self.configuration.examples.model_dump(), self.configuration.run.seed]
        run_encode = partial(self._encode_round, round_, folder)
        steps.append(Step(f"encode-{round_}", run_encode, encoded, settings, (f"filter-{round_}", "tokenizer")))
        return steps

    def _translate(self, language: Language, round_: int, model: Path, folder: Path) -> Facts:
        section = self.configuration.back_translation
        lengths = section.shortest, section.longest
        sentences = monolingual_sample(self.data, language, section.sentences[language], lengths, offset=round_ - 1)
        folder.mkdir(parents=True, exist_ok=True)
        translator = BackTranslator(model, language, section, self.work / "converted")
        facts = back_translate(sentences, translator, folder / f"{language}.tsv", self.deadline, self.console)
        return facts | {"guaranteed": round(translator.share_guaranteed, 4)}

    def _filter(self, folder: Path) -> Facts:
        facts: Facts = {"pairs": {}, "dropped": {}}
        for language in LANGUAGES:
            rows = read_translations(folder / f"{language}.tsv")
            kept, dropped = filter_translations(rows, language, self.configuration.back_translation)
            write_pairs(folder / f"synthetic-{language}.tsv", kept)
            facts["pairs"][f"synthetic-{language}"] = len(kept)
            facts["dropped"][f"synthetic-{language}"] = dropped
        return facts

    def _encode_round(self, round_: int, folder: Path) -> Facts:
        """Only the side that people wrote is a target."""
        towards = {"synthetic-zh": Direction.JA_ZH, "synthetic-ja": Direction.ZH_JA}
        return {
            "examples": {name: self._encode(name, [direction], folder, round_) for name, direction in towards.items()}
        }

    def _encode(self, name: str, directions: list[Direction], data: Path | None = None, round_: int = 0) -> int:
        pairs = read_aligned(name, data or self.work / "data", self.work / "links")
        passes = self.configuration.examples.passes.get(name, 1)
        rng = random.Random(f"{self.configuration.run.seed} {name} {round_}")
        examples = make_examples(pairs, self._maker(), directions, passes, rng)
        folder = self._encoded(name, round_)
        shutil.rmtree(folder, ignore_errors=True)
        return write_encoded(examples, folder)

    def _encoded(self, name: str, round_: int = 0) -> Path:
        return self.work / "encoded" / (f"{name}-{round_}" if round_ else name)

    def _maker(self) -> ExampleMaker:
        section = self.configuration.examples
        rates = Rates(section.marked, section.term, section.word, section.exchanged, section.renamed)
        replacements = [(term.zh, term.ja) for term in sources.terms() if not term.ja.endswith(("する", "い", "の"))]
        return ExampleMaker(self.tokenizer, replacements, rates, section.max_pieces)

    def _phase_step(self, phase: PhaseSection, initial: Path | None, before: tuple[str, ...], round_: int) -> Step:
        name = f"train-{phase.name}"
        synthetic = not phase.mix.keys().isdisjoint(SYNTHETIC_SETS)
        needs = ("encode", *before, *((f"encode-{round_}",) if synthetic else ()))
        weights = tuple(sorted(initial.glob("*.safetensors"))) if initial and phase.initial else ()
        deciding = [phase.model_dump(exclude={"train_pieces"}), self.configuration.model.model_dump()]
        settings = [deciding, self.configuration.run.seed, phase.train_pieces]
        step = Step(name, lambda: {}, (self.work / "phases" / phase.name / "model",), settings, needs, weights, True)
        # More pieces may be asked for later, so their number does not decide whether a checkpoint fits.
        fitting = Step(name, step.run, step.outputs, settings[:2], needs, weights)

        def run() -> Facts:
            encoded: Mapping[str, Path] = {
                one: self._encoded(one, round_ if one in SYNTHETIC_SETS else 0) for one in phase.mix
            }
            identity = self.ledger.inputs(fitting)
            return train_phase(
                self.configuration,
                phase,
                initial,
                self.tokenizer,
                self._maker(),
                encoded,
                self.work,
                identity,
                self.accelerator,
                self.deadline,
                self.console,
            )

        return Step(name, run, step.outputs, settings, needs, weights, everywhere=True)

    def _card_step(self, model: Path, trained: str) -> Step:
        run = partial(write_card, self.configuration, model, self.output, self.ledger, self.data, self.work)
        return Step("card", run, (self.output,), self.configuration.run.test_rows, (trained,))


def _model_folder(name: str) -> Path:
    """A model folder named in a configuration, relative to the project."""
    return PROJECT_ROOT / name
