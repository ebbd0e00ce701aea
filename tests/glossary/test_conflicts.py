"""Entries that contradict one another are reported in words."""

from dataclasses import replace

from glossary.conflicts import find_conflicts
from glossary.seeds import read_seed_terms
from glossary.terms import Term


def kinds(*terms):
    return [(conflict.kind, conflict.message) for conflict in find_conflicts(terms)]


def test_two_renderings_in_one_area():
    one, two = Term(zh="公司", ja="会社", area="company"), Term(zh="公司", ja="公司", area="company")
    assert kinds(one, two) == [("renderings", "公司 has 2 renderings in the area company: 会社, 公司.")]
    assert kinds(one, Term(zh="公司", ja="公司", area="contract")) == []


def test_a_rendering_that_another_term_forbids():
    deposit = Term(zh="定金", ja="手付", area="contract", ja_forbidden=("内金",))
    assert kinds(deposit, Term(zh="订金", ja="内金", area="contract")) == [
        ("forbidden", "定金 forbids 内金, which is the rendering of 订金 in the area contract.")
    ]
    assert kinds(deposit, Term(zh="订金", ja="内金", area="tort")) == []
    assert len(kinds(deposit, Term(zh="订金", ja="内金"))) == 1


def test_a_variant_that_is_another_term():
    agreement = Term(zh="协议", ja="合意", zh_variants=("协议书",))
    assert kinds(agreement, Term(zh="协议书", ja="合意書")) == [
        ("variant", "协议书 is a variant of 协议 (合意) and a term of its own (合意書).")
    ]
    assert kinds(agreement, Term(zh="协议书", ja="合意")) == []


def test_a_variant_of_two_terms():
    one, two = Term(zh="定钱", ja="手付", zh_variants=("押钱",)), Term(zh="押金", ja="敷金", zh_variants=("押钱",))
    assert kinds(one, two) == [("shared variant", "押钱 is a variant of both 定钱 (手付) and 押金 (敷金).")]


def test_the_seed_glossary_contradicts_itself_only_about_false_friends_and_long_variants():
    assert {conflict.kind for conflict in find_conflicts(read_seed_terms())} == {"forbidden", "shadow"}


def test_a_variant_hides_a_longer_term_that_its_rendering_does_not_say():
    company = Term(zh="一人公司", ja="一人会社", zh_variants=("一人有限责任公司",))
    limited = Term(zh="有限责任公司", ja="有限責任公司", area="company")
    [conflict] = find_conflicts([company, limited])
    assert (conflict.kind, conflict.terms, conflict.text) == ("shadow", (company, limited), "一人有限责任公司")
    said = replace(company, ja="一人有限責任公司", zh_variants=("一人有限责任公司",))
    assert find_conflicts([said, limited]) == []
    assert find_conflicts([company, replace(limited, zh="公司", ja="会社")]) == []  # shorter than what is varied


def test_a_japanese_variant_hides_a_longer_term_likewise():
    warning = Term(zh="告诫书", ja="警告書", ja_variants=("家庭内暴力告誡書",))
    violence = Term(zh="家庭暴力", ja="家庭内暴力")
    [conflict] = find_conflicts([warning, violence])
    assert (conflict.kind, conflict.text) == ("shadow", "家庭内暴力告誡書")
