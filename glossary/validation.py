"""What a term must be like before the glossary takes it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from corpus.languages import LANGUAGES, Area, Language
from corpus.normalisation import normalise
from corpus.reasons import Reason
from glossary.errors import GlossaryError
from glossary.snapshots import FORM_FIELDS
from glossary.terms import Term

FORM_LENGTH = 100  # characters of a form; the longest seed form has 19
TEXT_LENGTH = 2000  # characters of a definition or note
FORM_COUNT = 50  # further forms of one kind
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff]")
_WORD = re.compile(r"\w")
_SEPARATORS = re.compile(r"[|]|</?t>|<=>")  # between forms in files, and of the term markup
_NAMES = {
    "zh": "The Chinese term",
    "ja": "The Japanese rendering",
    "zh_variants": "The Chinese variant",
    "ja_variants": "The Japanese variant",
    "zh_forbidden": "The forbidden Chinese form",
    "ja_forbidden": "The forbidden rendering",
    "definition": "The definition",
    "note": "The note",
}


def clean(term: Term) -> Term:
    """The term with its forms normalised and trimmed, and no form twice among the right ones."""
    zh, ja = _form(term.zh, "zh"), _form(term.ja, "ja")
    return replace(
        term,
        zh=zh,
        ja=ja,
        area=term.area.strip(),
        zh_variants=_forms(term.zh_variants, "zh", zh),
        ja_variants=_forms(term.ja_variants, "ja", ja),
        zh_forbidden=_forms(term.zh_forbidden, "zh"),
        ja_forbidden=_forms(term.ja_forbidden, "ja"),
        definition=unicodedata.normalize("NFC", term.definition).strip(),
        note=unicodedata.normalize("NFC", term.note).strip(),
    )


def validate(term: Term) -> None:
    """GlossaryError with the first fault of a cleaned term."""
    for fault in faults(term):
        raise GlossaryError(fault, case=fault.case, **fault.values)


def faults(term: Term) -> Iterator[Reason]:
    """What is wrong with a cleaned term, one sentence each."""
    yield from form_faults(term)
    yield from _script_faults(term)
    if term.area and term.area not in set(Area):
        known = ", ".join(Area)
        text = f"The area {term.area!r} is unknown; use one of {known}, or leave it empty."
        yield Reason(text, case="term_area_unknown", area=term.area, known=known)
    for field in FORM_FIELDS:
        if len(getattr(term, field)) > FORM_COUNT:
            text = f"{term.zh} has more than {FORM_COUNT} {field}; keep those that occur in texts."
            yield Reason(text, case="term_forms_many", zh=term.zh, field=field, limit=FORM_COUNT)
    for language in LANGUAGES:
        for form in sorted(set(term.forms(language)) & set(term.forbidden(language))):
            text = f"{form} cannot be both right and forbidden for {term.zh}; remove it from one of the two."
            yield Reason(text, case="term_form_both", form=form, zh=term.zh)


def form_faults(term: Term) -> Iterator[Reason]:
    """What no text can be held to, whatever its language: empty, long or invisible forms, one sentence each."""
    for name, text in _texts(term):
        yield from _text_faults(name, text)


def _texts(term: Term) -> Iterator[tuple[str, str]]:
    yield from (("zh", term.zh), ("ja", term.ja))
    for field in FORM_FIELDS:
        yield from ((field, form) for form in getattr(term, field))
    yield from (("definition", term.definition), ("note", term.note))


def _text_faults(field: str, text: str) -> Iterator[Reason]:
    name = _NAMES[field]
    prose = field in ("definition", "note")
    limit = TEXT_LENGTH if prose else FORM_LENGTH
    if not text and not prose:
        yield Reason(f"{name} is empty; give it.", case="term_empty", field=field)
    if len(text) > limit:
        said = f"{name} has {len(text):,} characters; shorten it to {limit:,}."
        yield Reason(said, case="term_long", field=field, length=len(text), limit=limit)
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text):
        said = f"{name} contains a tab, a line break or another invisible character; remove it."
        yield Reason(said, case="term_invisible", field=field)
    if not prose and (separator := _SEPARATORS.search(text)):
        said = f"{name} {text!r} contains {separator.group()}, which separates forms; remove it."
        yield Reason(said, case="term_separator", form=text, separator=separator.group())


def _script_faults(term: Term) -> Iterator[Reason]:
    if term.zh and not _HAN.search(term.zh):
        said = f"{term.zh!r} has no Chinese character; check that the columns are not exchanged."
        yield Reason(said, case="term_no_han", form=term.zh)
    for form in (term.zh, *term.zh_variants):
        if _KANA.search(form):
            said = f"{form!r} has kana, so it is not Chinese; check that the columns are not exchanged."
            yield Reason(said, case="term_kana", form=form)
    for form in (term.ja, *term.ja_variants):
        if form and not _WORD.search(form):
            said = f"{form!r} is not a rendering: it has no letter; give a word."
            yield Reason(said, case="term_no_letter", form=form)
        elif strange := [character for character in form if not _japanese(character)]:
            said = f"{form} has {strange[0]}, which is not written in Japanese; use the Japanese character."
            yield Reason(said, case="term_foreign", form=form, character=strange[0])


def _japanese(character: str) -> bool:
    """Whether a Japanese character set has it: that of Windows, or JIS X 0213."""
    for encoding in ("cp932", "euc_jis_2004"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _form(text: str, language: Language) -> str:
    return normalise(text, language).strip()


def _forms(texts: tuple[str, ...], language: Language, headword: str = "") -> tuple[str, ...]:
    forms = dict.fromkeys(_form(text, language) for text in texts)
    return tuple(form for form in forms if form and form != headword)
