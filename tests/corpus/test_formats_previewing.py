"""An uploaded file is judged before anything is stored, and imported as a person decides."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from corpus.formats.previewing import import_preview, preview_import
from corpus.pairs import NewPair, SourceInfo, add_pairs, count_pairs
from corpus.tables import Pair

FILE = (
    "zh\tja\tarea\n"
    "租金按月支付。\t賃料は、月ごとに支払う。\t\n"
    "定金为500元。\t手付は、600元とする。\tcontract\n"
    "只有一列\n"
    "合同自双方签字之日起生效。\t契約は、署名の日から効力を生ずる。\tproperty\n"
).encode()


def test_a_preview_tells_what_each_filter_would_leave_out_and_stores_nothing(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        add_pairs(session, [NewPair("租金按月支付。", "賃料は、月ごとに支払う。")], SourceInfo("x", "x" * 64, "", "李"))
        preview = preview_import(session, "a.tsv", FILE)
        assert count_pairs(session) == 1
    assert [pair.line for pair in preview.kept] == [2, 5]
    assert [(one.pair.line, one.filter) for one in preview.dropped] == [(3, "numbers")]
    assert [line.line for line in preview.rejected] == [4]
    assert preview.counts()["numbers"] == 1
    assert sum(preview.counts().values()) == 1
    assert (preview.read, preview.held) == (3, 1)


@pytest.mark.parametrize("flagged", [False, True])
def test_doubted_pairs_are_left_out_or_come_with_a_flag(sessions: sessionmaker[Session], flagged: bool) -> None:
    with sessions() as session:
        preview = preview_import(session, "a.tsv", FILE)
        report = import_preview(session, preview, "李", "CC BY 4.0", "tort", flagged)
        stored = session.execute(select(Pair.zh, Pair.area, Pair.flags, Pair.position).order_by(Pair.id)).all()
        licences = {pair.source.licence for pair in session.scalars(select(Pair))}
    assert [row.area for row in stored] == (["tort", "contract", "property"] if flagged else ["tort", "property"])
    assert [row.flags for row in stored] == ([[], ["numbers"], []] if flagged else [[], []])
    assert (report.added, report.rejected) == ((3, 1) if flagged else (2, 2))
    assert [problem.line for problem in report.problems] == ([4] if flagged else [3, 4])
    assert licences == {"CC BY 4.0"}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.tmx", b"<tmx><body><tu>", r"^a\.tmx, line 1: the file is damaged or cut off"),
        ("a.tmx", b"<html/>", r"^a\.tmx, line 1: the file is not TMX"),
        ("a.tsv", "合同自双方签字盖章之日起生效。\t契約".encode("gb18030"), r"^a\.tsv, line 1: .* seems to be GB18030"),
        ("a.tsv", "契約です\t合同".encode(), r"^a\.tsv, line 1: without a header the first column is Chinese"),
        ("a.tsv", b"", r"^a\.tsv holds no pair: it is empty"),
        ("a.pdf", b"%PDF", r"^a\.pdf has no extension that is known as a format"),
        ("../../a.tsv", b"", r"^a\.tsv holds no pair"),
    ],
)
def test_a_bad_file_is_one_sentence_that_names_the_file_and_no_folder(
    sessions: sessionmaker[Session], name: str, data: bytes, sentence: str
) -> None:
    with sessions() as session, pytest.raises(CorpusError, match=sentence) as refused:
        preview_import(session, name, data)
    assert "/tmp" not in str(refused.value)


def test_too_large_a_file_is_refused(sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.previewing.LARGEST", 10)
    with sessions() as session, pytest.raises(CorpusError, match=r"a\.tsv is larger than 50 MB; cut it into parts"):
        preview_import(session, "a.tsv", FILE)
