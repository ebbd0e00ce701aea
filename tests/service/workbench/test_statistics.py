"""What drafts came to, how long it took, who did what, and how far raters agree."""

import pytest

from corpus.tables import SegmentRating, SegmentRevision
from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench.review import approve_segment, rate_segment, return_segment
from service.workbench.statistics import document_statistics, rater_agreement

DRAFT, FINAL = "契約は成立する。", "契約は、成立する。"  # one character more
SATO = Person("佐藤", Role.REVIEWER)


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


@pytest.fixture
def document(session, add_document, reviewer):
    """Two machine drafts, one of them corrected, a memory's, a person's own text, and one that is not decided."""
    document = add_document(
        session,
        [
            ("合同成立。", DRAFT, "translated", {"draft": DRAFT, "seconds": 30.0}),
            ("合同生效。", "契約は効力を生じる。", "translated", {"draft": "契約は効力を生じる。", "seconds": 10.0}),
            ("合同终止。", "契約は終了する。", "translated", {"draft": "契約終了。"}),
            ("附件", "別紙", "translated", {"seconds": 5.0}),
            ("签字", "署名", "draft", {"draft": "サイン", "seconds": 3.0}),
        ],
    )
    for segment, action in zip(document.segments, ("machine", "redraft", "memory", "edit", "machine"), strict=True):
        status = "machine" if segment.draft else "draft"
        session.add(SegmentRevision(segment_id=segment.id, target="", status=status, action=action, author="王"))
    session.commit()
    for segment, target in zip(document.segments[:4], (FINAL, None, None, None), strict=True):
        approve_segment(session, reviewer, segment.id, segment.version, target)
    return document


def test_drafts_are_measured_by_what_made_them(session, document):
    found = document_statistics(session, document.id)
    machine, memory = found.edits
    assert (machine.origin, machine.segments, machine.unchanged) == ("machine", 2, 1)
    assert machine.distance == pytest.approx(1 / (len(FINAL) + len("契約は効力を生じる。")))
    assert (memory.origin, memory.segments, memory.unchanged) == ("memory", 1, 0)
    assert memory.distance == pytest.approx(3 / len("契約は終了する。"))
    assert found.without_draft == 1
    assert machine.ter is None


def test_the_translation_edit_rate_counts_words(session, document):
    machine, memory = document_statistics(session, document.id, with_ter=True).edits
    # 契約 は 、 成立 する 。 has one word more than the draft; 契約 は 効力 を 生じる 。 was left.
    assert machine.ter == pytest.approx(100 * 1 / 12)
    assert memory.ter == pytest.approx(100 * 2 / 5)  # 契約 [は] 終了 [する] 。


def test_every_approved_segment_has_its_effort(session, document):
    efforts = document_statistics(session, document.id).efforts
    assert [effort.position for effort in efforts] == [0, 1, 2, 3]
    assert [effort.origin for effort in efforts] == ["machine", "machine", "memory", None]
    assert efforts[0].distance == pytest.approx(1 / len(FINAL))
    assert (efforts[1].distance, efforts[3].distance) == (0.0, None)
    assert (efforts[0].seconds, efforts[0].source_characters) == (30.0, 5)


def test_time_is_that_of_the_segments_that_somebody_spent_any_on(session, document):
    time = document_statistics(session, document.id).time
    assert (time.segments, time.total, time.median, time.mean) == (4, 48.0, 7.5, 12.0)
    assert time.per_thousand == pytest.approx(1000 * 48 / (5 + 5 + 2 + 2))


def test_segments_are_counted_by_status_and_people_by_what_they_did(session, document, reviewer):
    rate_segment(session, reviewer, document.segments[0].id, 5, 5, 5)
    row = approve_segment(session, SATO, document.segments[4].id, 1)
    return_segment(session, SATO, row.id, row.version, "違う")
    found = document_statistics(session, document.id)
    shares = {status: (share.segments, share.source_characters) for status, share in found.statuses.items()}
    assert shares == {"approved": (4, 17), "returned": (1, 2)}
    assert [(person.name, person.segments, person.rated) for person in found.people] == [
        ("王", 5, 0),
        ("田中", 4, 1),
        ("佐藤", 1, 0),
    ]
    assert found.people[0].actions == {"edit": 6, "machine": 2, "redraft": 1, "memory": 1}
    assert found.people[2].actions == {"approve": 1, "return": 1}


def test_a_document_that_nobody_worked_on_has_no_time_and_no_edits(session, add_document):
    found = document_statistics(session, add_document(session, [("合同", "", "new")]).id)
    assert (found.time, found.edits, found.efforts) == (None, (), ())


def test_a_document_that_is_not_there_is_named(session):
    with pytest.raises(ServiceError, match="no document 9"):
        document_statistics(session, 9)


def rate(session, segment, author, *marks, target="訳"):
    fluency, accuracy, terminology = marks
    session.add(
        SegmentRating(
            segment_id=segment.id,
            author=author,
            target=target,
            fluency=fluency,
            accuracy=accuracy,
            terminology=terminology,
        )
    )
    session.commit()


def test_two_raters_have_a_kappa_and_an_alpha_in_each_respect(session, add_document):
    first, second, alone = add_document(session, [("甲", "訳", "translated")] * 3).segments
    rate(session, first, "佐藤", 5, 4, 1)
    rate(session, first, "田中", 5, 4, 5)
    rate(session, second, "佐藤", 1, 4, 5)
    rate(session, second, "田中", 1, 4, 1)
    rate(session, alone, "佐藤", 3, 1, 3)
    fluency, accuracy, terminology = rater_agreement(session)
    assert [one.respect for one in (fluency, accuracy, terminology)] == ["fluency", "accuracy", "terminology"]
    assert (fluency.segments, fluency.raters, fluency.mean) == (2, 2, 3.0)
    assert (fluency.kappa, fluency.alpha) == (1.0, 1.0)
    assert (accuracy.mean, accuracy.kappa, accuracy.alpha) == (3.4, None, None)
    assert terminology.kappa == -1.0
    assert terminology.alpha == pytest.approx(-0.5)


def test_more_than_two_raters_have_an_alpha_only(session, add_document):
    first, second = add_document(session, [("甲", "訳", "translated"), ("乙", "訳", "translated")]).segments
    for author, marks in (("佐藤", (5, 1)), ("田中", (5, 1)), ("王", (4, 2))):
        rate(session, first, author, *[marks[0]] * 3)
        rate(session, second, author, *[marks[1]] * 3)
    fluency = rater_agreement(session)[0]
    assert (fluency.raters, fluency.kappa) == (3, None)
    assert 0.8 < fluency.alpha < 1.0


def test_ratings_of_different_texts_and_of_other_documents_are_not_compared(session, add_document):
    [first] = add_document(session, [("甲", "訳", "translated")]).segments
    [other] = add_document(session, [("甲", "訳", "translated")], "别的.docx").segments
    rate(session, first, "佐藤", 5, 5, 5)
    rate(session, first, "田中", 1, 1, 1, target="前の訳")
    for author in ("佐藤", "田中"):
        rate(session, other, author, 2, 2, 2)
    assert [one.segments for one in rater_agreement(session, first.document_id)] == [0, 0, 0]
    assert [one.segments for one in rater_agreement(session)] == [1, 1, 1]
    assert rater_agreement(session, 99)[0].mean is None
