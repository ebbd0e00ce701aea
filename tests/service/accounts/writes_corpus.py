"""What changes the corpus or takes it out of the product, for the table of test_writing_functions.py."""

from types import SimpleNamespace

from sqlalchemy import select

from corpus.formats.previewing import preview_import
from corpus.pair_search import PairQuery
from corpus.tables import Pair
from service import corpus_changes as changes
from service.accounts import Person, Role

REVIEW = "reviewer admin"
TANAKA = Person("田中", Role.REVIEWER)
PAIRS = [("合同自成立时生效。", "契約は、成立の時に効力を生ずる。")]
FILE = "zh\tja\n租金按月支付。\t賃料は、月ごとに支払う。\n".encode()


def _with_preview(stage: SimpleNamespace) -> None:
    stage.preview = preview_import(stage.session, "a.tsv", FILE)


def _with_pair(stage: SimpleNamespace) -> None:
    changes.save_alignment(stage.session, TANAKA, "契約書", PAIRS)
    stage.pair_id = stage.session.scalars(select(Pair.id)).one()


def _import(stage: SimpleNamespace, person: Person) -> None:
    assert changes.import_file(stage.session, person, stage.preview).added == 1


def _save_alignment(stage: SimpleNamespace, person: Person) -> None:
    assert changes.save_alignment(stage.session, person, "契約書", PAIRS).added == 1


def _flag_by_filters(stage: SimpleNamespace, person: Person) -> None:
    assert set(changes.flag_by_filters(stage.session, person, ["script"], PairQuery())) == {"script"}


def _set_flags(stage: SimpleNamespace, person: Person) -> None:
    assert changes.set_flags(stage.session, person, [stage.pair_id], ["doubtful"]) == 1


def _correct(stage: SimpleNamespace, person: Person) -> None:
    assert changes.correct_pair(stage.session, person, stage.pair_id, PAIRS[0], *PAIRS[0]) == 0


def _delete(stage: SimpleNamespace, person: Person) -> None:
    assert changes.delete_pairs(stage.session, person, [stage.pair_id]) == 1


def _export(stage: SimpleNamespace, person: Person) -> None:
    assert changes.export_file(stage.session, person, PairQuery(), ".tsv")[1] == 1


ROWS = [
    ("service.corpus_changes.import_file", REVIEW, _with_preview, _import),
    ("service.corpus_changes.save_alignment", REVIEW, None, _save_alignment),
    ("service.corpus_changes.flag_by_filters", REVIEW, _with_pair, _flag_by_filters),
    ("service.corpus_changes.set_flags", REVIEW, _with_pair, _set_flags),
    ("service.corpus_changes.correct_pair", REVIEW, _with_pair, _correct),
    ("service.corpus_changes.delete_pairs", REVIEW, _with_pair, _delete),
    ("service.corpus_changes.export_file", REVIEW, _with_pair, _export),
]
