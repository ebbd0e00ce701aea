"""Failures become one sentence in the interface language; unexpected ones are logged."""

import logging
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

import corpus
import glossary
import service
from corpus.documents import read_document
from corpus.errors import CorpusError, DatabaseError
from corpus.filters import FILTERS, Dropped, apply_filters
from corpus.formats import RejectedLine, read_pairs
from corpus.languages import Direction
from corpus.pairs import NewPair
from corpus.reasons import Reason
from glossary.errors import GlossaryError
from glossary.exchange import RejectedRecord, read_terms
from glossary.terms import Term, TermStatus
from glossary.validation import faults, validate
from service.accounts import Action, Person, Role, require
from service.conversion import model_digest
from service.errors import ModelError, ServiceError
from service.model_files import model_folder
from service.source_text import MAX_CHARACTERS
from ui.failures import REFUSED, reason_text, report, sentence
from ui.messages import INTERFACE_LANGUAGES, TABLES, InterfaceLanguage, speaker


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("code", ["empty", "too_long", "wrong_language", "reversed"])
def test_refused_texts_are_explained_in_the_interface_language(language: InterfaceLanguage, code: str) -> None:
    shown = sentence(ServiceError("English words", code=code), speaker(language), Direction.ZH_JA)
    assert shown.endswith((".", "。"))
    assert "English words" not in shown


def test_the_sentences_name_the_language_and_the_limit() -> None:
    say = speaker("zh")
    assert "日文" in sentence(ServiceError("", code="reversed"), say, Direction.ZH_JA)
    assert "中文" in sentence(ServiceError("", code="wrong_language"), say, Direction.ZH_JA)
    assert f"{MAX_CHARACTERS:,}" in sentence(ServiceError("", code="too_long"), say, Direction.ZH_JA)


@pytest.mark.parametrize(
    ("error", "beginning"),
    [
        (ModelError("no folder."), "The translation model could not be loaded: no folder."),
        (ServiceError("no."), "This could not be done: no."),
        (GlossaryError("no."), "The term was not stored: no."),
        (DatabaseError("no."), "The database could not be used: no."),
        (CorpusError("a.pdf: no."), "This could not be done: a.pdf: no."),
    ],
)
def test_the_products_own_errors_give_their_reason(error: Exception, beginning: str) -> None:
    assert sentence(error, speaker("en")) == beginning


@pytest.mark.parametrize(
    ("reason", "case"),
    [
        ("database or disk is full", "database_full"),
        ("disk I/O error", "database_full"),
        ('could not extend file "base/1": No space left on device', "database_full"),
        ("attempt to write a readonly database", "database_readonly"),
        ("cannot execute UPDATE in a read-only transaction", "database_readonly"),
        ("database is locked", "database_busy"),
        ("connection failed: Connection refused", "database_away"),
    ],
)
def test_a_failure_of_the_database_tells_what_to_do_and_no_details(reason: str, case: str) -> None:
    failure = OperationalError("SELECT 1", {}, Exception(reason))
    assert sentence(failure, speaker("ja")) == TABLES["ja"][f"refused_{case}"]


CASES = re.compile(r"""case="(\w+)\"""")
SOURCES = [
    path.read_text(encoding="utf-8")
    for package in (corpus, glossary, service)
    for path in Path(package.__file__).parent.rglob("*.py")
]


def test_every_case_that_is_raised_has_a_sentence_in_the_interface_languages() -> None:
    raised = {case for source in SOURCES for case in CASES.findall(source)}
    raised |= {"term_known", "term_retired"}  # one or the other, in one place
    raised |= {"database_away", "database_busy", "database_full", "database_readonly"}  # likewise
    codes = {"forbidden", "missing", "conflict"}  # of ServiceError, which say enough
    assert raised | codes | {"file"} == REFUSED


def test_each_sentence_has_the_values_that_it_names() -> None:
    given = {
        "limit": 2000,
        "suffix": ".pdf",
        "known": ".docx",
        "format": "TMX",
        "missing": "ja",
        "zh": "定金",
        "ja": "手付",
        "area": "maritime",
        "field": "zh_variants",
        "form": "定金",
        "separator": "|",
        "character": "订",
        "status": "old",
        "member": "zh",
        "position": "x",
        "language": "ja",
        "similarity": "0.95",
        "what": "Hoyaku",
        "number": "5",
        "kana": "の",
        "model": "models/base",
        "folder": "models/base",
        "version": "20261128-141414",
        "kind": "bert",
        "document": "契約.docx",
    } | dict.fromkeys(("length", "line", "found", "named", "needed", "zh_length", "ja_length"), 3)
    for case in REFUSED - {"file"}:
        for language in INTERFACE_LANGUAGES:
            assert "{" not in sentence(ServiceError("", case=case, **given), speaker(language))


@pytest.mark.parametrize("language", ["zh", "ja"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("契約.pdf", b"%PDF-1.7"),
        ("契約.zip", b"PK"),
        ("契約.txt", b""),
        ("契約.txt", b"\x89PNG\r\n\x1a\n"),
        ("契約.docx", b"no zip file"),
        ("契約.docx", b"PK\x03\x04 cut off"),
        ("契約.xlf", b"<xliff version='3.0'/>"),
        ("契約.xlf", b"<xliff version='1.2'"),
        ("契約.md", b"   \n"),
    ],
)
def test_a_file_that_is_refused_is_named_and_told_in_the_interface_language(
    language: InterfaceLanguage, name: str, data: bytes
) -> None:
    with pytest.raises(CorpusError) as refused:
        read_document(name, data, Direction.ZH_JA)
    shown = sentence(refused.value, speaker(language))
    assert shown.startswith(f"{name}：")
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", shown)  # no English words in a row


def test_what_a_role_may_not_do_is_told_in_the_interface_language() -> None:
    with pytest.raises(ServiceError) as refused:
        require(Person("李", Role.TRANSLATOR), Action.APPROVE_SEGMENT)
    assert sentence(refused.value, speaker("ja")) == TABLES["ja"]["refused_forbidden"]


def test_numbers_are_written_with_their_separators() -> None:
    assert "2,000" in sentence(GlossaryError("", case="reason_long", limit=2000), speaker("zh"))


def test_an_unexpected_error_shows_no_detail_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        shown = report(RuntimeError("secret detail"), speaker("en"))
    assert "secret detail" not in shown
    assert "secret detail" in caplog.text


def test_an_expected_error_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    report(ServiceError("no."), speaker("en"))
    assert not caplog.records


BAD_LINES = {
    "a.tsv": "zh\tja\tposition\n甲\n甲\tA\t1\t2\n甲\tA\t-1\n",
    "b.jsonl": '{"zh": 1, "ja": "A"}\n{"ja": "A"}\n[]\n{\n',
    "c.csv": 'zh,ja\n"甲"乙,A\n',
    "d.tmx": (
        '<tmx version="1.4"><header srclang="zh"/><body><tu><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'
        '<tu><tuv xml:lang="zh-TW"><seg>甲</seg></tuv><tuv xml:lang="ja"><seg>A</seg></tuv></tu>'
        '<tu><tuv xml:lang="zh"><seg>甲</seg></tuv><tuv xml:lang="zh"><seg>乙</seg></tuv>'
        '<tuv xml:lang="ja"><seg>A</seg></tuv></tu></body></tmx>'
    ),
}


@pytest.mark.parametrize("language", ["zh", "ja"])
class TestReasons:
    """What files and forms are refused for is told without an English word."""

    ENGLISH = re.compile("[a-z]{3,}")

    def test_every_fault_of_a_term(self, language: InterfaceLanguage) -> None:
        terms = [
            Term("", "a" * 101, ja_variants=("。",), definition="一\t二"),
            Term("アイ", "订金|定金", zh_forbidden=("甲",), zh_variants=("甲", *(f"甲{n}" for n in range(51)))),
        ]
        said = [(fault.case, reason_text(fault, speaker(language))) for term in terms for fault in faults(term)]
        assert {case for case, _ in said} == {
            "term_empty", "term_long", "term_no_letter", "term_invisible", "term_no_han", "term_kana",
            "term_foreign", "term_separator", "term_forms_many", "term_form_both",
        }  # fmt: skip
        assert not [text for _, text in said if self.ENGLISH.search(text.replace("a" * 101, ""))]

    def test_a_term_that_is_refused_says_it_so_too(self, language: InterfaceLanguage) -> None:
        with pytest.raises(GlossaryError) as refused:
            validate(Term("アイ", "愛"))
        text = sentence(refused.value, speaker(language))
        assert "アイ" in text
        assert not self.ENGLISH.search(text)

    def test_every_reason_of_a_filter(self, language: InterfaceLanguage) -> None:
        long = "甲乙丙丁戊己庚辛壬癸" * 5
        pairs = [
            NewPair("第一条 定金の额", "手付", line=1),
            NewPair("甲方付款。", "甲は、支払う。", line=2),
            NewPair("甲方付款。", "甲は、支払う。", line=3),
            NewPair("甲方支付三十元。", "甲は、30元と5元を支払う。"),
            NewPair(
                "甲方支付。",
                "甲は、支払わなければならないが、ただし、別段の定めがある場合は、この限りでないものとする。",
            ),
            NewPair("<b>甲方</b>付款给乙方。", "甲は、乙に支払う。"),
            NewPair("<b></b><i></i>甲", "<b></b><i></i>は"),
            NewPair("this", "これは"),
            NewPair("甲方付款。", "abcd"),
            NewPair(long, long),
            NewPair("甲方付订金。", "甲付订金。"),
            NewPair(f"{long}这", f"{long[:30]}这"),
            NewPair("甲方使用Hoyaku翻译。", "甲は、翻訳する。"),
        ]
        told: list[Dropped] = []
        kept, _ = apply_filters(pairs, [FILTERS[name]() for name in FILTERS], told.append)
        assert list(kept)
        assert len({getattr(one.reason, "case", "") for one in told}) >= 9
        for one in told:
            assert isinstance(one.reason, Reason), one
            text = reason_text(one.reason, speaker(language)).replace("hoyaku", "")
            assert not self.ENGLISH.search(text), text

    def test_every_line_of_a_file_of_pairs(self, language: InterfaceLanguage, tmp_path: Path) -> None:
        told = []
        for name, content in BAD_LINES.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
            told += [one.message for one in read_pairs(tmp_path / name) if isinstance(one, RejectedLine)]
        assert [getattr(text, "case", "") for text in told] == [
            "row_short", "row_columns", "row_position", "row_member", "row_member", "row_not_json", "row_not_json",
            "row_csv", "unit_incomplete", "unit_traditional", "unit_further",
        ]  # fmt: skip
        assert not [text for text in told if self.ENGLISH.search(reason_text(text, speaker(language)))]

    def test_every_line_of_a_file_of_terms(self, language: InterfaceLanguage, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("zh,ja,status\n甲,A,old\n甲,A,approved,x\n", encoding="utf-8")
        (tmp_path / "b.tbx").write_text(
            '<tbx type="TBX-Basic"><text><body><conceptEntry id="1"><langSec xml:lang="zh"><termSec><term>甲</term>'
            "</termSec></langSec></conceptEntry></body></text></tbx>",
            encoding="utf-8",
        )
        records = [*read_terms(tmp_path / "a.csv"), *read_terms(tmp_path / "b.tbx")]
        told = [one.message for one in records if isinstance(one, RejectedRecord)]
        assert [getattr(text, "case", "") for text in told] == ["row_status", "row_columns", "row_no_term"]
        for text in told:
            known = ", ".join(TermStatus)
            assert not self.ENGLISH.search(reason_text(text, speaker(language)).replace(known, "").replace("old", ""))

    @pytest.mark.parametrize("place", ["nowhere/at/all", "empty"])
    def test_a_model_that_is_not_there(self, language: InterfaceLanguage, tmp_path: Path, place: str) -> None:
        (tmp_path / "empty").mkdir()
        folder = tmp_path / place
        with pytest.raises(ModelError) as refused:
            model_digest(model_folder(folder))
        text = sentence(refused.value, speaker(language)).replace(str(folder), "").replace("HOYAKU_MODEL", "")
        assert not self.ENGLISH.search(text.replace("Hub", ""))


def test_a_reason_without_a_case_stays_as_it_is() -> None:
    assert reason_text("no pair", speaker("ja")) == "no pair"
