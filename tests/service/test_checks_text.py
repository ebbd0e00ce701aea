"""Length, repetition, leftovers and brackets."""

from collections import Counter

import pytest

from corpus.languages import Direction
from corpus.seeds import read_seeds, seed_files
from service.checks import CHECKS, run_checks
from service.checks.addresses import AddressesCheck
from service.checks.brackets import BracketsCheck, find_unpaired
from service.checks.latin import LatinCheck
from service.checks.leftovers import LeftoversCheck
from service.checks.length import LengthCheck
from service.checks.repetition import RepetitionCheck, find_repetitions

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
SOURCE = "当事人应当按照约定全面履行自己的义务。"
TRANSLATION = "当事者は、約定に従い自己の義務を全面的に履行しなければならない。"


def test_a_good_translation_raises_no_doubt():
    assert run_checks(SOURCE, TRANSLATION, ZH_JA) == []
    assert run_checks(TRANSLATION, SOURCE, JA_ZH) == []


def test_every_check_has_a_name_of_its_own_and_says_what_it_is():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(type(check).__doc__ for check in CHECKS)


@pytest.mark.parametrize(("translation", "word"), [("当事者", "short"), (TRANSLATION * 4, "long"), ("", "empty")])
def test_an_unlikely_length_is_reported(translation, word):
    assert any(word in finding.message for finding in LengthCheck().check(SOURCE, translation, ZH_JA))


def test_a_short_heading_may_have_any_length():
    assert not list(LengthCheck().check("附则", "附則", ZH_JA))
    assert not list(LengthCheck().check("签章", "署名及び押印の欄", ZH_JA))


def test_a_loop_is_an_error_at_its_place():
    translation = "契約は、無効無効無効無効無効とする。"
    finding = next(iter(RepetitionCheck().check("合同无效。", translation, ZH_JA)))
    assert finding.severity == "error"
    assert translation[slice(*finding.target_span)] == "無効無効無効無効無効"


def test_a_clause_said_twice_is_a_repetition():
    assert find_repetitions("買主は代金を支払わなければならず、買主は代金を支払わなければならず、")


@pytest.mark.parametrize("text", ["＿＿＿＿＿＿＿＿", "……………", "10,000,000,000", "        ", "第1条、第2条、第3条"])
def test_blanks_and_numbers_are_no_repetition(text):
    assert find_repetitions(text) == []


def test_a_repetition_of_the_source_may_be_repeated():
    assert not list(RepetitionCheck().check("哈哈哈哈哈哈", "ハハハハハハ", ZH_JA))


def test_simplified_characters_are_left_over_in_japanese():
    translation = "债権者は、履行を請求することができる。"
    finding = next(iter(LeftoversCheck().check("债权人可以请求履行。", translation, ZH_JA)))
    assert translation[slice(*finding.target_span)] == "债"


def test_an_untranslated_sentence_is_reported():
    assert list(LeftoversCheck().check(SOURCE, "当事人応当按照約定全面履行自己的義務。", ZH_JA))


def test_an_address_needs_no_kana():
    zh = "申请人：临汐市普信融资担保有限公司，住所地临汐市望潮区金融街7号。"
    ja = "申立人　臨汐市普信融資担保有限公司、住所地　臨汐市望潮区金融街7号。"
    assert not list(LeftoversCheck().check(zh, ja, ZH_JA))


def test_kana_and_japanese_characters_are_left_over_in_chinese():
    messages = [finding.message for finding in LeftoversCheck().check("債権者の権利", "債権人の权利", JA_ZH)]
    assert messages == [
        "The kana の are left in the Chinese text.",
        "The Japanese characters 債権 are left in the Chinese text.",
    ]


@pytest.mark.parametrize("text", ["（甲）", "「『契約』という。」", "“本合同”（以下称‘合同’）", "[1]"])
def test_paired_brackets_are_paired(text):
    assert find_unpaired(text) == []


def test_a_lost_bracket_is_reported_at_its_place():
    finding = next(iter(BracketsCheck().check("（以下称“本合同”）", "（以下「本契約」という。", ZH_JA)))
    assert finding.target_span == (0, 1)


def test_a_quotation_over_several_segments_is_no_doubt():
    assert not list(BracketsCheck().check("“合同自成立时生效。", "「契約は、成立の時から効力を生ずる。", ZH_JA))


@pytest.mark.slow  # all checks over 29,000 translations that people have approved
@pytest.mark.parametrize("direction", list(Direction))
def test_few_approved_pairs_raise_a_doubt(direction):
    pairs = [pair for path in seed_files() for pair in read_seeds(path, path.read_text(encoding="utf-8"))]
    doubted: Counter[str] = Counter()
    for pair in pairs:  # all checks of a pair together, which read its quantities once
        source, target = (pair.zh, pair.ja) if direction is ZH_JA else (pair.ja, pair.zh)
        doubted.update({finding.name for finding in run_checks(source, target, direction)})
    for check in CHECKS:
        assert doubted[check.name] <= 0.005 * len(pairs), check.name


def test_addresses_are_kept_letter_by_letter():
    source = "请发送至 Legal@yunpu-henghe.cn，并参见https://www.yunpu.cn/terms?id=12。"
    good = "Legal@yunpu-henghe.cn 宛てに送付し、https://www.yunpu.cn/terms?id=12を参照されたい。"
    assert not list(AddressesCheck().check(source, good, ZH_JA))
    bad = "legal@yunpu-heng.cn 宛てに送付し、https://www.yunpu.cn/terms?id=12を参照されたい。"
    first, second = AddressesCheck().check(source, bad, ZH_JA)
    assert source[slice(*first.source_span)] == "Legal@yunpu-henghe.cn"
    assert bad[slice(*second.target_span)] == "legal@yunpu-heng.cn"
    assert first.severity == "error"


def test_a_character_that_could_not_be_written_is_an_error():
    finding = next(iter(LeftoversCheck().check("连系人：曾某", "連絡人　\ufffd某", ZH_JA)))
    assert (finding.severity, finding.target_span) == ("error", (4, 5))


def test_the_kana_that_names_an_item_is_none_left_over():
    source = "ア\u3000乙は、開示しない。"
    assert not list(LeftoversCheck().check(source, "ア 乙方不得披露。", JA_ZH))
    assert len(list(LeftoversCheck().check(source, "ア 乙方不得ア披露。", JA_ZH))) == 1


def test_a_name_in_characters_made_in_japan_is_kept():
    assert not list(LeftoversCheck().check("凪原倉庫株式会社", "凪原仓库株式会社", JA_ZH))


def test_names_in_latin_letters_are_the_same_on_both_sides():
    source = "甲方委托ＡＢＣ Holdings按照ISO 9001标准检验，通知发送至li@example.com。"
    good = "甲は、abc Holdingsに委託し、ISO 9001規格により検査し、li@example.com宛てに通知する。"
    assert not list(LatinCheck().check(source, good, ZH_JA))
    found = list(LatinCheck().check(source, "甲は、ABC Holdに委託し、IFO 9001規格により検査する。", ZH_JA))
    lost = [source[slice(*finding.source_span)] for finding in found if finding.source_span]
    assert lost == ["Holdings", "ISO"]
    assert len(found) == 4


def test_one_letter_is_a_mark_and_no_name():
    assert not list(LatinCheck().check("A地块", "甲地区", ZH_JA))
