"""Each filter drops what it is for and keeps what is legitimate; together they tell what they did."""

import pytest

from corpus.filters import FILTERS, Dropped, apply_filters
from corpus.pairs import NewPair
from corpus.seeds import read_seeds, seed_files

KEPT = NewPair("甲方应当在三十日内支付货款。", "甲は、30日以内に代金を支払わなければならない。", line=1)


def reason(name: str, zh: str, ja: str) -> str:
    ((_, why),) = FILTERS[name]().judge([NewPair(zh, ja)])
    return why


@pytest.mark.parametrize(
    ("name", "zh", "ja", "why"),
    [
        ("script", "甲は代金を支払う。", "甲は代金を支払う。", "the zh text holds the kana は"),
        ("script", "Article 1", "第1条", "the zh text holds no Chinese character"),
        ("script", "第一条", "Article 1", "the ja text holds neither kana nor kanji"),
        ("script", "甲方支付货款", "甲方支付货款", "holds 货, which Japanese does not use"),
        ("script", "契约" * 30, "契約" * 30, "60 characters and no kana"),
        ("length", "甲方应当在收到通知之日起三十日内支付货款。", "甲。", "21 characters in zh and 2 in ja"),
        ("length", "甲。", "甲は、通知を受けた日から三十日以内に代金を支払う。", "2 characters in zh and 25 in ja"),
        ("numbers", "第3条", "第4条", "the ja text lacks the number 3"),
        ("numbers", "支付货款", "30日以内に支払う", "the zh text lacks the number 30"),
        ("numbers", "１００元和１００元", "100元", "the ja text lacks the number 100"),
        ("markup", "点击<b>保存</b>。", "保存をクリックする。", "the ja text lacks </b>"),
        ("markup", "保存 {0}", "{0}を{1}に保存", "the zh text lacks {1}"),
        ("markup", '<a href="x">契</a>', '<a href="x">契</a>', "most of the zh text is markup"),
        ("untranslated", "SQL Server 2019", "SQL Server 2019", "repeats the zh text (similarity 1.00)"),
        ("untranslated", "甲方支付货款。", "甲方支付货款。", "repeats the zh text"),
        ("untranslated", "甲は代金を支払う。", "甲は代金を支払う。", "repeats the zh text"),
    ],
)
def test_what_is_wrong_is_dropped_with_its_reason(name: str, zh: str, ja: str, why: str) -> None:
    assert why in reason(name, zh, ja)


@pytest.mark.parametrize(
    ("name", "zh", "ja"),
    [
        ("script", "违约金", "違約金"),
        ("script", "约翰・史密斯ー", "ジョン・スミス"),  # the dot and the dash are no kana
        ("length", "契约", "契約書一式"),
        ("numbers", "三十日内支付", "30日以内に支払う"),
        ("numbers", "1.2亿元", "1億2,000万元"),
        ("numbers", "人民币壹佰贰拾万元整", "人民元120万元"),
        ("numbers", "万分之五的违约金，百分之四点五", "0.05%の違約金、4.5%"),
        ("numbers", "单笔损失，两名董事", "1件の損失、2名の董事"),
        ("numbers", "一般情况下应当统一", "通常は、統一しなければならない"),
        ("numbers", "二〇二四年", "２０２４年"),
        ("markup", "将 %1$s 移到 <b>回收站</b>", "<b>ごみ箱</b>に%1$sを移す"),
        ("markup", "达到 50% 时", "50% に達した時"),
        ("untranslated", "契约", "契約"),
        ("untranslated", "第1条（信托的目的）", "第1条（信託の目的）"),
        ("untranslated", "取缔役", "取締役"),
    ],
)
def test_what_is_legitimate_is_kept(name: str, zh: str, ja: str) -> None:
    assert reason(name, zh, ja) == ""


def test_a_pair_is_dropped_by_the_first_filter_that_minds_and_counted_there() -> None:
    pairs = [KEPT, NewPair("第3条", "第4条", line=2), NewPair("Article 3", "第4条", line=3)]
    dropped: list[Dropped] = []
    kept, report = apply_filters(pairs, [one() for one in FILTERS.values()], dropped.append)
    assert list(kept) == [KEPT]
    assert [(one.pair.line, one.filter) for one in dropped] == [(2, "numbers"), (3, "script")]
    assert (report.read, report.kept, report.dropped["numbers"], report.dropped["length"]) == (3, 1, 1, 0)


def test_repeats_are_dropped_and_name_the_first() -> None:
    again = NewPair("甲方应当在三十日内支付货款。 ", KEPT.ja, line=2)
    near = NewPair("甲方应当在三十日内支付货款！", KEPT.ja, line=3)
    dropped: list[Dropped] = []
    kept, _ = apply_filters([KEPT, again, near], [FILTERS["duplicate"](), FILTERS["near-duplicate"]()], dropped.append)
    assert list(kept) == [KEPT]
    assert [one.reason for one in dropped] == ["repeats the pair of line 1", "nearly repeats the pair of line 1"]


def test_pairs_are_judged_as_a_stream() -> None:
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield NewPair("契约", "契約")

    kept, report = apply_filters(endless(), [FILTERS["script"](), FILTERS["numbers"]()])
    assert next(kept).zh == "契约"
    assert (len(taken), report.kept) == (1, 1)


def test_hardly_a_seed_pair_is_dropped_by_what_looks_at_one_pair() -> None:
    pairs = [pair for path in seed_files() for pair in read_seeds(path, path.read_text(encoding="utf-8"))][::5]
    names = ("script", "length", "numbers", "markup", "untranslated")
    kept, report = apply_filters(pairs, [FILTERS[name]() for name in names])
    assert sum(1 for _ in kept) > 0.995 * len(pairs)
    assert report.read == len(pairs)
