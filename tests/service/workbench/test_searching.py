"""Search and replace: what would change is seen first, and only what was seen is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ServiceError
from service.workbench.history import segment_history
from service.workbench.records import SegmentStatus
from service.workbench.review import approve_segment
from service.workbench.searching import _found, _Literal, apply_replacement, preview_replacement
from service.workbench.segments import SegmentFilter, load_segments


@pytest.fixture
def document_id(each_database, add_document) -> int:
    segments = [
        ("甲方支付。", "甲は、Ａ社に支払う。", "machine"),
        ("乙方支付。", "乙は、A社とa社に支払う。", "translated"),
        ("丙方支付。", "丙は支払う。", "draft"),
    ]
    with each_database() as session:
        return add_document(session, segments, status="open").id


def previewed(session, document_id, *arguments, **options):
    found = preview_replacement(session, document_id, *arguments, **options)
    return [(one.after, [one.before[slice(*span)] for span in one.spans]) for one in found]


def test_a_preview_shows_each_place_and_changes_nothing(each_database, document_id):
    with each_database() as session:
        before = load_segments(session, document_id)
        assert previewed(session, document_id, "A社", "B社") == [("乙は、B社とa社に支払う。", ["A社"])]
        assert previewed(session, document_id, "A社", "B社", match_case=False) == [
            ("甲は、B社に支払う。", ["Ａ社"]),
            ("乙は、B社とB社に支払う。", ["A社", "a社"]),
        ]
        assert load_segments(session, document_id) == before


def test_a_regular_expression_refers_to_its_groups(each_database, document_id):
    with each_database() as session:
        found = previewed(session, document_id, r"^(.)は、?", r"\1が", regex=True)
        assert found[2] == ("丙が支払う。", ["丙は"])
        assert previewed(session, document_id, ".社", "当社", regex=True)[0] == ("甲は、当社に支払う。", ["Ａ社"])


def test_the_source_is_searched_without_replacing(each_database, document_id, translator):
    with each_database() as session:
        [found] = preview_replacement(session, document_id, "乙方", "x", in_source=True)
        assert (found.before, found.after, found.spans) == ("乙方支付。", "乙方支付。", ((0, 2),))
        assert apply_replacement(session, translator, [found]).changed == 0


@pytest.mark.parametrize(
    ("search", "replacement"), [("", ""), ("(", ""), ("支払", r"\7"), ("(支)", r"\g<none>"), ("x" * 1001, "")]
)
def test_what_cannot_be_searched_or_replaced_is_one_sentence(each_database, document_id, search, replacement):
    with each_database() as session, pytest.raises(ServiceError):
        preview_replacement(session, document_id, search, replacement, regex=True)


def test_a_regular_expression_that_never_ends_is_stopped(each_database, add_document, monkeypatch):
    monkeypatch.setattr("service.workbench.searching.SECONDS", 0.2)
    with each_database() as session:
        document = add_document(session, [("甲", "あ" * 5000 + "。", "draft")])
        with pytest.raises(ServiceError, match="took longer"):
            preview_replacement(session, document.id, "(あ+あ+)+い", "", regex=True)


def test_what_was_chosen_is_replaced_and_kept_in_the_history(each_database, document_id, translator):
    with each_database() as session:
        found = preview_replacement(session, document_id, "支払う", "支払わなければならない")
        result = apply_replacement(session, translator, found[:2])
        assert (result.changed, result.conflicts, result.refused) == (2, (), ())
        first, second, third = load_segments(session, document_id)
        assert (first.target, first.status) == ("甲は、Ａ社に支払わなければならない。", SegmentStatus.DRAFT)
        assert second.status is SegmentStatus.TRANSLATED
        assert third.target == "丙は支払う。"
        assert segment_history(session, first.id)[-1].action == "replace"
        again = apply_replacement(session, translator, found[:1])
        assert (again.changed, again.conflicts) == (0, (first,))


def test_approved_segments_are_changed_by_reviewers_only(each_database, document_id, translator, reviewer):
    with each_database() as session:
        row = load_segments(session, document_id)[1]
        approved = approve_segment(session, reviewer, row.id, row.version)
        found = preview_replacement(session, document_id, "乙は", "乙が")
        refused = apply_replacement(session, translator, found)
        assert (refused.changed, refused.refused) == (0, (approved,))
        assert apply_replacement(session, reviewer, found).changed == 1
        assert load_segments(session, document_id)[1].status is SegmentStatus.TRANSLATED


def test_segments_are_chosen_by_status_warning_comment_and_text(each_database, document_id):
    with each_database() as session:
        rows = load_segments(session, document_id)
        statuses = SegmentFilter(statuses=frozenset({SegmentStatus.DRAFT}))
        assert load_segments(session, document_id, statuses) == [rows[2]]
        assert load_segments(session, document_id, SegmentFilter(text="a社")) == rows[:2]
        assert load_segments(session, document_id, SegmentFilter(text="丙方")) == [rows[2]]
        assert load_segments(session, document_id, SegmentFilter(warned=True)) == []
        assert load_segments(session, document_id, SegmentFilter(commented=True)) == []


@given(
    text=st.text("契約約は、ＡaA", max_size=30),
    search=st.text("契約約aＡA", min_size=1, max_size=3),
    replacement=st.text("甲乙", max_size=3),
    match_case=st.booleans(),
)
def test_outside_the_spans_nothing_changes_and_inside_stands_the_replacement(text, search, replacement, match_case):
    found = _found(None, text, _Literal(search, replacement, match_case), in_source=False)
    if found is None:
        assert not match_case or search not in text
        return
    assert [found.after[slice(*span)] for span in found.after_spans] == [replacement] * len(found.spans)
    assert outside(text, found.spans) == outside(found.after, found.after_spans)
    if match_case:
        assert found.after == text.replace(search, replacement)


def outside(text, spans):
    """The pieces of the text between the spans."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]
