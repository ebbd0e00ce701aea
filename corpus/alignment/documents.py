"""The two texts to be aligned, as files and fields give them, and what is wrong with them in one sentence."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path, PurePath

from corpus.alignment import Alignment, Terms, align_segments, segments_of
from corpus.alignment.lattice import Progress
from corpus.documents import read_document
from corpus.errors import CorpusError
from corpus.filters.scripts import has_han, has_kana
from corpus.languages import Direction, Language

LARGEST = 2_000_000  # characters a side, some 40,000 segments
NAMES: dict[Language, str] = {"zh": "Chinese", "ja": "Japanese"}
TEXT_FILES = (".docx", ".txt", ".md", ".markdown")


class AlignmentInputError(CorpusError):
    """Texts that cannot be aligned; `code` is empty_zh, empty_ja, exchanged, same_language or too_long."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def text_of_file(name: str, data: bytes, language: Language) -> str:
    """The text of a Word, text or Markdown file, a line a paragraph; CorpusError that names the remedy."""
    if PurePath(name).suffix.lower() not in TEXT_FILES:
        known = ", ".join(TEXT_FILES)
        raise CorpusError(
            f"{name} is no document to align; give one of {known}, or paste its text.",
            case="file_suffix",
            name=PurePath(name).name,
            known=known,
        )
    direction = Direction.ZH_JA if language == "zh" else Direction.JA_ZH
    units = groupby(read_document(name, data, direction).segments, key=lambda segment: segment.unit)
    return "\n".join("".join(part.before + part.source + part.after for part in unit) for _, unit in units)


def read_text_file(path: Path, language: Language) -> str:
    """The text of a file on disk; CorpusError where it cannot be read."""
    try:
        return text_of_file(str(path), path.read_bytes(), language)
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read ({(error.strerror or str(error)).lower()}): check the path and its permissions."
        ) from error


def align_documents(zh: str, ja: str, terms: Terms = (), progress: Progress | None = None) -> Alignment:
    """The alignment of two documents after they have been looked at; AlignmentInputError where they are not a pair
    that can be aligned: empty, exchanged, in one language, or longer than two million characters.
    """
    refuse(zh, ja)
    return align_segments(segments_of(zh, "zh"), segments_of(ja, "ja"), terms, progress)


def refuse(zh: str, ja: str) -> None:
    """AlignmentInputError where the two texts are no Chinese and Japanese text of a size that can be aligned."""
    for language, text in (("zh", zh), ("ja", ja)):
        name = NAMES[language]  # type: ignore[index]  # a literal
        if not text.strip():
            raise AlignmentInputError(f"The {name} text is empty; paste or upload it.", f"empty_{language}")
        if len(text) > LARGEST:
            raise AlignmentInputError(
                f"The {name} text has more than {LARGEST:,} characters; cut both texts at the same chapter "
                "and align the parts.",
                "too_long",
            )
    in_zh, in_ja = _mostly_japanese(zh), _mostly_japanese(ja)
    if in_zh and not in_ja:
        raise AlignmentInputError(
            "The two texts are exchanged: the Chinese one is Japanese; exchange them.", "exchanged"
        )
    if in_zh or (not in_ja and has_han(ja) and len(ja) > 200):
        language = "Japanese" if in_zh else "Chinese"
        raise AlignmentInputError(f"Both texts are {language}; give one in each language.", "same_language")


def _mostly_japanese(text: str) -> bool:
    """Whether most longer lines hold kana; a quotation or a name in the other language is none."""
    lines = [line for line in text[:200_000].splitlines() if len(line) > 10] or [text[:200_000]]
    return sum(map(has_kana, lines)) * 2 > len(lines)


def rows_to_texts(pairs: Sequence[tuple[str, str]]) -> str:
    """The pairs as the text that their source is known by: a line a pair, the sides parted by a tab."""
    return "".join(f"{zh}\t{ja}\n" for zh, ja in pairs)
