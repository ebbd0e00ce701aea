"""What the grid asks for is done once, and every refusal comes back as an answer."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

import ui.segment_grid.answers as answering
from corpus.languages import Direction
from service.accounts import Person, Role
from service.workbench.comments import list_comments
from service.workbench.documents import upload_document
from service.workbench.editing import save_target
from service.workbench.records import SegmentRow
from service.workbench.segments import load_segment, load_segments
from ui.messages import speaker
from ui.segment_grid.answers import Answer, Answers, Hand

MORI = Person("mori", Role.TRANSLATOR)
CHEN = Person("chen", Role.REVIEWER)
TEXT = "合同自成立时生效。当事人应当遵循诚信原则。\n合同自成立时生效。\n"


@pytest.fixture
def rows(sessions: sessionmaker[Session]) -> list[SegmentRow]:
    with sessions() as session:
        document = upload_document(session, MORI, "合同.txt", TEXT.encode(), Direction.ZH_JA)
        return load_segments(session, document)


@pytest.fixture
def hand(sessions: sessionmaker[Session]) -> Hand:
    return Hand(sessions, None, MORI, speaker("en"), Answers())


def event(kind: str, row: SegmentRow, nonce: str = "1", **fields: Any) -> dict[str, Any]:
    return {"nonce": nonce, "kind": kind, "segment": row.id, "version": row.version, "seconds": 1.5, **fields}


def current(hand: Hand, row: SegmentRow) -> SegmentRow:
    with hand.sessions() as session:
        return load_segment(session, row.id)


def answer(hand: Hand, asked: dict[str, Any]) -> Answer:
    return hand.answers.to([asked], hand.act)[0]


def test_a_save_is_answered_with_the_new_version(hand: Hand, rows: list[SegmentRow]) -> None:
    said = answer(hand, event("save", rows[0], target="契約は"))
    saved = current(hand, rows[0])
    assert said == {"ok": True, "version": saved.version, "nonce": "1"}
    assert (saved.target, saved.status, saved.seconds) == ("契約は", "draft", 1.5)


def test_an_event_that_comes_again_is_answered_again_and_not_done_again(hand: Hand, rows: list[SegmentRow]) -> None:
    asked = event("comment", rows[0], text="这里用哪个译法？")
    assert answer(hand, asked) == answer(hand, {**asked, "attempt": 1})
    with hand.sessions() as session:
        assert len(list_comments(session, rows[0].id)) == 1


def test_a_save_whose_answer_was_lost_with_the_server_is_no_conflict(hand: Hand, rows: list[SegmentRow]) -> None:
    asked = event("save", rows[0], target="契約は")
    hand.act(asked)
    restarted = Hand(hand.sessions, None, MORI, hand.say, Answers())
    assert restarted.act(asked) == {"ok": True, "version": current(hand, rows[0]).version}


def test_a_comment_that_a_restarted_server_is_told_again_stays_one(hand: Hand, rows: list[SegmentRow]) -> None:
    asked = event("comment", rows[0], text="这里用哪个译法？")
    hand.act(asked)
    restarted = Hand(hand.sessions, None, MORI, hand.say, Answers())
    assert restarted.act(asked) == {"ok": True}
    reviewer = Hand(hand.sessions, None, CHEN, hand.say, Answers())
    assert reviewer.act(asked) == {"ok": True}
    with hand.sessions() as session:
        assert [comment.author for comment in list_comments(session, rows[0].id)] == ["mori", "chen"]


def test_a_conflict_shows_the_other_text_and_saves_nothing(hand: Hand, rows: list[SegmentRow]) -> None:
    with hand.sessions() as session:
        theirs = save_target(session, CHEN, rows[0].id, rows[0].version, "契約は成立の時から効力を生ずる。")
    said = answer(hand, event("save", rows[0], target="契約は成立の時から有効となる。"))
    assert said["ok"] is False
    assert said["conflict"] == {
        "by": "chen",
        "version": theirs.version,
        "parts": ["契約は成立の時から", ["del", "有効とな"], ["ins", "効力を生ず"], "る。"],
    }
    assert current(hand, rows[0]).target == "契約は成立の時から効力を生ずる。"


def test_a_role_that_may_not_is_told_so(hand: Hand, rows: list[SegmentRow]) -> None:
    said = answer(hand, event("approve", rows[0], target="契約"))
    assert said["ok"] is False
    assert said["message"] == "Your role does not allow this. Ask a reviewer or an administrator."
    assert "retry" not in said


def test_a_database_that_does_not_answer_is_asked_again(
    hand: Hand, rows: list[SegmentRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("", {}, Exception("server closed the connection"))

    monkeypatch.setattr(answering, "save_target", gone)
    said = answer(hand, event("save", rows[0], target="契約は"))
    assert (said["ok"], said["retry"]) == (False, True)


def test_splitting_and_joining_lead_the_grid_to_the_segment(hand: Hand, rows: list[SegmentRow]) -> None:
    said = answer(hand, event("split", rows[0], source_at=2, target_at=0, target=""))
    assert said["ok"]
    assert hand.answers.focus == {"id": rows[0].id, "stamp": "1"}
    assert hand.answers.restructured
    assert current(hand, rows[0]).source == "合同"
    answer(hand, event("merge", current(hand, rows[0]), nonce="2"))
    assert current(hand, rows[0]).source == rows[0].source


def test_a_translation_goes_to_its_repetitions(hand: Hand, rows: list[SegmentRow]) -> None:
    said = answer(hand, event("propagate", rows[0], target="契約は、成立の時から効力を生ずる。"))
    assert said["message"] == "Also used for 1 repetitions."
    assert current(hand, rows[2]).target == "契約は、成立の時から効力を生ずる。"


def test_a_reviewer_approves_returns_and_rates(hand: Hand, rows: list[SegmentRow]) -> None:
    reviewer = Hand(hand.sessions, None, CHEN, hand.say, Answers())
    answer(hand, event("confirm", rows[0], target="契約は、成立の時から効力を生ずる。"))
    row = current(hand, rows[0])
    assert answer(reviewer, event("rate", row, fluency=5, accuracy=4, terminology=5))["ok"]
    assert answer(reviewer, event("return", row, nonce="2", text="「から」は不要"))["ok"]
    assert current(hand, row).status == "returned"
    row = current(hand, row)
    assert answer(reviewer, event("approve", row, nonce="3", target="契約は、成立の時に効力を生ずる。"))["ok"]
    assert current(hand, row).status == "approved"
