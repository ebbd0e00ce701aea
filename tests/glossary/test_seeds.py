"""The seed glossary arrives whole, once, and never undoes a reviewer's work."""

import pytest
from sqlalchemy import func, select

from corpus.tables import TermEvent, TermRow
from glossary.errors import GlossaryError
from glossary.lookup import find_terms, term_history
from glossary.seeds import read_seed_terms, seed_glossary
from glossary.store import glossary_version, load_terms
from glossary.terms import TermStatus
from glossary.validation import clean, faults
from glossary.workflow import edit_term, retire_term


@pytest.mark.slow  # a PostgreSQL cluster starts and takes 11,000 rows
def test_all_terms_are_seeded_with_their_forms_and_an_event_each(each_database):
    progress: list[int] = []
    with each_database() as session:
        assert seed_glossary(session, progress.append) == 3705
    with each_database() as session:
        terms = load_terms(session)
        events = session.scalar(select(func.count(TermEvent.id)).where(TermEvent.author == "seed"))
    assert progress[-1] == events == len(terms) == 3705
    contract = next(term for term in terms if (term.zh, term.area) == ("合同", "contract"))
    assert (contract.ja, contract.zh_variants, contract.ja_forbidden) == ("契約", ("契约",), ("合同", "コントラクト"))


def test_the_renderings_of_every_area_are_kept(seeded_sessions):
    with seeded_sessions() as session:
        renderings: dict[str, set[str]] = {}
        for term in load_terms(session):
            renderings.setdefault(term.zh, set()).add(term.ja)
        assert sum(len(different) > 1 for different in renderings.values()) == 91
        assert {term.ja for term in find_terms(session, "委托人") if term.zh == "委托人"} >= {"委任者", "委託者"}


def test_seeding_again_adds_nothing(seeded_sessions):
    with seeded_sessions() as session:
        version = glossary_version(session)
        assert seed_glossary(session) == 0
        assert glossary_version(session) == version


def test_what_a_reviewer_changed_or_retired_does_not_come_back(seeded_sessions):
    with seeded_sessions() as session:
        edited, retired = find_terms(session, "抵押权人")[0], find_terms(session, "质权人")[0]
        edit_term(session, edited.id, author="森", reason="用語の変更", zh="抵押权享有人")
        retire_term(session, retired.id, "森", "使わない")
        assert seed_glossary(session) == 0
        assert session.scalar(select(func.count(TermRow.id))) == 3705
        assert find_terms(session, retired.zh, statuses=(TermStatus.RETIRED,))[0].id == retired.id
        assert [change.action for change in term_history(session, edited.id)] == ["added", "edited"]


def test_every_seed_term_is_what_the_workflow_would_take():
    for term in read_seed_terms():
        assert clean(term) == term
        assert list(faults(term)) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [("zh\tja\n合同\t契約\n", "a.tsv, line 1: the columns"), (None, "a.tsv, line 2: 2 columns")],
)
def test_a_damaged_seed_file_is_named_with_its_line(tmp_path, content, message):
    header = "zh\tja\tzh_variants\tja_forbidden\tarea\tdefinition\tnote\n"
    (tmp_path / "a.tsv").write_text(content or header + "合同\t契約\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=message):
        list(read_seed_terms(tmp_path))
