"""Terms leave as TSV, CSV and TBX and come back as they were; hostile files get a sentence."""

import csv
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import CorpusError
from corpus.languages import Area
from glossary.errors import GlossaryError
from glossary.exchange import (
    RejectedRecord,
    apply_import,
    import_terms,
    preview_import,
    read_terms,
    write_terms,
)
from glossary.lookup import term_history
from glossary.store import load_terms
from glossary.terms import Term, TermStatus
from glossary.validation import clean, faults
from glossary.workflow import add_term, retire_term

MORTGAGE = Term(
    zh="抵押权",
    ja="抵当権",
    area="property",
    zh_variants=("抵押权利", "抵押之权"),
    ja_variants=("抵当の権利",),
    zh_forbidden=("典权",),
    ja_forbidden=("抵押権",),
    definition="占有を移さない担保物権",
    note='"注" <と> & を含む',
)
FORMS = {"zh": st.text("抵押权典当M&A<>\"'=+-", max_size=6), "ja": st.text("抵当権のデータM&A<>\"'=+-@", max_size=6)}
PROSE = st.text("注意=+-@'\"<>&;,　 ｱ\u3099。|", max_size=12)


@st.composite
def terms(draw):
    fields = {
        name: tuple(draw(st.lists(FORMS[name[:2]], max_size=3)))
        for name in ("zh_variants", "ja_variants", "zh_forbidden", "ja_forbidden")
    }
    term = Term(
        zh="权" + draw(FORMS["zh"]),
        ja=draw(FORMS["ja"]) + "権",
        area=draw(st.sampled_from(["", *(area.value for area in Area)])),
        definition=draw(PROSE),
        note=draw(PROSE),
        **fields,
    )
    return clean(term)


def read(path):
    return [record.term for record in read_terms(path)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(terms().filter(lambda term: not list(faults(term))), max_size=4), st.sampled_from(["tsv", "csv"]))
def test_tables_round_trip(tmp_path, glossary, extension):
    path = tmp_path / f"terms.{extension}"
    assert write_terms(path, glossary) == len(glossary)
    assert read(path) == glossary


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(terms().filter(lambda term: not list(faults(term))), max_size=4))
def test_tbx_round_trips_but_for_runs_of_spaces(tmp_path, glossary):
    def collapsed(term):
        spaced = {name: " ".join(getattr(term, name).split()) for name in ("zh", "ja", "definition", "note")}
        return replace(term, **spaced)

    path = tmp_path / "terms.tbx"
    assert write_terms(path, glossary) == len(glossary)
    assert read(path) == [collapsed(term) for term in glossary]


def test_the_status_travels_in_tables(tmp_path):
    retired = replace(MORTGAGE, status=TermStatus.RETIRED)
    write_terms(tmp_path / "terms.tsv", [retired])
    assert read(tmp_path / "terms.tsv") == [retired]


def test_a_table_begins_with_the_seed_columns(tmp_path):
    write_terms(tmp_path / "terms.tsv", [MORTGAGE])
    header, row = (tmp_path / "terms.tsv").read_text(encoding="utf-8").splitlines()
    assert header.split("\t")[:7] == ["zh", "ja", "zh_variants", "ja_forbidden", "area", "definition", "note"]
    assert row.split("\t")[:4] == ["抵押权", "抵当権", "抵押权利|抵押之权", "抵押権"]


@pytest.mark.parametrize("note", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝１", "'=1", "''-1", '"=1+1"'])
@pytest.mark.parametrize("name", ["terms.csv", "terms.tsv"])
def test_a_spreadsheet_computes_no_cell(tmp_path, name, note):
    path = tmp_path / name
    write_terms(path, [replace(MORTGAGE, note=note)])
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = {} if path.suffix == ".csv" else {"delimiter": "\t", "quoting": csv.QUOTE_NONE}
        cells = [cell for row in csv.reader(file, **plain) for cell in row]
    assert f"'{note}" in cells
    assert not any(cell.startswith(tuple("=+-@＝")) for cell in cells)
    assert read(path)[0].note == note


def test_columns_go_by_their_names_and_absent_ones_are_empty(tmp_path):
    (tmp_path / "terms.csv").write_text("JA,ignored,ZH\n抵当権,x,抵押权\n\n", encoding="utf-8")
    [record] = read_terms(tmp_path / "terms.csv")
    assert (record.term, record.line) == (Term(zh="抵押权", ja="抵当権"), 2)
    assert record.given == {"zh", "ja"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tsv", "抵押权\t抵当権\n", "line 1: no column is named zh"),
        ("a.tsv", "", "line 1: no column is named zh"),
        ("a.csv", "zh,zh,ja\n", "two columns are named zh"),
        ("a.tbx", "<tbx", "a.tbx, line 1: the file is not well-formed XML"),
        ("a.tbx", "<html/>", "the root is html"),
        ("a.docx", "", "no extension that is known as a format"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(tmp_path, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(GlossaryError, match=message):
        list(read_terms(tmp_path / name))


def test_a_file_in_another_encoding_or_none_gets_a_sentence(tmp_path):
    (tmp_path / "a.tsv").write_bytes("zh\tja\n抵押権者の権利\t抵当権者の権利\n".encode("cp932"))
    with pytest.raises(CorpusError, match="CP932"):
        list(read_terms(tmp_path / "a.tsv"))
    with pytest.raises(CorpusError, match="cannot be read"):
        list(read_terms(tmp_path / "none.tbx"))


LAUGHS = '<!DOCTYPE tbx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><tbx><text><body>&b;</body></text></tbx>'
OUTSIDE = '<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/hostname">]><tbx><text>&a;</text></tbx>'


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE])
def test_entities_are_refused(tmp_path, content):
    (tmp_path / "a.tbx").write_text(content, encoding="utf-8")
    with pytest.raises(GlossaryError, match="declares XML entities"):
        list(read_terms(tmp_path / "a.tbx"))


MARTIF = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1"><descripGrp><descrip type="subjectField">property</descrip></descripGrp>
 <langSet xml:lang="zh-CN"><tig><term>抵押权</term></tig><tig><term>抵押权利</term></tig></langSet>
 <langSet xml:lang="ja-JP">
  <ntig><termGrp><term>抵押権</term>
   <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termGrp></ntig>
  <ntig><termGrp><term>抵当の権利</term></termGrp></ntig>
  <ntig><termGrp><term>抵当権</term>
   <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
 </langSet>
 <langSet xml:lang="en"><tig><term>mortgage</term></tig></langSet></termEntry>
<termEntry id="c2"><langSet xml:lang="zh"><tig><term>质权</term></tig></langSet></termEntry>
</body></text></martif>
"""
TAGGED = """<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1"><min:subjectField>property</min:subjectField>
<langSec xml:lang="zh"><termSec><term>抵押权</term></termSec></langSec>
<langSec xml:lang="ja"><basic:definition>担保物権</basic:definition>
<termSec><term>抵当権</term><note>語の注</note></termSec>
<termSec><term>抵押権</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_the_older_martif_form_is_read(tmp_path):
    (tmp_path / "a.tbx").write_text(MARTIF, encoding="utf-8")
    term, rejected = read_terms(tmp_path / "a.tbx")
    assert term.term == Term(
        zh="抵押权",
        ja="抵当権",
        area="property",
        zh_variants=("抵押权利",),
        ja_variants=("抵当の権利",),
        ja_forbidden=("抵押権",),
    )
    assert rejected == RejectedRecord(14, "The entry has no Japanese term that may be used; add one with xml:lang.")


def test_the_style_with_a_tag_for_each_category_is_read(tmp_path):
    (tmp_path / "a.tbx").write_text(TAGGED, encoding="utf-8")
    [record] = read_terms(tmp_path / "a.tbx")
    expected = Term(zh="抵押权", ja="抵当権", area="property", ja_forbidden=("抵押権",), definition="担保物権")
    assert record.term == expected


def test_tbx_is_of_the_dca_style_of_tbx_basic(tmp_path):
    write_terms(tmp_path / "a.tbx", [replace(MORTGAGE, id=7)])
    root = etree.parse(str(tmp_path / "a.tbx")).getroot()
    names = {"t": "urn:iso:std:iso:30042:ed-2"}
    assert (root.get("style"), root.get("type")) == ("dca", "TBX-Basic")
    [entry] = root.findall(".//t:conceptEntry", names)
    assert entry.get("id") == "c7"
    statuses = {
        section.findtext("t:term", namespaces=names): section.findtext("t:termNote", namespaces=names)
        for section in entry.iterfind(".//t:termSec", names)
    }
    assert statuses["抵当権"] == "preferredTerm-admn-sts"
    assert statuses["抵押权利"] == "admittedTerm-admn-sts"
    assert statuses["抵押権"] == "deprecatedTerm-admn-sts"


@pytest.fixture
def glossary_file(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text(
        "zh\tja\tarea\tnote\n"
        "抵押权\t抵当権\tproperty\t注\n"  # changes the note
        "质权\t担保権\tproperty\t\n"  # the glossary says 質権
        "留置权\t留置権\tproperty\t\n"  # retired
        "合同\t契約\tcontract\t\n"  # new
        "合同\t契約\tcontract\t\n"  # twice
        "データ\tデータ\tcontract\t\n"  # not Chinese
        "地役权\t地役権\tproperty\t\n",  # as it is
        encoding="utf-8",
    )
    return path


@pytest.fixture
def glossary(sessions):
    with sessions() as session:
        for zh, ja in (("抵押权", "抵当権"), ("质权", "質権"), ("地役权", "地役権")):
            add_term(session, Term(zh=zh, ja=ja, area="property"), "林")
        gone = add_term(session, Term(zh="留置权", ja="留置権", area="property"), "林")
        retire_term(session, gone.id, "林", "使わない")
    return sessions


def test_an_import_is_shown_before_it_is_done(glossary, glossary_file):
    with glossary() as session:
        before = load_terms(session)
        preview = import_terms(session, glossary_file, "森", "所内用語集", dry_run=True)
    with glossary() as session:
        assert load_terms(session) == before
        report = import_terms(session, glossary_file, "森", "所内用語集")
        assert report == preview
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
    assert [(conflict.line, conflict.message) for conflict in report.conflicts] == [
        (3, "质权 is rendered 質権 here and 担保権 in the file."),
        (4, "留置权 = 留置権 was retired here; restore it if the file is right."),
    ]
    assert [(problem.line, problem.message.split(";")[0]) for problem in report.problems] == [
        (6, "合同 = 契約 is on line 5 already."),
        (7, "'データ' has no Chinese character"),
    ]


def test_an_import_leaves_a_trail_and_a_second_one_changes_nothing(glossary, glossary_file):
    with glossary() as session:
        import_terms(session, glossary_file, "森", "所内用語集")
        mortgage = next(term for term in load_terms(session) if term.zh == "抵押权")
        assert mortgage.note == "注"
        assert [change.action for change in term_history(session, mortgage.id)] == ["added", "imported"]
        again = import_terms(session, glossary_file, "森", "所内用語集")
        assert (again.added, again.changed, again.unchanged) == (0, 0, 3)


def test_on_request_the_file_prevails(glossary, glossary_file):
    with glossary() as session:
        report = import_terms(session, glossary_file, "森", "所内用語集", replace_existing=True)
        assert (report.changed, report.conflicts) == (3, ())
        assert {term.zh: term.ja for term in load_terms(session)} == {
            "抵押权": "抵当権",
            "质权": "担保権",
            "留置权": "留置権",
            "地役权": "地役権",
            "合同": "契約",
        }


def test_what_a_file_has_no_column_for_stays(sessions, tmp_path):
    (tmp_path / "terms.tsv").write_text("zh\tja\tarea\tnote\n抵押权\t抵当権\tproperty\t新\n", encoding="utf-8")
    with sessions() as session:
        added = add_term(session, MORTGAGE, "林")
        assert import_terms(session, tmp_path / "terms.tsv", "森", "注の更新").changed == 1
        assert load_terms(session) == [replace(added, note="新")]


def test_a_file_that_makes_a_term_contradict_itself_is_told(sessions, tmp_path):
    (tmp_path / "terms.tsv").write_text(
        "zh\tja\tarea\tja_forbidden\n抵押权\t抵当権\tproperty\t抵当の権利\n", encoding="utf-8"
    )
    with sessions() as session:
        added = add_term(session, MORTGAGE, "林")
        report = import_terms(session, tmp_path / "terms.tsv", "森", "禁止")
        assert [problem.line for problem in report.problems] == [2]
        assert load_terms(session) == [added]


def test_a_rendering_that_the_file_confirms_is_not_replaced_by_its_other_one(sessions, tmp_path):
    (tmp_path / "terms.tsv").write_text(
        "zh\tja\tarea\n抵押权\t担保権\tproperty\n抵押权\t抵当権\tproperty\n", encoding="utf-8"
    )
    with sessions() as session:
        add_term(session, MORTGAGE, "林")
        report = import_terms(session, tmp_path / "terms.tsv", "森", "併記", replace_existing=True)
        assert (report.added, report.unchanged) == (1, 1)


@pytest.mark.slow  # writes, reads and validates 3,705 terms three times
def test_the_seed_glossary_survives_every_format(tmp_path, seeded_sessions):
    with seeded_sessions() as session:
        for extension in ("tsv", "csv", "tbx"):
            path = tmp_path / f"terms.{extension}"
            assert write_terms(path, load_terms(session)) == 3705
            report = import_terms(session, path, "森", "確認", dry_run=True)
            assert (report.unchanged, report.conflicts, report.problems) == (3705, (), ())


@pytest.fixture
def compared(each_database, tmp_path):
    """A file with an addition, a change and a conflict, and the glossary it is compared with."""
    path = tmp_path / "terms.tsv"
    write_terms(path, [replace(MORTGAGE, note="新しい注"), Term(zh="质权", ja="質権"), Term(zh="合同", ja="合同契約")])
    with each_database() as session:
        add_term(session, MORTGAGE, "林")
        add_term(session, Term(zh="合同", ja="契約"), "林")
        yield session, path


def test_a_preview_tells_every_addition_change_and_conflict_and_writes_nothing(compared):
    session, path = compared
    report = preview_import(session, path)
    assert [term.zh for term in report.additions] == ["质权"]
    [(before, after)] = report.changes
    assert (before.note, after.note) == (MORTGAGE.note, "新しい注")
    [conflict] = report.conflicts
    assert (conflict.existing.ja, conflict.term.ja) == ("契約", "合同契約")
    assert len(load_terms(session)) == 2


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ((), {"抵押权": MORTGAGE.note, "合同": "契約"}),
        (("additions",), {"抵押权": MORTGAGE.note, "合同": "契約", "质权": "質権"}),
        (("changes",), {"抵押权": "新しい注", "合同": "契約"}),
        (("conflicts",), {"抵押权": MORTGAGE.note, "合同": "合同契約"}),
        (("additions", "changes", "conflicts"), {"抵押权": "新しい注", "合同": "合同契約", "质权": "質権"}),
    ],
)
def test_only_the_chosen_groups_are_taken(compared, groups, expected):
    session, path = compared
    version = preview_import(session, path).version
    apply_import(session, path, "森", "依頼者の用語集", groups, version)
    assert {term.zh: term.note if term.zh == "抵押权" else term.ja for term in load_terms(session)} == expected


def test_a_glossary_that_changed_since_the_preview_takes_nothing(compared):
    session, path = compared
    version = preview_import(session, path).version
    add_term(session, Term(zh="留置权", ja="留置権"), "林")
    with pytest.raises(GlossaryError, match="changed since"):
        apply_import(session, path, "森", "理由", version=version)
    assert len(load_terms(session)) == 3
