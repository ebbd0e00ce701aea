"""`hoyaku setup`: everything that a first start needs, so that the page opens without waiting."""

import json as json_format
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.accounts import tell_first_admin
from ui.commands.progress import counting
from ui.commands.terminal import Json, load_settings, print_record, quiet_libraries, warn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class _Contents:
    pairs: int
    terms: int  # approved ones
    model: str  # the one that serves


def setup(json: Json = False) -> None:
    """Make the database, put the seed corpus and glossary in and convert the model; what is done is not done again."""
    from corpus.database import open_database

    settings = load_settings()
    quiet_libraries()
    sessions = open_database(settings)
    if settings.accounts == "required":
        tell_first_admin(settings, warn if json else print)
    contents = _seed(sessions, settings)
    fast = _prepare_fast_path(contents.model, settings.data_dir / "converted")
    if json:
        numbers = {"pairs": contents.pairs, "terms": contents.terms}
        print_record({"data_dir": str(settings.data_dir), **numbers, "fast_path": fast})
    else:
        path = "the fast path is ready" if fast else "there is no fast path"
        print(f"Ready in {settings.data_dir}: {contents.pairs:,} pairs, {contents.terms:,} terms, {path}.")


def _seed(sessions: "sessionmaker[Session]", settings: "Settings") -> _Contents:
    """Seeds the migrated database and returns what it then holds."""
    from corpus.pairs import count_pairs
    from corpus.seeds import seed_corpus
    from glossary.seeds import seed_glossary
    from glossary.store import load_terms
    from service.registry import serving_model

    with sessions() as session:
        with counting("Seeding the corpus: pairs") as progress:
            seed_corpus(session, progress)
        with counting("Seeding the glossary: terms") as progress:
            seed_glossary(session, progress)
        session.commit()
        return _Contents(count_pairs(session), len(load_terms(session)), serving_model(session, settings))


def _prepare_fast_path(model: str, cache: Path) -> bool:
    """Converts the model, unless that was done; False where CTranslate2 cannot run such a model.

    To see that nothing is to be done takes libraries that need seconds to load, so the state in which
    it was done last is remembered beside the conversions and only compared.
    """
    remembered = cache / "prepared.json"
    state = _state(model)
    if remembered.is_file():
        last = json_format.loads(remembered.read_text(encoding="utf-8"))
        if last["state"] == state and (last["folder"] is None or Path(last["folder"]).is_dir()):
            return last["folder"] is not None
    from service.conversion import converted_model
    from service.errors import UnsupportedModelError
    from service.model_files import model_folder

    folder: Path | None = None
    try:
        with counting("Converting the model"):
            folder = converted_model(model_folder(model), cache)
    except UnsupportedModelError as error:
        warn(f"{error} Every segment will take the slower, guaranteed path.")
    cache.mkdir(parents=True, exist_ok=True)
    result = {"state": state, "folder": None if folder is None else str(folder)}
    remembered.write_text(json_format.dumps(result), encoding="utf-8")
    return folder is not None


def _state(model: str) -> list[object]:
    """What the conversion depends on, as far as it can be seen quickly."""
    from importlib.metadata import version

    files = sorted(path for path in Path(model).expanduser().glob("*") if path.is_file())
    stamps = [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in files]
    return [version("ctranslate2"), model, stamps]
