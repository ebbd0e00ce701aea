"""Correcting the text of a pair, so that what was found wrong in it need not be deleted and imported anew."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.errors import CorpusError
from corpus.normalisation import key
from corpus.pairs import NewPair, pair_digest, reason_to_reject
from corpus.tables import Document, Pair, Segment


def correct_pair(session: Session, pair_id: int, former: tuple[str, str], zh: str, ja: str) -> Pair:
    """The pair with these texts, trimmed; `former` are the (zh, ja) that were corrected. Commits.

    Source, area, document and flags stay. CorpusError where the pair is gone or says something else by now, where it
    is an approved segment, whose document is to be corrected instead, where a text cannot stand in the corpus, and
    where another pair says the same.
    """
    zh, ja = zh.strip(), ja.strip()
    keys = key(zh, "zh"), key(ja, "ja")
    with failures_told(url_of(session)):
        pair = session.get(Pair, pair_id, populate_existing=True, with_for_update=True)
        if pair is None:
            raise CorpusError(f"There is no pair {pair_id} any more; search for it by its text.", case="pair_gone")
        if (pair.zh, pair.ja) != former:
            raise CorpusError(f"Pair {pair_id} was changed in the meantime; look at it again.", case="conflict")
        _refuse_segment(session, pair)
        if reason := reason_to_reject(NewPair(zh, ja), *keys):
            raise CorpusError(f"Pair {pair_id} cannot be changed so: {reason}.", case="pair_text")
        known = CorpusError("The corpus holds another pair that says the same; delete this one.", case="pair_known")
        digest = pair_digest(*keys)
        if session.scalar(select(Pair.id).where(Pair.digest == digest, Pair.id != pair.id)) is not None:
            raise known
        pair.zh, pair.ja, pair.zh_key, pair.ja_key, pair.digest = zh, ja, *keys, digest
        try:
            session.commit()
        except IntegrityError as error:  # somebody else added it between
            session.rollback()
            raise known from error
    return pair


def _refuse_segment(session: Session, pair: Pair) -> None:
    query = select(Document.name).join(Segment, Segment.document_id == Document.id).where(Segment.pair_id == pair.id)
    if (name := session.scalar(query.order_by(Segment.id).limit(1))) is not None:
        raise CorpusError(
            f"This pair is an approved segment of {name}; correct it there, and the pair follows.",
            case="pair_segment",
            document=name,
        )
