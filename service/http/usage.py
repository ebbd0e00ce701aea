"""How many characters each token had translated, written to the database now and then, not with every request."""

import threading
from collections import Counter

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import failures_told, url_of
from corpus.tables import TokenUsage, now

NOBODY = 0  # the number under which requests without a token are counted


class UsageMeter:
    """Counts in memory; `flush` adds to what the database has."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._lock = threading.Lock()
        self._counted: Counter[int] = Counter()

    def add(self, token_id: int | None, characters: int) -> None:
        with self._lock:
            self._counted[token_id or NOBODY] += characters

    def flush(self) -> None:
        """Writes what was counted since the last time; what cannot be written is kept for the next."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            month = f"{now():%Y-%m}"
            with self._sessions() as session, failures_told(url_of(session)):
                for token, characters in sorted(counted.items()):
                    _add(session, token, month, characters)
                session.commit()
        except BaseException:
            with self._lock:
                self._counted.update(counted)
            raise

    def this_month(self, token_id: int | None) -> int:
        """The characters of this token in this month, of all workers."""
        self.flush()
        with self._sessions() as session, failures_told(url_of(session)):
            found = session.get(TokenUsage, (token_id or NOBODY, f"{now():%Y-%m}"))
            return found.characters if found is not None else 0


def _add(session: Session, token: int, month: str, characters: int) -> None:
    row = (TokenUsage.token == token, TokenUsage.month == month)
    more = update(TokenUsage).where(*row).values(characters=TokenUsage.characters + characters)
    options = {"synchronize_session": False}
    session.execute(more, execution_options=options)
    if session.scalar(select(TokenUsage.token).where(*row)) is None:
        try:
            with session.begin_nested():
                session.add(TokenUsage(token=token, month=month, characters=characters))
        except IntegrityError:  # another worker was first
            session.execute(more, execution_options=options)
