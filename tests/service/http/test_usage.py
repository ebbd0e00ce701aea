"""Characters of a token, counted in memory and added up in the database."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from service.http.usage import UsageMeter


def test_what_several_workers_count_is_added_up_by_token(each_database: sessionmaker[Session]) -> None:
    one, other = UsageMeter(each_database), UsageMeter(each_database)
    for meter in (one, other):
        meter.add(7, 100)
        meter.add(None, 1)
        meter.flush()
    one.add(7, 11)
    assert one.this_month(7) == 211
    assert other.this_month(None) == 2
    assert other.this_month(8) == 0


def test_what_cannot_be_written_is_kept(sessions: sessionmaker[Session]) -> None:
    meter = UsageMeter(sessions)
    meter.add(7, 100)
    engine = sessions.kw["bind"]
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE token_usage RENAME TO token_usage_away")
    with pytest.raises(CorpusError):
        meter.flush()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE token_usage_away RENAME TO token_usage")
    assert meter.this_month(7) == 100
