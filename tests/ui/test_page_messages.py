"""The interface strings: every language says everything, with the same placeholders."""

import re
import string
from pathlib import Path
from typing import get_args

import pytest

from corpus.filters import FILTERS
from corpus.languages import Area, Direction
from corpus.pair_flags import FLAGS
from corpus.pair_search import ANY_FLAG, NO_FLAG
from glossary.conflicts import ConflictKind
from glossary.exchange import IMPORT_GROUPS
from glossary.impact import KINDS
from glossary.resolution import ResolutionKind
from glossary.terms import TermStatus
from service.accounts import Role
from service.checks import CHECKS
from service.workbench.exporting import ExportKind
from service.workbench.history import RevisionAction
from service.workbench.inspection import WARNINGS
from service.workbench.records import DocumentStatus
from training.tuning.run_folder import FINISHED, Stage
from training.tuning.run_scores import CONDITIONS
from ui.alignment_grid import KEYS
from ui.corpus_choices import GENRES
from ui.failures import ACCOUNT_CASES
from ui.glossary_state import VIEWS
from ui.messages import INTERFACE_LANGUAGES, TABLES, message, preferred_language, speaker
from ui.pair_export_panel import FORMATS
from ui.segment_grid.strings import grid_strings
from ui.training_process import STARTS

ACCOUNT_EVENTS = ("created", "deactivated", "activated", "reset", "password", "signed_in", "failed", "locked")
ACCOUNT_EVENTS += ("expired", "token_added", "token_revoked")
ACCOUNT_EVENTS += tuple(f"role_{role}" for role in Role)
UI = Path(__file__).resolve().parents[2] / "ui"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_language_has_every_key_with_the_same_placeholders(language: str) -> None:
    english, table = TABLES["en"], TABLES[language]  # type: ignore[index]
    assert table.keys() == english.keys()
    assert {key: placeholders(text) for key, text in table.items()} == {
        key: placeholders(text) for key, text in english.items()
    }
    assert all(text.strip() for text in table.values())


def test_every_key_that_the_page_names_exists() -> None:
    named = set()
    for module in UI.glob("*.py"):
        named |= set(re.findall(r"""\bsay\(["'](\w+)["']""", module.read_text(encoding="utf-8")))
    assert named
    assert named <= TABLES["en"].keys()


def test_keys_made_from_the_products_own_names_exist() -> None:
    made = [f"area_{area.value}" for area in Area]
    made += [f"direction_{direction.value}" for direction in Direction]
    made += [f"status_{status.value}" for status in TermStatus]
    made += [f"check_{check.name}" for check in CHECKS]
    made += [f"severity_{severity}" for severity in ("warning", "error")]
    made += [f"engine_{engine}" for engine in ("fast", "guaranteed", "memory", "copy")]
    actions = ("added", "proposed", "edited", "approved", "rejected", "retired", "restored", "imported", "reverted")
    actions += ("accepted", "contested")
    made += [f"event_{action}" for action in actions]
    made += [f"status_{status}" for status in ("candidate", "serving", "retired")]  # of a model version
    made += [f"short_{direction.value}" for direction in Direction]
    made += [f"start_{start}" for start in STARTS]
    made += [f"stage_{stage}" for stage in get_args(Stage) if stage not in FINISHED]
    made += [f"scores_{condition}" for condition in CONDITIONS]
    made += [f"documents_{status}" for status in DocumentStatus]
    made += [f"warning_{name}" for name in WARNINGS]
    made += [f"revision_{action}" for action in RevisionAction]
    made += [f"export_{kind}" for kind in ExportKind]
    made += [f"role_{role}" for role in Role] + [f"role_{role}_may" for role in Role]
    made += [f"account_event_{action}" for action in ACCOUNT_EVENTS]
    made += [f"view_{view}" for view in VIEWS]
    made += [f"conflict_{kind}".replace(" ", "_") for kind in get_args(ConflictKind)]
    made += [f"resolve_{kind}".replace(" ", "_") for kind in get_args(ResolutionKind)]
    made += [f"kind_{kind}" for kind in KINDS]
    made += [f"import_{group}" for group in IMPORT_GROUPS]
    made += [f"quality_{flag}" for flag in (*FLAGS, ANY_FLAG, NO_FLAG)]
    made += [f"corpus_filter_{name}" for name in FILTERS]
    made += [f"corpus_genre_{genre}" for genre in GENRES if genre]
    made += [f"align_{action}" for action in KEYS]
    made += [f"align_error_{code}" for code in ("empty_zh", "empty_ja", "exchanged", "same_language", "too_long")]
    made += [f"corpus_export_{ending}" for ending in FORMATS]
    assert set(made) <= TABLES["en"].keys()
    assert grid_strings(speaker("en"))


def test_every_refusal_of_the_accounts_has_a_sentence_and_no_sentence_is_left_over() -> None:
    modules = [*(UI.parent / "service" / "accounts").glob("*.py"), UI / "people.py"]
    code = "\n".join(module.read_text(encoding="utf-8") for module in modules)
    refusals = set(re.findall(r"""code="(\w+)\"""", code)) | set(re.findall(r"""\.", "(\w+)"\)""", code))
    unseen = {"oidc_stale", "missing"}  # the form is simply shown; tokens are for the shell and programs
    assert {f"error_{refusal}" for refusal in refusals - unseen} == ACCOUNT_CASES


def test_no_key_is_left_over() -> None:
    modules = [module for module in UI.rglob("*.py") if "messages_" not in module.name]
    code = "\n".join(module.read_text(encoding="utf-8") for module in modules)
    families = ("area_", "direction_", "language_", "status_", "check_", "severity_", "engine_", "event_", "show_")
    families += ("short_", "start_", "stage_", "scores_", "documents_", "warning_", "grid_", "revision_", "export_")
    families += ("statistics_", "review_by_", "role_", "account_", *ACCOUNT_CASES)
    families += ("short_", "start_", "stage_", "scores_", "view_", "conflict_", "resolve_", "kind_", "task_")
    families += ("import_", "export_", "glossary_show_", "refused_")
    families += ("short_", "start_", "stage_", "scores_")
    families += ("corpus_genre_", "quality_", "corpus_filter_", "corpus_view_", "align_", "corpus_export_")
    unused = [key for key in TABLES["en"] if not re.search(f"""["']{key}["']""", code) and not key.startswith(families)]
    assert unused == []


def test_chinese_and_japanese_strings_are_in_their_own_characters() -> None:
    kana = re.compile("[ぁ-んァ-ン]")
    assert not [key for key, text in TABLES["zh"].items() if kana.search(text)]
    assert sum(bool(kana.search(text)) for text in TABLES["ja"].values()) > len(TABLES["ja"]) / 2


def test_messages_are_filled_in() -> None:
    assert message("en", "progress", done=3, total=12) == "Translating: 3 of 12 segments"
    assert speaker("ja")("progress", done=3, total=12) == "翻訳中：12 文中 3 文"
    with pytest.raises(KeyError):
        message("en", "no_such_key")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ja-JP", "ja"), ("ja", "ja"), ("zh-CN", "zh"), ("zh_TW", "zh"), ("en-GB", "en"), ("fr-FR", "en"), (None, "en")],
)
def test_the_browsers_language_decides_at_first(locale: str | None, language: str) -> None:
    assert preferred_language(locale) == language
