"""Entries that the pairs contradict when they are read backwards."""

from glossary.terms import Term
from training.readings import UsualReading, contradicted, usual_readings
from training.sources import TrainingPair

GRANT = Term("予以支持", "認める")
MORTGAGE = Term("抵押权", "抵当権")
MAIN_CONTRACT = Term("本约合同", "本契約")
THIS_CONTRACT = Term("本协议", "本契約", zh_variants=("本合同",))


def pair(zh: str, ja: str) -> TrainingPair:
    return TrainingPair(zh, ja, "pairs/test")


def test_an_entry_that_most_segments_contradict_is_found_with_its_figures() -> None:
    pairs = [pair("本院认为抵押权有效。", "裁判所は、抵当権を有効と認める。")] * 14
    pairs += [pair("对抵押权的请求予以支持。", "抵当権の請求を認める。")] * 9
    assert contradicted([GRANT, MORTGAGE], pairs) == [(GRANT, 23, 9)]


def test_few_segments_prove_nothing() -> None:
    assert contradicted([GRANT], [pair("本院认为有效。", "有効と認める。")] * 19) == []


def test_of_several_right_readings_the_usual_one_is_found_with_its_figures() -> None:
    pairs = [pair("本合同自签字之日起生效。", "本契約は、署名の日から効力を生ずる。")] * 6
    pairs += [pair("应当订立本约合同。", "本契約を締結しなければならない。")] * 2
    found = usual_readings([MAIN_CONTRACT, THIS_CONTRACT], pairs)
    assert found == [UsualReading("本契約", ("本约合同", "本协议", "本合同"), "本合同", 6, 2)]


def test_the_first_reading_stays_first_where_the_others_are_hardly_more_usual() -> None:
    pairs = [pair("本合同有效。", "本契約は有効である。")] * 6 + [pair("本约合同有效。", "本契約は有効である。")] * 3
    assert usual_readings([MAIN_CONTRACT, THIS_CONTRACT], pairs) == []
