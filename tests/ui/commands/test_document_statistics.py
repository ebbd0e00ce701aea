"""`hoyaku documents stats` and `history`, as a table and as JSON."""

import json
from pathlib import Path

import pytest

from corpus.database import open_database
from corpus.settings import Settings
from corpus.tables import Document, Segment, SegmentRevision
from service.accounts import Person, Role
from service.workbench.review import approve_segment, rate_segment


@pytest.fixture
def document(seeded_database: Path) -> int:
    """The number of a document with one segment, whose draft was corrected while it was approved, and rated twice."""
    with open_database(Settings(data_dir=seeded_database.parent, database_url=""))() as session:
        draft = SegmentRevision(target="合同が成立。", status="machine", action="machine", author="王")
        segment = Segment(
            position=0,
            source="合同成立。",
            target="合同が成立。",
            draft="合同が成立。",
            status="machine",
            seconds=12.0,
            revisions=[draft],
        )
        document = Document(
            name="租赁合同.docx", direction="zh-ja", status="in_review", created_by="王", segments=[segment]
        )
        session.add(document)
        session.commit()
        approve_segment(session, Person("田中", Role.REVIEWER), segment.id, 1, "契約は、成立する。")
        for author, mark in (("田中", 5), ("佐藤", 3)):
            rate_segment(session, Person(author, Role.REVIEWER), segment.id, mark, mark, mark)
        return document.id


def test_stats_are_a_table_of_figures(hoyaku, document):
    done = hoyaku("documents", "stats", str(document), "--ter")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0] == "figure\tof\tvalue"
    assert "segments\tapproved\t1" in lines
    assert "unchanged\tmachine\t0 of 1" in lines
    assert "edit distance\tmachine\t66.7%" in lines  # 合同が成立。 to 契約は、成立する。
    assert any(line.startswith("TER\tmachine\t") for line in lines)
    assert "seconds a segment\tmedian\t12.0" in lines
    assert "work\t田中\t1 segments: approve 1" in lines
    assert "mean mark\tfluency\t4.00" in lines


def test_stats_as_json_have_every_figure(hoyaku, document):
    found = json.loads(hoyaku("documents", "stats", str(document), "--json").out)
    assert found["edits"][0]["segments"] == 1
    assert found["edits"][0]["ter"] is None
    assert found["efforts"][0]["seconds"] == 12.0
    assert [one["respect"] for one in found["agreement"]] == ["fluency", "accuracy", "terminology"]


def test_history_is_newest_first(hoyaku, document):
    done = hoyaku("documents", "history", str(document))
    assert done.status == 0
    cells = [line.split("\t")[1:] for line in done.out.splitlines()]
    assert cells[1:] == [
        ["田中", "done", "", ""],
        ["田中", "approve", "1", "契約は、成立する。"],
        ["王", "machine", "1", "合同が成立。"],
    ]
    newest = json.loads(hoyaku("documents", "history", str(document), "--limit", "1", "--json").out)
    assert (newest["action"], newest["segment_id"]) == ("done", None)


def test_a_document_that_is_not_there_is_one_sentence(hoyaku):
    for command in ("stats", "history"):
        done = hoyaku("documents", command, "99")
        assert (done.status, done.out) == (1, "")
        assert "There is no document 99" in done.err
