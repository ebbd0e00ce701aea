"""Every matched term is satisfied, missing or contradicted, at a place the reader is shown."""

from hypothesis import given
from hypothesis import strategies as st

from glossary.adherence import check_adherence
from glossary.matching import Matcher, TermMatch
from glossary.terms import Term

MORTGAGE = Term(zh="抵押权", ja="抵当権", ja_forbidden=("抵押権",))
MORTGAGEE = Term(zh="抵押权人", ja="抵当権者")
OFFICE = Term(zh="国家知识产权局", ja="国家知識産権局")
PROPERTY = Term(zh="知识产权", ja="知的財産権", ja_variants=("知的財産",), ja_forbidden=("知識産権",))


def check(terms, source, translation):
    return check_adherence(Matcher(terms, "zh").match(source), translation, "ja")


def test_a_right_rendering_satisfies_wherever_it_stands():
    [finding] = check([MORTGAGE], "设立抵押权。", "抵当権を設定し、抵当権は")
    assert (finding.status, finding.rendering) == ("satisfied", "抵当権")
    assert finding.target_spans == ((0, 3), (8, 11))


def test_a_missing_term_names_its_preferred_rendering():
    [finding] = check([PROPERTY], "知识产权", "権利")
    assert (finding.status, finding.target_spans, finding.rendering) == ("missing", (), "知的財産権")


def test_a_variant_satisfies_and_the_longest_form_is_shown():
    assert check([PROPERTY], "知识产权", "知的財産制度")[0].rendering == "知的財産"
    assert check([PROPERTY], "知识产权", "知的財産権")[0].target_spans == ((0, 5),)


def test_a_forbidden_rendering_is_reported_even_beside_the_right_one():
    [finding] = check([MORTGAGE], "抵押权", "抵当権（抵押権）")
    assert (finding.status, finding.rendering, finding.target_spans) == ("forbidden", "抵押権", ((4, 7),))


def test_a_forbidden_rendering_inside_a_right_one_of_another_term_does_not_count():
    findings = check([OFFICE, PROPERTY], "国家知识产权局保护知识产权", "国家知識産権局は、知的財産権を保護する。")
    assert [finding.status for finding in findings] == ["satisfied", "satisfied"]


def test_outside_the_right_one_it_counts():
    findings = check([OFFICE, PROPERTY], "国家知识产权局保护知识产权", "国家知識産権局は、知識産権を保護する。")
    assert [finding.status for finding in findings] == ["satisfied", "forbidden"]
    assert findings[1].target_spans == ((9, 13),)


def test_what_one_term_requires_another_cannot_forbid():
    deposit = Term(zh="定金", ja="手付", ja_forbidden=("内金",))
    advance = Term(zh="订金", ja="内金", ja_forbidden=("手付",))
    findings = check([deposit, advance], "定金与订金", "手付及び内金")
    assert [finding.status for finding in findings] == ["satisfied", "satisfied"]


def test_each_term_is_shown_at_its_own_place_where_one_contains_the_other():
    findings = check([MORTGAGE, MORTGAGEE], "抵押权人的抵押权", "抵当権者の抵当権")
    assert [finding.target_spans for finding in findings] == [((0, 4),), ((5, 8),)]


def test_a_rendering_inside_a_longer_one_satisfies_where_it_stands_nowhere_else():
    findings = check([MORTGAGE, MORTGAGEE], "抵押权人的抵押权", "抵当権者")
    assert [finding.status for finding in findings] == ["satisfied", "satisfied"]


def test_conjugation_and_width_do_not_hide_a_rendering():
    action = Term(zh="起诉", ja="訴えを提起する")
    assert check([action], "起诉", "訴えを提起した")[0].rendering == "訴えを提起"
    merger = Term(zh="并购", ja="M&A")
    assert check([merger], "并购", "　Ｍ＆Ａ契約")[0].target_spans == ((1, 4),)


def test_forbidden_characters_differ_from_the_right_ones_by_script():
    tax = Term(zh="消费税", ja="消費税", ja_forbidden=("消費稅",))
    assert check([tax], "消费税", "消費税")[0].status == "satisfied"
    assert check([tax], "消费税", "消費稅")[0].status == "forbidden"


def test_a_forbidden_fragment_does_not_forbid_the_words_that_contain_it():
    free = Term(zh="无偿", ja="無償", ja_forbidden=("ただ", "無料"))
    assert check([free], "无偿", "ただし、無償とする。")[0].status == "satisfied"
    assert check([free], "无偿", "ただし、無料とする。")[0].status == "forbidden"


@given(st.text("抵当押権者。", max_size=25))
def test_findings_follow_the_matches_and_their_spans_hold_what_they_say(translation):
    matches = Matcher([MORTGAGE, MORTGAGEE], "zh").match("抵押权人、抵押权、抵押权人")
    findings = check_adherence(matches, translation, "ja")
    assert [finding.match for finding in findings] == matches
    for finding in findings:
        right, wrong = finding.match.renderings("ja"), finding.match.forbidden("ja")
        expected = wrong if finding.status == "forbidden" else right
        for start, end in finding.target_spans:
            assert translation[start:end] in expected
        assert (finding.status == "missing") == (not finding.target_spans)
        if finding.status == "satisfied":
            assert any(form in translation for form in right)


def test_a_suggestion_is_shown_and_never_amiss() -> None:
    term = Term("予以支持", "認める", zh_forbidden=("认可",))
    match = TermMatch(0, 3, "認める", (term,), binding=False)
    used, other = (check_adherence([match], text, "zh")[0] for text in ("予以支持。", "认可。"))
    assert (used.status, used.rendering) == ("satisfied", "予以支持")
    assert (other.status, other.rendering, other.target_spans) == ("suggested", "予以支持", ())
    assert not other.amiss
