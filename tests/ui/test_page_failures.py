"""Failures become one sentence in the interface language; unexpected ones are logged."""

import logging

import pytest

from corpus.errors import CorpusError, DatabaseError
from corpus.languages import Direction
from glossary.errors import GlossaryError
from service.errors import ModelError, ServiceError
from service.source_text import MAX_CHARACTERS
from ui.failures import report, sentence
from ui.messages import INTERFACE_LANGUAGES, InterfaceLanguage, speaker


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


def test_an_unexpected_error_shows_no_detail_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        shown = report(RuntimeError("secret detail"), speaker("en"))
    assert "secret detail" not in shown
    assert "secret detail" in caplog.text


def test_an_expected_error_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    report(ServiceError("no."), speaker("en"))
    assert not caplog.records
