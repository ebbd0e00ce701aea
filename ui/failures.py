"""Any failure as one sentence in the interface language."""

import logging
from collections.abc import Mapping

from sqlalchemy.exc import InterfaceError, OperationalError

from corpus.database import failure_case
from corpus.errors import CorpusError, DatabaseError, HoyakuError
from corpus.languages import Direction
from corpus.reasons import Reason
from glossary.errors import GlossaryError
from service.errors import ModelError, ServiceError
from service.source_text import MAX_CHARACTERS
from ui.messages import Say
from ui.messages_accounts_en import ACCOUNTS_ENGLISH
from ui.messages_refusals_en import REFUSALS_ENGLISH

ACCOUNT_CASES = frozenset(key for key in ACCOUNTS_ENGLISH if key.startswith("error_"))  # after ServiceError's codes
REFUSED = frozenset(key.removeprefix("refused_") for key in REFUSALS_ENGLISH)  # cases, and codes of ServiceError
_FIELDS = {  # of a term, as its form names them
    "zh": "term_zh",
    "ja": "term_ja",
    "zh_variants": "variants_zh",
    "ja_variants": "variants_ja",
    "zh_forbidden": "forbidden_zh",
    "ja_forbidden": "forbidden_ja",
    "definition": "definition",
    "note": "note",
}
log = logging.getLogger("hoyaku.ui")


def record(error: Exception) -> None:
    """Write a failure that the product did not expect to the log, with its traceback."""
    if not isinstance(error, HoyakuError):
        log.error("The page failed", exc_info=error)


def report(error: Exception, say: Say, direction: Direction = Direction.ZH_JA) -> str:
    """The sentence for a failure, after recording it."""
    record(error)
    return sentence(error, say, direction)


def refusal(case: str, values: Mapping[str, object], say: Say) -> str:
    """The sentence of a case that the interface has words for, after the file's name where it concerns one."""
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    if "field" in shown:
        shown["field"] = say(_FIELDS[str(shown["field"])])
    if "language" in shown:
        shown["language"] = say(f"language_{shown['language']}")
    reason = say(f"refused_{case}", **shown)
    return say("refused_file", name=shown["name"], reason=reason) if "name" in shown else reason


def reason_text(reason: str, say: Say) -> str:
    """Why a line, pair or term is not taken, in the interface language; as it is where that has no words for it."""
    return refusal(reason.case, reason.values, say) if isinstance(reason, Reason) else reason


def sentence(error: Exception, say: Say, direction: Direction = Direction.ZH_JA) -> str:
    """What went wrong and what to do, in the interface language."""
    code = getattr(error, "code", "")
    if isinstance(error, HoyakuError) and (case := error.case or code) in REFUSED:
        return refusal(case, error.values, say)
    if code == "empty":
        return say("error_empty")
    if code == "too_long":
        return say("error_too_long", limit=f"{MAX_CHARACTERS:,}")
    if code == "wrong_language":
        return say("error_wrong_language", language=say(f"language_{direction.source}"))
    if code == "reversed":
        return say("error_reversed", language=say(f"language_{direction.target}"))
    if f"error_{code}" in ACCOUNT_CASES:
        return say(f"error_{code}")
    for family, key in (
        (ModelError, "error_model"),
        (ServiceError, "error_service"),
        (GlossaryError, "error_glossary"),
        (DatabaseError, "error_database"),
        (CorpusError, "error_service"),
    ):
        if isinstance(error, family):
            return say(key, reason=str(error))
    if isinstance(error, HoyakuError):
        return str(error)
    if isinstance(error, OperationalError | InterfaceError):
        return refusal(failure_case(error) or "database_away", {}, say)
    return say("error_unexpected")
