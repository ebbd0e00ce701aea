"""Terms that stand in no text."""

from corpus.normalisation import key
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Document, Segment
from glossary.terms import Term
from glossary.usage import texts_version, unused_terms
from glossary.workflow import add_term


def test_a_term_is_used_where_any_chinese_form_stands_in_a_pair_or_segment(each_database):
    with each_database() as session:
        ids = {
            term.zh: add_term(session, term, "林").id
            for term in (
                Term(zh="抵押权", ja="抵当権"),
                Term(zh="合同", ja="契約", zh_variants=("契约",)),
                Term(zh="a公司", ja="a社"),
                Term(zh="质权", ja="質権"),
            )
        }
        assert unused_terms(session) == set(ids.values())
        empty = texts_version(session)
        add_pairs(session, [NewPair("契约、A公司。", "契約、A社。")], SourceInfo("a.tsv", "0" * 64, "", "林"))
        document = Document(name="契約書", direction="zh-ja", created_by="李")
        document.segments = [Segment(position=0, source="抵押权", source_key=key("抵押权", "zh"))]
        session.add(document)
        session.commit()
        assert unused_terms(session) == {ids["质权"]}
        assert texts_version(session) != empty
