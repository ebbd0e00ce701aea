"""Editing a segment: each save stands when it returns, and two people never overwrite each other unseen."""

import pytest

from corpus.languages import Direction
from service.accounts import Person, Role
from service.workbench.documents import list_documents, load_document, upload_document
from service.workbench.editing import confirm_target, save_target
from service.workbench.history import segment_history
from service.workbench.records import ConflictError, SegmentStatus
from service.workbench.segments import load_segments

TANAKA = Person("田中", Role.TRANSLATOR)
SATO = Person("佐藤", Role.REVIEWER)
TEXT = "第一条　合同自成立时生效。当事人应当支付300元。\n合同自成立时生效。\n"


def test_a_save_stands_for_every_other_session(each_database):
    with each_database() as session:
        number = upload_document(session, TANAKA, "contract.txt", TEXT.encode(), Direction.ZH_JA)
        rows = load_segments(session, number)
        saved = save_target(session, TANAKA, rows[0].id, rows[0].version, "第1条　契約", seconds=2.5)
        print(rows)
    with each_database() as session:
        print(load_document(session, number), list_documents(session))
        assert load_segments(session, number)[0] == saved
        again = save_target(session, TANAKA, saved.id, saved.version, "第1条　契約は", seconds=2.5)
        with pytest.raises(ConflictError):
            save_target(session, SATO, saved.id, saved.version, "第1条", seconds=2.5)
        done = confirm_target(session, SATO, saved.id, again.version, "第1条　契約は、成立の時に効力を生ずる。")
        print(segment_history(session, saved.id))
        assert done.status is SegmentStatus.TRANSLATED
