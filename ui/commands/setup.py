"""`hoyaku setup`: everything that a first start needs, so that the page opens without waiting."""

from typing import TYPE_CHECKING

from ui.commands.progress import counting
from ui.commands.terminal import Json, load_settings, print_record, quiet_libraries, warn

if TYPE_CHECKING:
    from corpus.settings import Settings


def setup(json: Json = False) -> None:
    """Make the database, put the seed corpus and glossary in and convert the model; what is done is not done again."""
    settings = load_settings()
    quiet_libraries()
    pairs, terms, model = _seed(settings)
    converted = _convert(model, settings)
    if json:
        print_record({"data_dir": str(settings.data_dir), "pairs": pairs, "terms": terms, "fast_path": converted})
    else:
        path = "the fast path is ready" if converted else "without a fast path"
        print(f"Ready in {settings.data_dir}: {pairs:,} pairs, {terms:,} terms, {path}.")


def _seed(settings: "Settings") -> tuple[int, int, str]:
    """Migrates and seeds the database; its numbers of pairs and of approved terms, and the model that serves."""
    from corpus.database import open_database
    from corpus.pairs import count_pairs
    from corpus.seeds import seed_corpus
    from glossary.seeds import seed_glossary
    from glossary.store import load_terms
    from service.registry import serving_model

    with open_database(settings)() as session:
        with counting("Seeding the corpus: pairs") as progress:
            seed_corpus(session, progress)
        with counting("Seeding the glossary: terms") as progress:
            seed_glossary(session, progress)
        session.commit()
        return count_pairs(session), len(load_terms(session)), serving_model(session, settings)


def _convert(model: str, settings: "Settings") -> bool:
    """Converts the model for the fast path; False where CTranslate2 cannot run such a model."""
    from service.conversion import UnsupportedModelError, converted_model
    from service.ctranslate2_engine import model_path

    folder = model_path(model)
    try:
        with counting("Converting the model"):
            converted_model(folder, settings.data_dir / "converted")
    except UnsupportedModelError as error:
        warn(f"{error} Every segment takes the slower, guaranteed path.")
        return False
    return True
