"""What the glossary does not take, and what it tidies."""

from dataclasses import replace

import pytest

from glossary.errors import GlossaryError
from glossary.terms import Term
from glossary.validation import clean, faults, validate

TERM = Term(zh="抵押权", ja="抵当権", area="property")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"zh": ""}, "The Chinese term is empty"),
        ({"ja": ""}, "The Japanese rendering is empty"),
        ({"zh": "データ"}, "has no Chinese character"),
        ({"zh": "抵当の権利"}, "has kana"),
        ({"zh_variants": ("てがた",)}, "has kana"),
        ({"ja": "抵押权"}, "抵押权 has 权, which is not written in Japanese"),
        ({"ja_variants": ("转让",)}, "has 转"),
        ({"ja": "・"}, "is not a rendering"),
        ({"zh": "抵押\t权"}, "a tab, a line break"),
        ({"note": "一\n二"}, "a tab, a line break"),
        ({"ja": "抵当|権"}, "contains |, which separates forms"),
        ({"ja": "<t>抵当権"}, "contains <t>"),
        ({"zh": "抵" * 101}, "has 101 characters; shorten it to 100"),
        ({"definition": "抵" * 2001}, "2,001 characters"),
        ({"area": "moon"}, "area 'moon' is unknown; use one of contract"),
        ({"ja_forbidden": ("抵当権",)}, "抵当権 cannot be both right and forbidden"),
        ({"zh_variants": ("典权",), "zh_forbidden": ("典权",)}, "典权 cannot be both"),
        ({"zh_variants": tuple(f"权{number}" for number in range(51))}, "more than 50 zh_variants"),
    ],
)
def test_a_faulty_term_is_refused_with_the_remedy(changes, message):
    with pytest.raises(GlossaryError) as refusal:
        validate(clean(replace(TERM, **changes)))
    assert message in str(refusal.value)


def test_a_term_is_tidied():
    untidy = replace(TERM, zh=" 抵押权\u200b", ja="抵当権 ", zh_variants=("抵押权", "典权", "典权", ""), note=" 注 ")
    assert clean(untidy) == replace(TERM, zh_variants=("典权",), note="注")
    assert clean(clean(untidy)) == clean(untidy)


@pytest.mark.parametrize("ja", ["抵当権", "ローンプライムレート（LPR）", "M&A", "剝奪", "髙島", "更改・相殺"])
def test_what_is_written_in_japanese_is_taken(ja):
    assert list(faults(replace(TERM, ja=ja))) == []


def test_a_forbidden_rendering_may_be_in_any_script():
    assert list(faults(replace(TERM, ja_forbidden=("抵押权", "てーとーけん")))) == []
