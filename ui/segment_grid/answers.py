"""What people do in the grid, done: each event is answered once, and the answer kept for when it is asked again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import DatabaseError, HoyakuError
from service.accounts import Person
from service.workbench.comments import add_comment, list_comments
from service.workbench.differences import difference_spans
from service.workbench.documents import load_document
from service.workbench.editing import confirm_target, restore_revision, save_target
from service.workbench.pretranslation import PretranslationOptions, redraft
from service.workbench.ratings import rate_segment
from service.workbench.records import ConflictError, SegmentRow
from service.workbench.repetition import propagate
from service.workbench.restructuring import merge_segments, split_segment
from service.workbench.review import approve_segment, return_segment
from service.workbench.segments import load_segment, load_segments
from ui.failures import report
from ui.messages import Say
from ui.proposals import FormError, proposed_term, store_proposal
from ui.segment_grid.lines import both_parts

Event = Mapping[str, Any]  # nonce, kind, segment, version, seconds, and what the kind needs
Answer = dict[str, object]


@dataclass(slots=True)
class Answers:
    """What was answered to the events of one grid, the segment that is open in it, and where it shall go next."""

    given: dict[str, Answer] = field(default_factory=dict)
    opened: int | None = None
    focus: dict[str, object] | None = None
    restructured: bool = False  # segments were split or joined since the page last looked

    def to(self, events: Sequence[Event], act: Callable[[Event], Answer]) -> list[Answer]:
        """The answers to these events; those that were answered before are not acted on again."""
        for event in events:
            if event["nonce"] not in self.given:
                self.given[event["nonce"]] = act(event)
        self.given = {event["nonce"]: self.given[event["nonce"]] for event in events}
        return [{**self.given[event["nonce"]], "nonce": event["nonce"]} for event in events]

    def go_to(self, segment_id: int, stamp: str) -> None:
        self.focus, self.restructured, self.opened = {"id": segment_id, "stamp": stamp}, True, segment_id


@dataclass(frozen=True, slots=True)
class Hand:
    """The person at the grid and what they work with."""

    sessions: sessionmaker[Session]
    translator: Any  # service.translator.Translator, or what stands in for it in tests
    person: Person
    say: Say
    answers: Answers
    local: bool = False  # nothing is sent to an endpoint

    def act(self, event: Event) -> Answer:
        """Do what the event asks; a refusal or failure is part of the answer, never raised."""
        try:
            with self.sessions() as session:
                return {"ok": True, **_DOING[event["kind"]](self, session, event)}
        except ConflictError as conflict:
            return self._conflict(event, conflict.current)
        except (SQLAlchemyError, DatabaseError) as error:  # it may pass: the grid keeps the text and tries again
            return {"ok": False, "retry": True, "message": report(error, self.say)}
        except FormError as error:
            return {"ok": False, "message": self.say(error.key, **error.values)}
        except HoyakuError as error:
            return {"ok": False, "message": report(error, self.say)}

    def _conflict(self, event: Event, current: SegmentRow) -> Answer:
        mine = event.get("target")
        if mine == current.target and event["kind"] == "save":  # saved before, and the answer was lost
            return {"ok": True, "version": current.version}
        parts = both_parts(difference_spans(mine if mine is not None else current.target, current.target))
        other = {"by": current.updated_by, "version": current.version, "parts": parts}
        return {"ok": False, "conflict": other, "message": self.say("grid_conflicts")}


def _save(hand: Hand, session: Session, event: Event) -> Answer:
    row = save_target(session, hand.person, event["segment"], event["version"], event["target"], event["seconds"])
    return {"version": row.version}


def _confirm(hand: Hand, session: Session, event: Event) -> Answer:
    row = confirm_target(session, hand.person, event["segment"], event["version"], event["target"], event["seconds"])
    return {"version": row.version}


def _approve(hand: Hand, session: Session, event: Event) -> Answer:
    row = approve_segment(session, hand.person, event["segment"], event["version"], event["target"])
    return {"version": row.version}


def _return(hand: Hand, session: Session, event: Event) -> Answer:
    row = return_segment(session, hand.person, event["segment"], event["version"], event["text"])
    return {"version": row.version}


def _comment(hand: Hand, session: Session, event: Event) -> Answer:
    said = list_comments(session, event["segment"])[-1:]
    # A server that was restarted is told again what the one before it had answered.
    if [(comment.author, comment.text) for comment in said] != [(hand.person.name, event["text"])]:
        add_comment(session, hand.person, event["segment"], event["text"])
    return {}


def _split(hand: Hand, session: Session, event: Event) -> Answer:
    places = event["source_at"], event["target_at"]
    first, _ = split_segment(session, hand.person, event["segment"], event["version"], *places)
    hand.answers.go_to(first.id, event["nonce"])
    return {"version": first.version}


def _merge(hand: Hand, session: Session, event: Event) -> Answer:
    first = load_segment(session, event["segment"])
    following = (row for row in load_segments(session, first.document_id) if row.position > first.position)
    second = next(following)
    merged = merge_segments(session, hand.person, first.id, event["version"], second.id, second.version)
    hand.answers.go_to(merged.id, event["nonce"])
    return {"version": merged.version}


def _propagate(hand: Hand, session: Session, event: Event) -> Answer:
    row = confirm_target(session, hand.person, event["segment"], event["version"], event["target"], event["seconds"])
    changed = propagate(session, hand.person, event["segment"])
    return {"version": row.version, "message": hand.say("grid_propagated", count=changed)}


def _restore(hand: Hand, session: Session, event: Event) -> Answer:
    row = restore_revision(session, hand.person, event["segment"], event["version"], event["revision"])
    return {"version": row.version}


def _redraft(hand: Hand, session: Session, event: Event) -> Answer:
    options = PretranslationOptions(local=hand.local)
    row = redraft(hand.sessions, hand.translator, hand.person, event["segment"], event["version"], options)
    return {"version": row.version}


def _term(hand: Hand, session: Session, event: Event) -> Answer:
    row = load_segment(session, event["segment"])
    document = load_document(session, row.document_id)
    sides = (event["term"], event["rendering"])
    zh, ja = sides if document.direction.source == "zh" else sides[::-1]
    term = store_proposal(session, proposed_term(zh, ja, document.area, ""), hand.person, hand.say("term_reason"))
    return {"message": hand.say("grid_proposed", zh=term.zh, ja=term.ja)}


def _rate(hand: Hand, session: Session, event: Event) -> Answer:
    marks = event["fluency"], event["accuracy"], event["terminology"]
    rate_segment(session, hand.person, event["segment"], *marks)
    return {"message": hand.say("grid_rated")}


_DOING: dict[str, Callable[[Hand, Session, Event], Answer]] = {
    "save": _save,
    "confirm": _confirm,
    "approve": _approve,
    "return": _return,
    "comment": _comment,
    "split": _split,
    "merge": _merge,
    "propagate": _propagate,
    "restore": _restore,
    "redraft": _redraft,
    "rate": _rate,
    "term": _term,
}
