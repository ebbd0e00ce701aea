"""Alignment of a Chinese and a Japanese text: what belongs together is found, and nothing is lost."""

import io
import runpy
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.alignment import Alignment, TermAnchors, align_segments, align_texts
from corpus.alignment.documents import LARGEST, AlignmentInputError, align_documents, refuse, text_of_file
from corpus.errors import CorpusError

ROOT = Path(__file__).resolve().parents[3]
BENCH = SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "alignment.py")))

CONTRACT = [
    ("股权转让合同", "持分譲渡契約書"),
    ("第一条　转让标的", "第1条　譲渡の目的"),
    ("甲方将其持有的目标公司30%的股权转让给乙方。", "甲は、その保有する対象会社の30%の持分を乙に譲渡する。"),
    (
        "股权转让价款为人民币五百万元，乙方应当于二〇二五年三月三十一日前支付。",
        "持分譲渡の代金は500万人民元とし、乙は、2025年3月31日までに支払わなければならない。",
    ),
    (
        "乙方逾期付款的，应当按日万分之五支付违约金；逾期超过三十日的，甲方有权解除合同。",
        "乙は、支払を遅延したときは、1日につき1万分の5の違約金を支払わなければならない。"
        "遅延が30日を超えたときは、甲は、契約を解除することができる。",
    ),
    ("第二条　争议解决", "第2条　紛争解決"),
    ("因本合同发生的争议，提交云浦仲裁委员会仲裁。", "本契約に関して生じた紛争は、雲浦仲裁委員会に付託する。"),
    ("本合同一式二份，双方各执一份。", "本契約は、2通作成し、双方が1通ずつ保有する。"),
]


def texts(pairs: list[tuple[str, str]]) -> tuple[str, str]:
    return "\n".join(zh for zh, _ in pairs), "\n".join(ja for _, ja in pairs)


def found(alignment: Alignment) -> list[tuple[str, str]]:
    return [
        ("".join(alignment.zh[slice(*bead.zh)]), "".join(alignment.ja[slice(*bead.ja)])) for bead in alignment.beads
    ]


def covers_once(alignment: Alignment) -> bool:
    """Whether the beads take every segment of both sides once and in order."""
    for side in ("zh", "ja"):
        spans = [getattr(bead, side) for bead in alignment.beads]
        ends = [0, *(end for _, end in spans)]
        if [start for start, _ in spans] != ends[:-1] or ends[-1] != len(getattr(alignment, side)):
            return False
    return all(bead.kind != (0, 0) for bead in alignment.beads)


def test_a_contract_is_aligned_sentence_by_sentence_and_two_sentences_stand_for_one() -> None:
    alignment = align_texts(*texts(CONTRACT))
    assert found(alignment) == CONTRACT
    assert [bead.kind for bead in alignment.beads].count((1, 2)) == 1
    assert all(bead.confidence > 0.8 for bead in alignment.beads)


def test_line_ends_are_no_help_that_is_needed() -> None:
    sentences = [CONTRACT[place] for place in (2, 3, 4, 6, 7)]
    alignment = align_texts("".join(zh for zh, _ in sentences), "".join(ja for _, ja in sentences))
    assert found(alignment) == sentences


@pytest.mark.parametrize("side", [0, 1])
def test_what_stands_on_one_side_only_stands_alone_in_the_alignment(side: int) -> None:
    both: list[list[str]] = [list(one) for one in zip(*CONTRACT, strict=True)]
    preamble = ("本译本仅供参考，不具有法律效力。", "この翻訳は参考のためのものであり、法的効力を有しない。")[side]
    both[side].insert(0, preamble)
    both[1 - side][5:7] = []  # and two segments are missing on the other side
    alignment = align_segments(both[0], both[1])
    pairs = found(alignment)
    alone = [pair[side] for pair in pairs if not pair[1 - side]]
    assert alone == [preamble, CONTRACT[5][side], CONTRACT[6][side]]
    assert [pair for pair in pairs if all(pair)] == [*CONTRACT[:5], CONTRACT[7]]


def test_glossary_terms_tell_apart_what_lengths_and_characters_do_not() -> None:
    zh, ja = (
        ["保险人应当赔付。", "借款人应当还款。"],
        ["借主は、返済する。", "ほけんしゃは、はらう。", "借主は、返済する。"],
    )
    terms = [("保险人", "ほけんしゃ"), ("赔付", "はらう"), ("借款人", "借主"), ("还款", "返済")]
    assert found(align_segments(zh, ja, terms)) == [
        ("", ja[0]),
        (zh[0], ja[1]),
        (zh[1], ja[2]),
    ]


def test_numbers_count_by_value_whatever_they_are_written_in() -> None:
    zh = [f"应支付{number}元。" for number in ("三千", "一亿二千万", "４２０", "二〇二四")]
    ja = [f"{number}元を支払う。" for number in ("3,000", "1億2000万", "420", "2024")]
    alignment = align_segments([zh[place] for place in (1, 3)], ja)
    assert [pair for pair in found(alignment) if all(pair)] == [(zh[1], ja[1]), (zh[3], ja[3])]


@pytest.mark.slow  # aligns eighteen documents in three ways
def test_at_least_97_percent_of_the_segments_of_seed_documents_are_right() -> None:
    documents = BENCH.seed_documents("documents")
    chosen = [documents[name] for name in sorted(documents)[::12]]
    terms = TermAnchors(())
    for joined in BENCH.JOINED:
        recovered = [BENCH.recovered(rows, joined, terms) for rows in chosen]
        total = sum(one.total for one in recovered)
        assert total > 600
        assert sum(one.right for one in recovered) / total >= 0.97, joined


@pytest.mark.slow  # the band must be left behind by more than the first one holds
def test_a_long_document_of_unequal_sides_is_aligned_through_a_band_that_widens() -> None:
    pairs = [
        (f"第{number}条 甲方应当支付{number}元。", f"第{number}条 甲は、{number}元を支払う。")
        for number in range(1, 901)
    ]
    zh = [one for one, _ in pairs]
    ja = [other for _, other in pairs[450:]]  # the first half is missing, so the way begins far from the diagonal
    alignment = align_segments(zh, ja)
    assert covers_once(alignment)
    right = [pair for pair in found(alignment) if all(pair)]
    assert len(set(right) & set(pairs)) >= 440


SEGMENTS = st.lists(
    st.text(st.sampled_from("甲乙契約合同第条1二３は。を，（）AB \t丙"), min_size=1, max_size=12).filter(str.strip),
    max_size=12,
)


@given(SEGMENTS, SEGMENTS)
@settings(max_examples=30, deadline=None)
def test_beads_cover_both_sides_once_and_in_order(zh: list[str], ja: list[str]) -> None:
    alignment = align_segments(zh, ja, [("合同", "契約")])
    assert covers_once(alignment)
    assert all(0 <= bead.confidence <= 1 for bead in alignment.beads)


@given(st.permutations([pair for pair in CONTRACT if pair[0] != CONTRACT[4][0]]))
@settings(max_examples=15, deadline=None)
def test_documents_with_the_same_segments_are_aligned_one_to_one(pairs: list[tuple[str, str]]) -> None:
    alignment = align_segments([zh for zh, _ in pairs], [ja for _, ja in pairs])
    assert found(alignment) == list(pairs)
    assert {bead.kind for bead in alignment.beads} == {(1, 1)}


def test_nothing_aligns_with_nothing() -> None:
    assert align_segments([], []).beads == ()
    assert [bead.kind for bead in align_segments(["合同"], []).beads] == [(1, 0)]
    assert [bead.kind for bead in align_segments([" "], ["契約"]).beads] == [(0, 1)]


class TestWhatIsGiven:
    @pytest.mark.parametrize(
        ("zh", "ja", "code"),
        [
            (" ", "契約です。", "empty_zh"),
            ("合同。", "\n", "empty_ja"),
            ("契約は、成立した。", "合同成立。", "exchanged"),
            ("契約は、成立した。", "契約は、終了した。", "same_language"),
            ("合同成立。", "合同成立，自双方签字之日起生效。" * 20, "same_language"),
            ("合同。" * LARGEST, "契約です。", "too_long"),
        ],
    )
    def test_texts_that_are_no_pair_are_refused_with_the_remedy(self, zh: str, ja: str, code: str) -> None:
        with pytest.raises(AlignmentInputError) as refused:
            align_documents(zh, ja)
        assert refused.value.code == code
        assert str(refused.value).endswith(".")

    def test_a_quotation_in_the_other_language_is_no_reason_to_refuse(self) -> None:
        refuse(
            "股份公司（かぶしきがいしゃ）的章程应当登记。\n" + "合同自双方签字之日起生效。\n" * 5,
            "定款は、登記する。\n合同",
        )

    def test_a_text_file_may_be_in_the_encodings_of_either_country(self) -> None:
        text = "合同自双方签字盖章之日起生效。" * 4
        assert text_of_file("a.txt", text.encode("gb18030"), "zh") == text
        assert text_of_file("a.txt", text.encode("utf-16"), "zh") == text

    def test_a_word_file_is_read_a_line_a_paragraph(self) -> None:
        file = io.BytesIO()
        document = docx.Document()
        for paragraph in ("第一条　总则", "合同自成立时生效。当事人应当履行。"):
            document.add_paragraph(paragraph)
        document.save(file)
        assert text_of_file("a.docx", file.getvalue(), "zh") == "第一条　总则\n合同自成立时生效。当事人应当履行。"

    def test_a_file_of_another_kind_is_told(self) -> None:
        with pytest.raises(CorpusError, match=r"a\.pdf is no document to align"):
            text_of_file("a.pdf", b"%PDF", "zh")
