"""The corpus as other tools' language models are asked: an instruction with the terms to keep, and the source."""

from collections.abc import Iterable

from corpus.languages import Direction, Language
from corpus.normalisation import normalise
from glossary.folding import fold_width
from glossary.matching import Matcher
from glossary.readings import suggested
from glossary.surfaces import surfaces
from glossary.terms import Term

# In the language of the source: the task, and what introduces the terms.
_TASK = {
    Direction.ZH_JA: "请将以下法律文本从中文翻译成日文。",
    Direction.JA_ZH: "次の法律文を日本語から中国語に翻訳してください。",
}
_TERMS = {Direction.ZH_JA: "术语请使用以下译法：", Direction.JA_ZH: "用語は次のとおり訳してください。"}
_BETWEEN = {Direction.ZH_JA: "；", Direction.JA_ZH: "、"}


class Prompter:
    """Writes instructions with the terms of one glossary."""

    def __init__(self, terms: Iterable[Term]) -> None:
        listed = list(terms)
        self._matchers: dict[Language, Matcher] = {
            language: Matcher(listed, language, suggested(language)) for language in ("zh", "ja")
        }

    def instruction(self, source: str, reference: str, direction: Direction, area: str = "") -> str:
        """What to do, and the approved terms of the source that the reference keeps.

        A term that the reference renders otherwise is not listed, for that would teach to disobey.
        """
        kept = "".join(
            f"{_BETWEEN[direction] if number else ''}{term}→{rendering}"
            for number, (term, rendering) in enumerate(self.terms(source, reference, direction, area).items())
        )
        return f"{_TASK[direction]}{_TERMS[direction]}{kept}" if kept else _TASK[direction]

    def terms(self, source: str, reference: str, direction: Direction, area: str = "") -> dict[str, str]:
        """The binding terms of the source and, for each, the citation form of the rendering that the reference has."""
        said = fold_width(reference).text
        found: dict[str, str] = {}
        for match in self._matchers[direction.source].match(normalise(source, direction.source), area):
            used = (
                form
                for form in match.citations(direction.target)
                if any(fold_width(surface).text in said for surface in surfaces(form, direction.target))
            )
            if match.binding and (rendering := next(used, "")):
                found.setdefault(match.surface, rendering)
        return found


def prompt(instruction: str, source: str) -> str:
    """What a model is given: the instruction, a line break, the source, as LLaMA-Factory joins the two."""
    return f"{instruction}\n{source}"
