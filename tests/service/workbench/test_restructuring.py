"""Splitting and joining segments: a unit keeps its text, and nothing that was said or written is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from corpus.tables import Segment, TermRow, TermTask
from service.errors import ServiceError
from service.workbench.comments import add_comment, list_comments
from service.workbench.documents import load_document
from service.workbench.editing import confirm_target
from service.workbench.history import segment_history
from service.workbench.records import ConflictError, DocumentStatus, SegmentStatus
from service.workbench.restructuring import merge_segments, split_segment
from service.workbench.review import approve_segment
from service.workbench.segments import load_segment, load_segments

SOURCE = "合同自成立时生效， 但是另有约定的除外。"
TARGET = "契約は、成立の時に効力を生ずる。ただし、別段の定めがあるときは、この限りでない。"
FIRST, SECOND = "合同自成立时生效，", "但是另有约定的除外。"


def places(session, document_id):
    return list(
        session.scalars(select(Segment.position).where(Segment.document_id == document_id).order_by(Segment.position))
    )


def unit_texts(session, document_id):
    """The text of each unit, put together from its segments."""
    texts: dict[int, str] = {}
    query = select(Segment.unit, Segment.before, Segment.source, Segment.after)
    for unit, *parts in session.execute(query.where(Segment.document_id == document_id).order_by(Segment.position)):
        texts[unit] = texts.get(unit, "") + "".join(parts)
    return texts


class TestSplitting:
    def test_both_parts_are_drafts_of_whoever_wrote_the_whole(self, each_database, add_document, translator):
        with each_database() as session:
            document = add_document(session, [(SOURCE, TARGET, "translated"), ("第二条", "第2条", "machine")])
            [row, later] = load_segments(session, document.id)
            first, second = split_segment(session, translator, row.id, row.version, len(FIRST), TARGET.index("ただし"))
            assert (first.source, first.target) == (FIRST, TARGET[: TARGET.index("ただし")])
            assert (second.source, second.target) == (SECOND, TARGET[TARGET.index("ただし") :])
            assert (first.status, second.status) == (SegmentStatus.DRAFT, SegmentStatus.DRAFT)
            assert [found.id for found in load_segments(session, document.id)] == [first.id, second.id, later.id]
            assert places(session, document.id) == [0, 1, 2]
            assert load_segment(session, later.id).version == later.version

    def test_what_the_machine_wrote_stays_its_draft_in_parts(self, each_database, add_document, translator):
        with each_database() as session:
            document = add_document(session, [(SOURCE, TARGET, "machine", {"uncertainty": 0.3})])
            [row] = load_segments(session, document.id)
            first, second = split_segment(session, translator, row.id, row.version, len(FIRST), len(TARGET))
            assert (first.status, first.draft, first.uncertainty) == (SegmentStatus.MACHINE, TARGET, 0.3)
            assert (second.status, second.target, second.draft, second.uncertainty) == (SegmentStatus.NEW, "", "", None)

    def test_white_space_at_the_cut_comes_back_when_the_parts_are_joined(self, each_database, add_document, translator):
        with each_database() as session:
            document = add_document(session, [(SOURCE, TARGET, "draft")])
            before = unit_texts(session, document.id)
            [row] = load_segments(session, document.id)
            first, second = split_segment(session, translator, row.id, row.version, len(FIRST), 5)
            assert unit_texts(session, document.id) == before
            joined = merge_segments(session, translator, first.id, first.version, second.id, second.version)
            assert joined.source == SOURCE
            assert unit_texts(session, document.id) == before
            assert places(session, document.id) == [0]

    @pytest.mark.parametrize("place", [0, len(SOURCE), -3, 999])
    def test_a_cut_that_leaves_a_part_blank_is_refused(self, each_database, add_document, translator, place):
        with each_database() as session:
            document = add_document(session, [(SOURCE, TARGET, "draft")])
            [row] = load_segments(session, document.id)
            with pytest.raises(ServiceError, match="inside the source"):
                split_segment(session, translator, row.id, row.version, place, 3)
            assert load_segments(session, document.id) == [row]

    def test_the_former_text_is_in_the_history_of_both(self, each_database, add_document, translator):
        with each_database() as session:
            document = add_document(session, [(SOURCE, TARGET, "draft")])
            [row] = load_segments(session, document.id)
            for part in split_segment(session, translator, row.id, row.version, len(FIRST), 5):
                assert segment_history(session, part.id)[-1].action == "split"
                assert TARGET in segment_history(session, part.id)[-1].note

    def test_an_outdated_version_changes_nothing(self, each_database, add_document, translator):
        with each_database() as session:
            document = add_document(session, [(SOURCE, TARGET, "draft")])
            [row] = load_segments(session, document.id)
            now = confirm_target(session, translator, row.id, row.version, TARGET)
            with pytest.raises(ConflictError) as conflict:
                split_segment(session, translator, row.id, row.version, len(FIRST), 5)
            assert conflict.value.current == now
            assert load_segments(session, document.id) == [now]


class TestJoining:
    def test_only_neighbours_in_one_unit_can_be_joined(self, each_database, add_document, translator):
        with each_database() as session:
            document = add_document(
                session,
                [("甲", "甲", "draft"), ("乙", "乙", "draft"), ("丙", "丙", "draft", {"unit": 1})],
            )
            first, second, third = load_segments(session, document.id)
            for one, other in ((second, third), (second, first), (first, third), (first, first)):
                with pytest.raises(ServiceError, match="neighbours"):
                    merge_segments(session, translator, one.id, one.version, other.id, other.version)
            assert load_segments(session, document.id) == [first, second, third]

    def test_comments_tasks_and_history_of_the_second_go_to_the_first(
        self, each_database, add_document, translator, reviewer
    ):
        with each_database() as session:
            document = add_document(session, [(FIRST, "前", "draft"), (SECOND, "後", "translated")])
            first, second = load_segments(session, document.id)
            add_comment(session, reviewer, second.id, "但書を確認してください。")
            terms = [TermRow(zh="合同", ja="契約"), TermRow(zh="约定", ja="定め")]
            session.add_all(terms)
            session.flush()
            for term, row in ((terms[0], first), (terms[0], second), (terms[1], second)):
                session.add(TermTask(term_id=term.id, segment_id=row.id, created_by="田中"))
            session.commit()
            joined = merge_segments(session, translator, first.id, first.version, second.id, second.version)
            assert (joined.source, joined.target) == (FIRST + SECOND, "前後")
            assert (joined.status, joined.comments) == (SegmentStatus.DRAFT, 1)
            assert [remark.text for remark in list_comments(session, first.id)] == ["但書を確認してください。"]
            tasks = session.scalars(select(TermTask.term_id).where(TermTask.segment_id == first.id)).all()
            assert sorted(tasks) == sorted(term.id for term in terms)
            targets = [state.target for state in segment_history(session, first.id)]
            assert targets == ["前", "後", "前後"]

    def test_a_translator_joins_no_approved_segment(self, each_database, add_document, translator, reviewer):
        with each_database() as session:
            document = add_document(session, [(FIRST, "契約は", "draft"), (SECOND, "この限りでない", "translated")])
            first, second = load_segments(session, document.id)
            second = approve_segment(session, reviewer, second.id, second.version)
            with pytest.raises(ServiceError, match="ask a reviewer"):
                merge_segments(session, translator, first.id, first.version, second.id, second.version)
            with pytest.raises(ServiceError, match="ask a reviewer"):
                split_segment(session, translator, second.id, second.version, 3, 3)

    def test_what_a_reviewer_joins_loses_its_approval_and_its_pair(self, each_database, add_document, reviewer):
        with each_database() as session:
            document = add_document(
                session, [(FIRST, "契約は", "translated"), (SECOND, "この限りでない", "translated")]
            )
            rows = load_segments(session, document.id)
            first, second = (approve_segment(session, reviewer, row.id, row.version) for row in rows)
            assert load_document(session, document.id).status is DocumentStatus.DONE
            joined = merge_segments(session, reviewer, first.id, first.version, second.id, second.version)
            assert joined.status is SegmentStatus.DRAFT
            assert load_document(session, document.id).status is DocumentStatus.IN_REVIEW
            assert session.scalar(select(Segment.pair_id).where(Segment.id == joined.id)) is None


texts = st.text("合同自成立时生效 　\n，。A b", min_size=1, max_size=20).filter(str.strip).map(str.strip)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    units=st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=3),
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.integers(0, 30)), max_size=12),
)
def test_whatever_is_split_and_joined_every_unit_keeps_its_text(sessions, add_document, translator, units, steps):
    with sessions() as session:
        document = add_document(
            session,
            [(text, text, "draft", {"unit": unit, "after": " "}) for unit, parts in enumerate(units) for text in parts],
        )
        before = unit_texts(session, document.id)
        for split, where, place in steps:
            rows = load_segments(session, document.id)
            row, following = rows[where % len(rows)], rows[(where + 1) % len(rows)]
            try:
                if split:
                    split_segment(session, translator, row.id, row.version, place, place)
                else:
                    merge_segments(session, translator, row.id, row.version, following.id, following.version)
            except ServiceError:
                assert load_segments(session, document.id) == rows
            rows = load_segments(session, document.id)
            assert unit_texts(session, document.id) == before
            assert [row.position for row in rows] == list(range(len(rows)))
            assert all(row.source == row.source.strip() != "" for row in rows)
