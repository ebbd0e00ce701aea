"""Where formatting and inline objects of a segment come to stand in its translation, whatever the file's format."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents.alignment import fixed_points
from corpus.documents.content import FileSegment
from corpus.documents.inline import Mark, Piece, project, text_of
from corpus.documents.units import sentences, translate_unit, whole
from corpus.languages import Direction

PLAIN, BOLD, LINK = Mark("plain"), Mark("bold"), Mark("link", whole=True)


def pieces(marked: str) -> list[Piece]:
    """Pieces out of a notation: *bold*, [link], and ^ for an object without text."""
    found: list[Piece] = []
    marks: tuple[Mark, ...] = (PLAIN,)
    text = ""

    def close() -> None:
        nonlocal text
        if text:
            found.append(Piece(text, marks))
        text = ""

    for character in marked:
        if character in "*[]":
            close()
            marks = {"*": (BOLD,) if marks == (PLAIN,) else (PLAIN,), "[": (LINK, PLAIN), "]": (PLAIN,)}[character]
        elif character == "^":
            close()
            found.append(Piece("", (PLAIN,), code="object"))
        else:
            text += character
    close()
    return found


def shown(result: list[Piece]) -> str:
    """The same notation for pieces."""
    parts = []
    for piece in result:
        around = ("*", "*") if BOLD in piece.marks else ("[", "]") if LINK in piece.marks else ("", "")
        parts.append("^" if piece.code == "object" else f"{around[0]}{piece.text}{around[1]}")
    return "".join(parts)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        # What both texts have in common: numbers, Latin words, quoted text, characters in either form.
        ("总价为人民币*5,120,000*元。", "総額は5,120,000人民元とする。", "総額は*5,120,000*人民元とする。"),
        ("利率为*百分之五*。", "利率は5%とする。", "利率は*5%*とする。"),
        ("由*ABC Ltd.*负责。", "ABC Ltd.が責任を負う。", "*ABC Ltd.*が責任を負う。"),
        ("（以下称“*买方*”）", "（以下「購入者」という。）", "（以下「*購入者*」という。）"),
        ("依照《*民法典*》的规定", "「民法典」の規定により", "「*民法典*」の規定により"),
        (
            "*第一条*\u3000本合同自签字之日起生效。",
            "第1条\u3000本契約は、署名の日から発効する。",
            "*第1条*\u3000本契約は、署名の日から発効する。",
        ),
        ("向*海辰澄川精密机械有限公司*付款", "海辰澄川精密機械有限公司に支払う", "*海辰澄川精密機械有限公司*に支払う"),
        ("*甲方*应当付款。", "甲は、支払わなければならない。", "*甲*は、支払わなければならない。"),
        # The order of words is another: each stretch goes where its own text is.
        ("*乙方*向[人民法院]起诉", "人民法院に乙が訴えを提起する", "[人民法院]に*乙*が訴えを提起する"),
        # Nothing in common: by proportion, to where words begin and end.
        ("应当*及时*通知。", "遅滞なく通知しなければならない。", "*遅滞なく*通知しなければならない。"),
        ("*全部加粗。*", "すべて太字。", "*すべて太字。*"),
        ("*全部加粗*。", "すべて太字。", "*すべて太字*。"),
        # Objects: behind their word, before it, at the ends.
        ("支付违约金^和利息。", "違約金及び利息を支払う。", "違約金^及び利息を支払う。"),
        ("生效。^", "発効する。", "発効する。^"),
        ("^生效。", "発効する。", "^発効する。"),
        ("依[民法典^]。", "民法典による。", "[民法典]^による。"),
    ],
)
def test_formatting_and_objects_find_their_place(source: str, target: str, expected: str) -> None:
    assert shown(project(pieces(source), target)) == expected


def test_terms_come_first() -> None:
    anchors = [("抵押人", "抵当権設定者"), ("违约责任", "債務不履行責任")]
    result = project(pieces("*抵押人*承担[违约责任]。"), "債務不履行責任は、抵当権設定者が負う。", anchors)
    assert shown(result) == "[債務不履行責任]は、*抵当権設定者*が負う。"


def test_a_term_that_stands_twice_is_paired_in_order() -> None:
    result = project(pieces("甲方通知*甲方*的代理人。"), "甲は、甲の代理人に通知する。")
    assert shown(result) == "甲は、*甲*の代理人に通知する。"


def test_a_code_takes_the_place_of_its_text() -> None:
    field = Piece("三", (PLAIN,), code="field")
    result = project([Piece("依照第", (PLAIN,)), field, Piece("条付款。", (PLAIN,))], "第3条により支払う。")
    assert [piece.text for piece in result if piece.code] == ["3"]
    assert text_of(result) == "第3条により支払う。"


def test_codes_around_a_text_stay_around_its_translation() -> None:
    content = [
        Piece("甲方应当", (PLAIN,)),
        Piece("", (), "start", "start", 1),
        Piece("支付违约金", (PLAIN,)),
        Piece("", (), "end", "end", 1),
        Piece("。", (PLAIN,)),
    ]
    result = project(content, "甲は、違約金を支払わなければならない。", [("支付违约金", "違約金を支払")])
    places = [piece.code for piece in result if piece.code]
    assert places == ["start", "end"]
    inside = result[next(place for place, piece in enumerate(result) if piece.code == "start") + 1]
    assert inside.text == "違約金を支払"


words = st.text("甲乙违约责任责任、。1a「 」", max_size=6)
marks = st.sampled_from(
    [(), (PLAIN,), (BOLD,), (Mark("g1", True), PLAIN), (Mark("g2", True), PLAIN), (Mark("g3", True),)]
)
any_pieces = st.lists(
    st.one_of(
        st.builds(Piece, words.filter(bool), marks),
        st.builds(Piece, st.sampled_from(["", "", "\t", "__", "3"]), marks, st.integers(1, 10**9)),
    ),
    min_size=1,
    max_size=8,
).filter(lambda found: _each_mark_in_one_piece(found) and any(piece.code is None for piece in found))


def _each_mark_in_one_piece(found: list[Piece]) -> bool:
    places: dict[Mark, list[int]] = {}
    for place, piece in enumerate(found):
        for mark in piece.marks:
            if mark.whole:
                places.setdefault(mark, []).append(place)
    return all(last[-1] - last[0] + 1 == len(last) for last in places.values())


@pytest.mark.slow  # six hundred segments of up to eight pieces
@settings(deadline=None, max_examples=600)
@given(any_pieces, st.text("甲乙責任、。1a_\t「 」は3", min_size=1, max_size=15))
def test_text_codes_and_whole_marks_are_all_there(found: list[Piece], target: str) -> None:
    result = project(found, target, [("责任", "責任")])
    kept = [piece.code for piece in result if isinstance(piece.code, int)]
    assert sorted(kept) == sorted(piece.code for piece in found if isinstance(piece.code, int))
    assert {m for p in result for m in p.marks if m.whole} == {m for p in found for m in p.marks if m.whole}
    assert _each_mark_in_one_piece(result)
    lost = [piece for piece in found if piece.code is not None and piece.text]
    if not lost:  # a code whose text is not in the target brings its own
        assert text_of(result) == target


@settings(deadline=None, max_examples=50)
@given(any_pieces)
def test_the_source_as_its_own_translation_changes_nothing(found: list[Piece]) -> None:
    assert project(found, text_of(found)) == found


@settings(deadline=None, max_examples=200)
@given(st.text("甲违约责任三1A“”。《》", max_size=30), st.text("甲違約責任3A「」。は", max_size=30))
def test_a_character_belongs_to_one_fixed_point_at_most(source: str, target: str) -> None:
    found = fixed_points(source, target, [("责任", "責任")])
    for first, last, length in (("start", "end", len(source)), ("target_start", "target_end", len(target))):
        covered = [place for point in found for place in range(getattr(point, first), getattr(point, last))]
        assert len(covered) == len(set(covered))
        assert all(0 <= place < length for place in covered)


@settings(deadline=None, max_examples=200)
@given(st.text("甲乙。！\t\n \u3000“”", max_size=30))
def test_segments_and_their_blanks_are_the_unit(text: str) -> None:
    for found in (sentences(0, text, "zh"), whole(0, text)):
        assert not found or "".join(segment.before + segment.source + segment.after for segment in found) == text
    same = [FileSegment(0, s.source, s.before, s.after, s.source) for s in sentences(0, text, "zh")]
    assert text_of(translate_unit([Piece(text)], same, Direction.ZH_JA)) == text


@pytest.mark.parametrize(
    ("text", "targets", "expected"),
    [
        ("甲方付款。 乙方交货。", ("甲が支払う。", "乙が渡す。"), "甲が支払う。乙が渡す。"),
        ("甲方付款。\u3000乙方交货。", ("甲が支払う。", "乙が渡す。"), "甲が支払う。\u3000乙が渡す。"),
        ("甲方付款。 乙方交货。", ("甲が支払う。", ""), "甲が支払う。 乙方交货。"),
        ("甲方付款。乙方交货。", ("Paid.", "Done."), "Paid. Done."),
        ("\u3000\u3000甲方付款。", ("甲が支払う。",), "\u3000甲が支払う。"),
    ],
)
def test_white_space_is_that_of_the_target_language(text: str, targets: tuple[str, ...], expected: str) -> None:
    worked = [
        FileSegment(0, segment.source, segment.before, segment.after, target)
        for segment, target in zip(sentences(0, text, "zh"), targets, strict=True)
    ]
    assert text_of(translate_unit([Piece(text)], worked, Direction.ZH_JA)) == expected
