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
from corpus.languages import Direction
from glossary.errors import GlossaryError
from glossary.terms import Term
from glossary.validation import faults
from service.accounts import Action, Person, Role, require
from service.errors import ModelError, ServiceError
from service.source_text import MAX_CHARACTERS
from ui.failures import REFUSED, report, sentence
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
        "field": "ja_variants",
        "form": "手附",
        "separator": "|",
        "character": "压",
        "area": "火星",
        "document": "契約.docx",
    }
    for case in REFUSED - {"file"}:
        for language in INTERFACE_LANGUAGES:
            assert "{" not in sentence(ServiceError("", case=case, **given), speaker(language))


@pytest.mark.parametrize("language", ["zh", "ja"])
@pytest.mark.parametrize(
    "term",
    [
        Term(zh="定金", ja=""),
        Term(zh="定" * 101, ja="手付"),
        Term(zh="定金", ja="手\u200b付"),
        Term(zh="定金", ja="手付|内金"),
        Term(zh="earnest", ja="手付"),
        Term(zh="ていきん", ja="手付"),
        Term(zh="定金", ja="、"),
        Term(zh="定金", ja="压手"),
        Term(zh="定金", ja="手付", area="mars"),
        Term(zh="定金", ja="手付", ja_variants=tuple("一二三四五六七八九十" + str(number) for number in range(51))),
        Term(zh="定金", ja="手付", ja_forbidden=("手付",)),
    ],
)
def test_what_is_wrong_with_a_term_is_told_in_the_interface_language(language: InterfaceLanguage, term: Term) -> None:
    for fault in faults(term):
        shown = sentence(fault, speaker(language))
        assert str(fault) not in shown
        assert shown.endswith("。")


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
