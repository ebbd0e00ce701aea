"""Writes to the corpus: who may do them is decided here, whatever the page shows."""

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.formats.previewing import preview_import
from corpus.pair_search import PairQuery
from corpus.pairs import count_pairs
from corpus.tables import Pair, TermTask
from glossary.terms import Term
from service.accounts import Person, Role
from service.corpus_changes import (
    correct_pair,
    delete_pairs,
    export_file,
    flag_by_filters,
    import_file,
    save_alignment,
    set_flags,
)
from service.errors import ServiceError
from service.glossary_changes import add

REVIEWER, TRANSLATOR = Person("佐藤", Role.REVIEWER), Person("李", Role.TRANSLATOR)
PAIRS = [("合同自签字之日起生效。", "契約は、署名の日から効力を生ずる。"), ("=1+1元", "＝2元です")]


def test_an_aligned_document_is_stored_with_its_provenance_and_order(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        report = save_alignment(session, REVIEWER, "契約書", PAIRS, "依頼者Ａ", "contract", "contract")
        again = save_alignment(session, REVIEWER, "契約書", PAIRS, "依頼者Ａ")
        pairs = session.scalars(select(Pair).order_by(Pair.id)).all()
        sources = {(pair.source.name, pair.source.licence, pair.source.imported_by) for pair in pairs}
    assert (report.added, again.added, again.duplicate) == (2, 0, 2)
    assert [(pair.zh, pair.document, pair.position, pair.area, pair.genre) for pair in pairs] == [
        (zh, "契約書", place, "contract", "contract") for place, (zh, _) in enumerate(PAIRS)
    ]
    assert sources == {("契約書", "依頼者Ａ", "佐藤")}


def test_an_export_holds_what_the_filters_let_through_and_nothing_that_executes(
    sessions: sessionmaker[Session],
) -> None:
    with sessions() as session:
        save_alignment(session, REVIEWER, "a", PAIRS, "open")
        save_alignment(session, REVIEWER, "b", [("解除权消灭。", "解除権は、消滅する。")], "confidential")
        data, number = export_file(session, REVIEWER, PairQuery(licence="open"), ".csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert number == len(rows) == 2
    assert [(row["zh"], row["ja"]) for row in rows][1] == ("'=1+1元", "'＝2元です")


def test_a_correction_settles_the_tasks_that_it_mends(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        save_alignment(session, REVIEWER, "契約書", [("抵押权消灭。", "担保権は、消滅する。")])
        pair = session.scalars(select(Pair)).one()
        term = Term(zh="抵押权", ja="抵当権")
        assert add(session, REVIEWER, term, "統一", with_tasks=True).opened == 1
        former = (pair.zh, pair.ja)
        assert correct_pair(session, REVIEWER, pair.id, former, pair.zh, "担保物権は、消滅する。") == 0
        former = (pair.zh, "担保物権は、消滅する。")
        assert correct_pair(session, REVIEWER, pair.id, former, pair.zh, "抵当権は、消滅する。") == 1
        assert [task.status for task in session.scalars(select(TermTask))] == ["done"]


def test_an_import_is_signed_by_the_person(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        preview = preview_import(session, "a.tsv", "zh\tja\n租金按月支付。\t賃料は、月ごとに支払う。\n".encode())
        assert import_file(session, REVIEWER, preview, "CC0").added == 1
        assert session.scalars(select(Pair)).one().source.imported_by == "佐藤"


def test_a_translator_changes_and_takes_nothing(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        save_alignment(session, REVIEWER, "a", PAIRS)
        preview = preview_import(session, "a.tsv", "zh\tja\n租金按月支付。\t賃料は、月ごとに支払う。\n".encode())
        for forbidden in (
            lambda: save_alignment(session, TRANSLATOR, "b", [("解除。", "解除する。")]),
            lambda: import_file(session, TRANSLATOR, preview),
            lambda: set_flags(session, TRANSLATOR, [1], ["doubtful"]),
            lambda: flag_by_filters(session, TRANSLATOR, ["script"], PairQuery()),
            lambda: delete_pairs(session, TRANSLATOR, [1]),
            lambda: correct_pair(session, TRANSLATOR, 1, PAIRS[0], *PAIRS[0]),
            lambda: export_file(session, TRANSLATOR, PairQuery(), ".tsv"),
        ):
            with pytest.raises(ServiceError) as refused:
                forbidden()
            assert refused.value.code == "forbidden"
        assert count_pairs(session) == 2
        assert session.scalars(select(Pair.flags)).all() == [[], []]
