"""The glossary as the translator sees it: always the newest, compiled once a change."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Language
from glossary.matching import Matcher
from glossary.readings import suggested
from glossary.store import glossary_version, load_terms
from glossary.terms import Term, TermStatus

_KEPT = 8  # matchers: two languages, a few sessions with terms of their own


class Terminology:
    """Matchers over the approved terms and a session's own, rebuilt when any process changes a term."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._lock = threading.Lock()
        self._terms: tuple[str, list[Term]] = ("", [])
        self._matchers: OrderedDict[tuple[str, Language, tuple[Term, ...]], Matcher] = OrderedDict()

    def matcher(self, language: Language, session_terms: Sequence[Term] = ()) -> Matcher:
        """A matcher for texts of this language; the session's terms go before the glossary's."""
        own = tuple(replace(term, status=TermStatus.PROPOSED) for term in session_terms)
        with self._lock, self._sessions() as session:
            version = glossary_version(session)
            if version != self._terms[0]:
                self._terms = (version, load_terms(session))
                self._matchers.clear()
            key = (version, language, own)
            if key not in self._matchers:
                self._matchers[key] = Matcher([*self._terms[1], *own], language, suggested(language))
            self._matchers.move_to_end(key)
            while len(self._matchers) > _KEPT:
                self._matchers.popitem(last=False)
            return self._matchers[key]
