"""Marks on fluency, accuracy and terminology, one set a person, for the text that was read."""

import pytest

from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench.review import list_ratings, rate_segment


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


@pytest.fixture
def segment(session, add_document):
    return add_document(session, [("合同", "契約", "translated")]).segments[0]


def test_a_rating_keeps_the_text_that_was_rated(session, segment, reviewer):
    rating = rate_segment(session, reviewer, segment.id, fluency=5, accuracy=4, terminology=1)
    assert (rating.author, rating.target) == ("田中", "契約")
    assert (rating.fluency, rating.accuracy, rating.terminology) == (5, 4, 1)
    assert list_ratings(session, segment.id) == [rating]


def test_rating_again_replaces_ones_own_marks_only(session, segment, reviewer):
    rate_segment(session, reviewer, segment.id, 1, 1, 1)
    rate_segment(session, Person("佐藤", Role.ADMIN), segment.id, 2, 2, 2)
    segment.target = "契約書"
    session.commit()
    rate_segment(session, reviewer, segment.id, 3, 3, 3)
    found = [(rating.author, rating.fluency, rating.target) for rating in list_ratings(session, segment.id)]
    assert found == [("田中", 3, "契約書"), ("佐藤", 2, "契約")]


@pytest.mark.parametrize("marks", [(0, 3, 3), (3, 6, 3), (3, 3, -1)])
def test_marks_go_from_one_to_five(session, segment, reviewer, marks):
    with pytest.raises(ServiceError, match="from 1 to 5"):
        rate_segment(session, reviewer, segment.id, *marks)
    assert list_ratings(session, segment.id) == []


def test_what_is_empty_or_gone_is_not_rated(session, add_document, reviewer):
    [empty] = add_document(session, [("合同", "", "new")]).segments
    for segment_id in (empty.id, 99):
        with pytest.raises(ServiceError, match="no translation to be rated"):
            rate_segment(session, reviewer, segment_id, 3, 3, 3)


def test_a_translator_rates_nothing(session, segment, translator):
    with pytest.raises(ServiceError) as refused:
        rate_segment(session, translator, segment.id, 3, 3, 3)
    assert refused.value.code == "forbidden"
