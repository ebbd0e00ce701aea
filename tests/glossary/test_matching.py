"""Terms are found longest first, as words, at their place in the original text, for the area."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.boundaries import Occurrence, fewest_words
from glossary.matching import Matcher
from glossary.seeds import read_seed_terms
from glossary.terms import Term, TermStatus

MORTGAGE = Term(zh="抵押权", ja="抵当権", area="property", ja_forbidden=("抵押権",))
MORTGAGEE = Term(zh="抵押权人", ja="抵当権者", area="property")
CONTRACT = Term(zh="合同", ja="契約", zh_variants=("契约",), ja_forbidden=("合同",))
CONSENT = Term(zh="同意", ja="同意")
PRINCIPALS = [
    Term(zh="委托人", ja="委任者", area="contract", ja_forbidden=("依頼人", "委託人")),
    Term(zh="委托人", ja="委託者", area="economic", ja_forbidden=("依頼人",)),
    Term(zh="委托人", ja="依頼者", area="procedure", ja_forbidden=("委託者", "依頼人")),
]


@pytest.fixture(scope="module")
def seed_terms():
    return list(read_seed_terms())


def found(terms, text, language="zh", area=""):
    return [match.surface for match in Matcher(terms, language).match(text, area)]


def test_the_longest_term_is_found_at_its_place():
    [match] = Matcher([MORTGAGE, MORTGAGEE], "zh").match("该抵押权人应当通知。")
    assert (match.start, match.end, match.surface) == (1, 5, "抵押权人")
    assert match.renderings("ja") == ("抵当権者",)


def test_each_occurrence_is_a_match_of_its_own():
    assert found([MORTGAGE], "抵押权与抵押权") == ["抵押权", "抵押权"]


def test_a_variant_and_another_script_are_the_term():
    matches = Matcher([CONTRACT, MORTGAGE], "zh").match("本契約及抵押權")
    assert [match.surface for match in matches] == ["契約", "抵押權"]
    assert matches[0].renderings("ja") == ("契約",)


def test_the_span_is_of_the_original_where_widths_differ():
    data = Term(zh="数据泄露", ja="データの漏えい")
    text = "本件ﾃﾞｰﾀの漏えいは"
    [match] = Matcher([data], "ja").match(text)
    assert text[match.start : match.end] == match.surface == "ﾃﾞｰﾀの漏えい"


def test_the_area_decides_between_renderings():
    matcher = Matcher(PRINCIPALS, "zh")
    assert matcher.match("委托人", "economic")[0].renderings("ja") == ("委託者",)
    assert matcher.match("委托人", "economic")[0].forbidden("ja") == ("依頼人",)


@pytest.mark.parametrize("area", ["", "family"])
def test_without_a_fitting_area_any_rendering_is_right_and_what_all_forbid_is_wrong(area):
    [match] = Matcher(PRINCIPALS, "zh").match("委托人", area)
    assert match.renderings("ja") == ("委任者", "委託者", "依頼者")
    assert match.forbidden("ja") == ("依頼人",)


def test_a_term_of_every_area_fits_after_one_of_the_area():
    everywhere = Term(zh="委托人", ja="委託人")
    [match] = Matcher([everywhere, *PRINCIPALS], "zh").match("委托人", "contract")
    assert match.renderings("ja") == ("委任者", "委託人")
    assert match.forbidden("ja") == ()


def test_people_are_shown_citation_forms_and_texts_are_searched_for_stems_and_cores_too():
    lawsuit = Term(zh="提起诉讼", ja="訴えを提起する", ja_variants=("提訴する",))
    [match] = Matcher([lawsuit], "zh").match("提起诉讼")
    assert match.citations("ja") == ("訴えを提起する", "提訴する")
    assert match.renderings("ja") == ("訴えを提起する", "訴えを提起", "提訴する", "提訴")
    [match] = Matcher([Term(zh="诉讼请求", ja="請求")], "ja").match("請求")
    assert match.citations("zh") == ("诉讼请求",)
    assert match.renderings("zh") == ("诉讼请求", "请求")


def test_a_proposal_of_the_session_goes_before_the_approved_entry():
    own = Term(zh="合同", ja="約定書", status=TermStatus.PROPOSED)
    assert Matcher([CONTRACT, own], "zh").match("合同", "contract")[0].renderings("ja") == ("約定書",)


def test_chinese_words_that_overlap_a_term_are_not_the_term():
    assert found([CONTRACT, CONSENT], "各方联合同意") == ["同意"]
    assert found([CONTRACT], "符合同等条件") == []
    assert found([CONTRACT], "关联合同项下") == ["合同"]


def test_a_longer_term_goes_before_an_overlapping_shorter_one():
    guarantee, security = Term(zh="保证责任", ja="保証責任"), Term(zh="担保", ja="担保")
    assert found([guarantee, security], "连带承担保证责任") == ["保证责任"]


def test_terms_inside_an_ambiguous_phrase_are_found_in_its_parts(seed_terms):
    assert found(seed_terms, "对公司的债务承担连带责任")[-2:] == ["债务", "连带责任"]


def test_a_company_name_keeps_its_form(seed_terms):
    assert "公司" not in found(seed_terms, "云浦恒禾汽车零部件有限公司")
    assert "股份有限公司" in found(seed_terms, "设立股份有限公司")


def test_a_japanese_term_begins_and_ends_with_a_morpheme():
    clone, loan = Term(zh="克隆", ja="クローン"), Term(zh="贷款", ja="ローン")
    assert found([loan], "クローン技術", "ja") == []
    assert found([clone, loan], "ローンとクローン", "ja") == ["ローン", "クローン"]
    assert found([Term(zh="京都", ja="京都")], "東京都知事", "ja") == []


def test_where_the_longest_breaks_a_word_a_shorter_term_is_found():
    long, short = Term(zh="甲", ja="東京都知"), Term(zh="乙", ja="東京都")
    assert found([long, short], "東京都知事", "ja") == ["東京都"]


def test_a_term_of_several_morphemes_is_found():
    assert found([MORTGAGEE], "抵当権者は、", "ja") == ["抵当権者"]


def test_a_conjugated_japanese_term_is_found():
    action, revocation = Term(zh="起诉", ja="訴えを提起する"), Term(zh="撤销", ja="取消し")
    assert found([action], "訴えを提起した", "ja") == ["訴えを提起"]
    assert found([revocation], "これを取り消した", "ja") == ["取り消"]


def test_a_verb_of_everyday_use_is_not_the_noun_of_the_trade():
    acceptance = Term(zh="承兑", ja="引受け")
    assert found([acceptance], "手形の引受け", "ja") == ["引受け"]
    assert found([acceptance], "業務を引き受けた", "ja") == []
    assert found([Term(zh="承兑", ja="引き受")], "引き受", "ja") == ["引き受"]


def test_no_term_in_no_text_and_no_glossary():
    assert found([MORTGAGE], "") == []
    assert found([], "抵押权") == []


CHARACTERS = "申乙丙Ｂ"
FORMS = st.text(CHARACTERS, min_size=1, max_size=4)


@given(st.sets(FORMS, max_size=8), st.text(CHARACTERS + "。", max_size=20))
def test_matches_are_in_order_apart_and_as_the_text_has_them(forms, text):
    matches = Matcher([Term(zh=form, ja=form) for form in forms], "zh").match(text)
    for match in matches:
        assert text[match.start : match.end] == match.surface
        assert match.surface in forms
    assert all(left.end <= right.start for left, right in itertools.pairwise(matches))
    # Nothing that could still be matched is left between them.
    gaps = [
        text[left:right]
        for left, right in zip([0, *(m.end for m in matches)], [*(m.start for m in matches), len(text)], strict=True)
    ]
    assert not any(form in gap for form in forms for gap in gaps)


@given(st.sets(FORMS, max_size=8), st.text(CHARACTERS, max_size=12))
def test_the_division_has_the_fewest_words(forms, text):
    patterns = sorted(forms)
    occurrences = [
        Occurrence(start, start + len(form), number)
        for number, form in enumerate(patterns)
        for start in range(len(text))
        if text.startswith(form, start)
    ]

    def fewest(start: int) -> int:
        if start == len(text):
            return 0
        ends = [start + 1, *(found.end for found in occurrences if found.start == start)]
        return 1 + min(fewest(end) for end in ends)

    chosen = fewest_words(len(text), occurrences)
    assert len(text) - sum(found.end - found.start - 1 for found in chosen) == fewest(0)


def test_every_seed_term_is_found_as_itself_in_chinese(seed_terms):
    matcher = Matcher(seed_terms, "zh")
    for term in seed_terms:
        [match] = matcher.match(term.zh, term.area)
        assert match.surface == term.zh
        assert match.renderings("ja")[0] == term.ja


@given(st.text(max_size=30), st.sampled_from(["zh", "ja"]))
def test_any_text_can_be_searched(text, language):
    term = Term(zh="合同", ja="契約")
    text = f"{text}{term.zh}。{term.ja}\n{text}"
    for match in Matcher([term], language).match(text):
        assert text[match.start : match.end] == match.surface


@pytest.mark.parametrize("broken", ["\0", "\ud800"])
def test_characters_that_no_library_takes_hide_no_term(broken):
    assert found([CONTRACT], f"{broken}本契約は", "ja") == ["契約"]
    assert found([CONTRACT], f"{broken}本合同") == ["合同"]


def test_an_entry_that_is_only_suggested_does_not_bind_unless_a_translator_proposes_it() -> None:
    entry = Term("予以支持", "認める")
    suggested = {(entry.zh, entry.ja)}
    assert not Matcher([entry], "ja", suggested).match("請求を認める。")[0].binding
    assert Matcher([entry], "ja").match("請求を認める。")[0].binding
    assert Matcher([replace(entry, zh="认定")], "ja", suggested).match("請求を認める。")[0].binding
    proposed = replace(entry, status=TermStatus.PROPOSED)
    assert Matcher([entry, proposed], "ja", suggested).match("請求を認める。")[0].binding
