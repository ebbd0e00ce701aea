"""Which terms stand in the pairs, whether their approved rendering does, and which terms stand in none."""

from corpus.pairs import NewPair, SourceInfo, add_pairs
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term
from service.glossary_coverage import AreaCoverage, glossary_coverage

TERMS = [
    Term("抵押权", "抵当権", area="property", ja_forbidden=("抵押権",)),
    Term("抵押权人", "抵当権者", area="property"),
    Term("合同", "契約"),
    Term("留置权", "留置権", area="property"),
]
PAIRS = [
    NewPair("抵押权消灭。", "抵当権は、消滅する。", area="property"),
    NewPair("抵押权人放弃抵押权。", "抵当権者は、抵押権を放棄する。", area="property"),
    NewPair("合同无效。", "約束は、無効である。", area="contract"),
    NewPair("合同成立。", "契約は、成立する。"),
]


def stored(session):
    for term in TERMS:
        add_term(session, term, "林")
    add_term(session, Term("质权", "質権", area="property"), "林", status=TermStatus.PROPOSED)
    add_pairs(session, PAIRS, SourceInfo("a.tsv", "0" * 64, "", "林"))
    session.commit()


def test_each_area_has_its_occurrences_and_its_terms(each_database):
    with each_database() as session:
        stored(session)
        found = glossary_coverage(session)
    assert found.areas == (
        AreaCoverage("property", occurrences=3, rendered=2, forbidden=1, terms=3, unseen=1),
        AreaCoverage("contract", occurrences=1, rendered=0, forbidden=0, terms=0, unseen=0),
        AreaCoverage("", occurrences=1, rendered=1, forbidden=0, terms=1, unseen=0),
    )
    assert found.whole == AreaCoverage("", occurrences=5, rendered=3, forbidden=1, terms=4, unseen=1)
    assert found.whole.share == 0.6
    assert [term.zh for term in found.unseen] == ["留置权"]


def test_without_pairs_every_term_is_unseen_and_no_share_is_low(each_database):
    with each_database() as session:
        add_term(session, TERMS[0], "林")
        found = glossary_coverage(session)
    assert (found.whole.share, len(found.unseen)) == (1.0, 1)


def test_it_tells_how_far_it_is(each_database):
    told = []
    with each_database() as session:
        stored(session)
        glossary_coverage(session, lambda done, total: told.append((done, total)))
    assert told == [(4, 4)]
