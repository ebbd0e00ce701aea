"""A conflict is settled in one step, which the trail keeps and which can be taken back."""

from dataclasses import replace

import pytest

from glossary.conflicts import find_conflicts
from glossary.errors import GlossaryError
from glossary.history import revert_term
from glossary.lookup import term_history
from glossary.resolution import Resolution, resolutions, resolve
from glossary.store import load_term, load_terms
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term, edit_term


def conflict_of(session, *terms):
    for term in terms:
        add_term(session, term, "林")
    [conflict] = find_conflicts(session)
    return conflict


def option(conflict, kind, zh=None, ja=None):
    return next(
        found
        for found in resolutions(conflict)
        if found.kind == kind and zh in (None, found.term.zh) and ja in (None, found.term.ja)
    )


TWO = (Term(zh="委托人", ja="委託者", ja_variants=("委任人",)), Term(zh="委托人", ja="依頼者"))


def test_of_two_renderings_one_stays_and_the_other_is_retired(each_database):
    with each_database() as session:
        conflict = conflict_of(session, *TWO)
        [retired] = resolve(session, conflict, option(conflict, "keep", ja="依頼者"), "森", "統一")
        assert (retired.ja, retired.status) == ("委託者", TermStatus.RETIRED)
        assert find_conflicts(session) == []
        assert [term.ja for term in load_terms(session)] == ["依頼者"]


def test_or_becomes_a_variant_and_each_change_can_be_taken_back(each_database):
    with each_database() as session:
        conflict = conflict_of(session, *TWO)
        changed = resolve(session, conflict, option(conflict, "merge", ja="依頼者"), "森", "統一")
        [kept] = load_terms(session)
        assert (kept.ja, kept.ja_variants) == ("依頼者", ("委託者", "委任人"))
        for term in changed:
            event = term_history(session, term.id)[-1]
            assert (event.author, event.reason) == ("森", "統一")
            revert_term(session, term.id, event.id, "森", "戻す")
        assert find_conflicts(session) == [conflict]


def test_or_holds_in_one_area_only(sessions):
    with sessions() as session:
        conflict = conflict_of(session, *TWO)
        chosen = option(conflict, "restrict", ja="委託者")
        with pytest.raises(GlossaryError, match="needs an area"):
            resolve(session, conflict, chosen, "森", "信託")
        [changed] = resolve(session, conflict, replace(chosen, area="property"), "森", "信託")
        assert changed.area == "property"
        assert find_conflicts(session) == []


@pytest.mark.parametrize(
    ("terms", "kind", "zh"),
    [
        ((Term(zh="定金", ja="手付", ja_forbidden=("内金",)), Term(zh="订金", ja="内金")), "drop forbidden", "定金"),
        (
            (Term(zh="定金", ja="手付", ja_forbidden=("内金",)), Term(zh="订金", ja="予約金", ja_variants=("内金",))),
            "drop variant",
            "订金",
        ),
        ((Term(zh="合同", ja="契約", zh_variants=("协议",)), Term(zh="协议", ja="合意")), "drop variant", "合同"),
        (
            (Term(zh="合同", ja="契約", zh_variants=("契据",)), Term(zh="证书", ja="証書", zh_variants=("契据",))),
            "drop variant",
            "证书",
        ),
        (
            (Term(zh="告诫书", ja="警告書", zh_variants=("家庭暴力告诫书",)), Term(zh="家庭暴力", ja="家庭内暴力")),
            "drop variant",
            "告诫书",
        ),
    ],
)
def test_a_form_that_makes_the_conflict_is_dropped(sessions, terms, kind, zh):
    with sessions() as session:
        conflict = conflict_of(session, *terms)
        [changed] = resolve(session, conflict, option(conflict, kind, zh=zh), "森", "整理")
        assert changed.zh == zh
        assert find_conflicts(session) == []


def test_what_was_decided_on_an_old_state_is_refused_whole(sessions):
    with sessions() as session:
        conflict = conflict_of(session, *TWO)
        edit_term(session, conflict.terms[1].id, author="林", reason="補足", note="別件")
        with pytest.raises(GlossaryError, match="changed by 林"):
            resolve(session, conflict, option(conflict, "merge", ja="委託者"), "森", "統一")
        assert all(load_term(session, term.id).status is TermStatus.APPROVED for term in conflict.terms)


def test_only_a_way_out_of_this_conflict_is_taken(sessions):
    with sessions() as session:
        conflict = conflict_of(session, *TWO)
        with pytest.raises(GlossaryError, match="does not belong"):
            resolve(session, conflict, Resolution("drop variant", conflict.terms[0]), "森", "統一")
