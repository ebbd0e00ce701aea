"""What is said of a translation: terms and doubts, under names that stay, and anew after the glossary changed."""

import pytest

from corpus.languages import Direction
from glossary.terms import Term
from glossary.workflow import add_term, edit_term
from service.checks import CHECKS
from service.workbench.inspection import WARNINGS, Inspector, reinspect
from service.workbench.review import approve_segment
from service.workbench.segments import load_segments

ZH_JA = Direction.ZH_JA


@pytest.fixture
def term(each_database):
    with each_database() as session:
        return add_term(session, Term("抵押权", "抵当権", area="property", ja_forbidden=("抵押権",)), "田中")


def test_every_warning_has_a_name_of_the_vocabulary():
    assert WARNINGS[:3] == ("missing_term", "forbidden_term", "untranslated")
    assert set(WARNINGS[3:]) == {check.name for check in CHECKS}
    assert len(set(WARNINGS)) == len(WARNINGS)


@pytest.mark.parametrize(
    ("source", "target", "warnings"),
    [
        ("抵押权消灭。", "抵当権は、消滅する。", ()),
        ("抵押权消灭。", "担保権は、消滅する。", ("missing_term",)),
        ("抵押权消灭。", "抵押権は、消滅する。", ("forbidden_term",)),
        ("应当支付300元。", "支払わなければならない。", ("sums",)),
        ("本合同自双方签字之日起生效", "本合同自双方签字之日起生效", ("untranslated",)),
        ("北京市", "北京市", ()),
        ("抵押权消灭。", "", ()),
    ],
)
def test_warnings_name_what_is_wrong(each_database, term, source, target, warnings):
    with each_database() as session:
        found = Inspector(session, ZH_JA, "property").warnings(source, target)
        assert set(warnings) <= set(found)
        assert bool(found) == bool(warnings)
        assert list(found) == [name for name in WARNINGS if name in found]


def test_terms_are_shown_before_anything_is_translated(each_database, term):
    with each_database() as session:
        inspection = Inspector(session, ZH_JA, "property").inspect("抵押权消灭。", "")
        assert [(found.match.surface, found.rendering) for found in inspection.terms] == [("抵押权", "抵当権")]
        assert (inspection.checks, inspection.warnings) == ((), ())


def test_a_changed_term_reaches_open_segments_and_no_version_changes(each_database, add_document, term, reviewer):
    with each_database() as session:
        target = "抵当権は、消滅する。"
        document = add_document(
            session,
            [("抵押权消灭。", target, "draft"), ("抵押权消灭。", target, "translated"), ("甲方。", "甲。", "draft")],
        )
        approved = load_segments(session, document.id)[1]
        approve_segment(session, reviewer, approved.id, approved.version)
        before = load_segments(session, document.id)
        changed = edit_term(session, term.id, author="田中", reason="統一", ja="担保物権")
        assert reinspect(session, [document.id], (term, changed)) == 1
        after = load_segments(session, document.id)
        assert [row.warnings for row in after] == [("missing_term",), (), ()]
        assert [row.version for row in after] == [row.version for row in before]
        assert reinspect(session) == 0
