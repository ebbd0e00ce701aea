"""What changes model versions, for the table of test_writing_functions.py."""

import shutil
from types import SimpleNamespace

from service import promotion
from service.accounts import Person
from service.registry import find_version


def _with_version(stage: SimpleNamespace) -> None:
    folder = stage.settings.data_dir / "model"
    shutil.copytree(stage.fixture("marian_folder"), folder)
    promotion.register(
        stage.session, stage.settings, promotion.NewVersion("one", "base", None, folder, "data", "佐藤", "better")
    )


def _promote(stage: SimpleNamespace, person: Person) -> None:
    promotion.promote(stage.session, stage.settings, find_version(stage.session, "one"), person, "better")


def _retire(stage: SimpleNamespace, person: Person) -> None:
    promotion.retire(stage.session, find_version(stage.session, "one"), person, "worse")


ROWS = [
    ("service.promotion.promote", "admin", _with_version, _promote),
    ("service.promotion.retire", "admin", _with_version, _retire),
]
