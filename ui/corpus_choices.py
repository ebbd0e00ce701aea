"""What the panels of the corpus page choose pairs by, in the words of the interface."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from streamlit.delta_generator import DeltaGenerator

from corpus.pair_flags import FLAGS
from corpus.pair_search import ANY_FLAG, NO_FLAG, PairQuery
from corpus.tables import Pair, Source
from ui.messages import Say
from ui.session import AREAS

GENRES = ("", "statute", "contract", "judgment", "notice", "letter", "opinion", "filing", "minutes")


@dataclass(frozen=True, slots=True)
class Held:
    """What values the corpus holds, for the choices: licences, other genres than the usual, sources by number."""

    licences: tuple[str, ...]
    genres: tuple[str, ...]
    sources: dict[int, str]


def held_values(session: Session) -> Held:
    """The values that pairs of the corpus have."""
    licences = session.scalars(select(Source.licence).distinct().order_by(Source.licence)).all()
    genres = session.scalars(select(Pair.genre).distinct().order_by(Pair.genre)).all()
    rows = select(Source.id, Source.name, func.count(Pair.id)).join(Pair).group_by(Source.id, Source.name)
    sources = {number: f"{name} ({count:,})" for number, name, count in session.execute(rows.order_by(Source.name))}
    known = [genre for genre in GENRES if genre]
    return Held(tuple(licences), (*known, *(one for one in genres if one and one not in known)), sources)


def choose_pairs(held: Held, say: Say, prefix: str) -> PairQuery:
    """Draw the filters, two rows of three; the query that they make. Values are under their keys, `prefix` first."""
    first, second = st.columns(3), st.columns(3)
    area = _choose(first[0], say("area"), (None, *AREAS[1:], ""), lambda one: _area(one, say), f"{prefix}area")
    genre = _choose(
        first[1], say("corpus_genre"), (None, *held.genres, ""), lambda one: _genre(one, say), f"{prefix}genre"
    )
    flag = _choose(
        first[2],
        say("corpus_flag"),
        (None, NO_FLAG, ANY_FLAG, *FLAGS),
        lambda one: say("corpus_all") if one is None else flag_name(one, say),
        f"{prefix}flag",
    )
    licence = _choose(
        second[0],
        say("corpus_licence"),
        (None, *held.licences),
        lambda one: say("corpus_all") if one is None else one or say("corpus_unknown"),
        f"{prefix}licence",
    )
    source = _choose(
        second[1],
        say("corpus_source"),
        (None, *(str(number) for number in held.sources)),
        lambda one: say("corpus_all") if one is None else held.sources[int(one)],
        f"{prefix}source",
    )
    document = second[2].text_input(say("corpus_document"), key=f"{prefix}document", persist_state="session")
    return PairQuery(
        area=area, genre=genre, flag=flag, licence=licence, source_id=int(source) if source else None,
        document=document.strip() or None,
    )  # fmt: skip


def area_name(area: str, say: Say) -> str:
    """An area of law in words; "" is none given."""
    return say(f"area_{area}") if area else say("corpus_unknown")


def genre_name(genre: str, say: Say) -> str:
    """A genre in words, as it stands where it is not one of the usual; "" is none given."""
    if not genre:
        return say("corpus_unknown")
    return say(f"corpus_genre_{genre}") if genre in GENRES else genre


def flag_name(flag: str, say: Say) -> str:
    """A quality flag in words, as it stands where it is not known."""
    return say(f"quality_{flag}") if flag in (*FLAGS, ANY_FLAG, NO_FLAG) else flag


def _area(area: str | None, say: Say) -> str:
    return say("corpus_all") if area is None else area_name(area, say)


def _genre(genre: str | None, say: Say) -> str:
    return say("corpus_all") if genre is None else genre_name(genre, say)


def _choose(
    column: DeltaGenerator, label: str, options: Sequence[str | None], words: Callable[[str | None], str], key: str
) -> str | None:
    if st.session_state.get(key) not in options:  # a source or licence that is gone
        st.session_state[key] = None
    chosen: str | None = column.selectbox(label, options, format_func=words, key=key, persist_state="session")
    return chosen
