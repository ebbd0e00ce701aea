"""The glossary as the translator sees it: always the newest, compiled once a change."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Language
from glossary.matching import Matcher
from glossary.readings import suggested
from glossary.store import glossary_version, load_terms
from glossary.terms import Term, TermStatus

_KEPT = 8  # matchers: two languages, a few sessions with terms of their own


class Terminology:
    """Matchers over the approved terms of a database and a session's own, read on a database session of its own."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def matcher(self, language: Language, session_terms: Sequence[Term] = ()) -> Matcher:
        """As `current_matcher`."""
        with self._sessions() as session:
            return current_matcher(session, language, session_terms)


def current_matcher(session: Session, language: Language, session_terms: Sequence[Term] = ()) -> Matcher:
    """A matcher for texts of this language over the terms approved now; the session's terms go before these.

    It is built anew only where any process changed a term since the last call. The glossary is read on the given
    database session, so that whoever is in a transaction needs no second connection.
    """
    engine = session.get_bind().engine
    with _OPENING:
        matchers = _OF_DATABASES.setdefault(engine, _Matchers())
    return matchers.current(
        session, language, tuple(replace(term, status=TermStatus.PROPOSED) for term in session_terms)
    )


class _Matchers:
    """The matchers of one version of one database's glossary, the last used of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._terms: tuple[str, list[Term]] = ("", [])
        self._built: OrderedDict[tuple[Language, tuple[Term, ...]], Matcher] = OrderedDict()

    def current(self, session: Session, language: Language, own: tuple[Term, ...]) -> Matcher:
        version = glossary_version(session)
        with self._lock:
            if version != self._terms[0]:
                self._terms = (version, load_terms(session))
                self._built.clear()
            key = (language, own)
            if key not in self._built:
                self._built[key] = Matcher([*self._terms[1], *own], language, suggested(language))
            self._built.move_to_end(key)
            while len(self._built) > _KEPT:
                self._built.popitem(last=False)
            return self._built[key]


_OF_DATABASES: WeakKeyDictionary[Engine, _Matchers] = WeakKeyDictionary()
_OPENING = threading.Lock()
