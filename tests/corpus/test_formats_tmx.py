"""Pairs as TMX 1.4b: strict in what is written, lenient in what is read, safe from hostile files."""

import io
from collections import deque
from itertools import islice
from pathlib import Path

import psutil
import pytest
from lxml import etree

from corpus.errors import CorpusError
from corpus.formats import tmx
from corpus.formats.rejected import RejectedLine
from corpus.pairs import NewPair

# The content model and the required attributes of TMX 1.4b, as its specification states them.
STRUCTURE = etree.DTD(
    io.StringIO(
        """
        <!ELEMENT tmx (header, body)>
        <!ATTLIST tmx version CDATA #REQUIRED>
        <!ELEMENT header (note | prop | ude)*>
        <!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
                         segtype (block | paragraph | sentence | phrase) #REQUIRED o-tmf CDATA #REQUIRED
                         adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
        <!ELEMENT body (tu*)>
        <!ELEMENT tu ((note | prop)*, tuv+)>
        <!ELEMENT tuv ((note | prop)*, seg)>
        <!ATTLIST tuv xml:lang CDATA #REQUIRED>
        <!ELEMENT seg (#PCDATA)>
        <!ELEMENT note (#PCDATA)>
        <!ELEMENT ude EMPTY>
        <!ELEMENT prop (#PCDATA)>
        <!ATTLIST prop type CDATA #REQUIRED>
        """
    )
)

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header/><body>\n{}\n</body></tmx>\n'
UNIT = '<tu><tuv xml:lang="zh-CN"><seg>{}</seg></tuv><tuv xml:lang="ja"><seg>{}</seg></tuv></tu>'


def file_of(folder: Path, content: str | bytes) -> Path:
    path = folder / "a.tmx"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, units: str) -> list[NewPair | RejectedLine]:
    return list(tmx.read(file_of(folder, DOCUMENT.format(units))))


def written(*pairs: NewPair) -> bytes:
    stream = io.BytesIO()
    assert tmx.write(stream, pairs) == len(pairs)
    return stream.getvalue()


@pytest.mark.parametrize(
    "pairs",
    [[], [NewPair("合同", "契約")], [NewPair("甲<乙>", "丙&丁", "statute", "contract", '文书 "1"', 7)] * 2],
    ids=["no pair", "bare", "all fields"],
)
def test_what_is_written_follows_the_structure_of_the_standard(pairs: list[NewPair]) -> None:
    assert STRUCTURE.validate(etree.fromstring(written(*pairs))), STRUCTURE.error_log


def test_header_languages_and_document_type_are_those_that_tools_look_for() -> None:
    content = written(NewPair("合同", "契約", "contract", document="sale-01", position=0))
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    assert b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">' in content
    root = etree.fromstring(content)
    assert root.get("version") == "1.4"
    header = root.find("header").attrib
    assert {**header, "creationtoolversion": "?"} == {
        "creationtool": "hoyaku",
        "creationtoolversion": "?",
        "segtype": "sentence",
        "o-tmf": "hoyaku",
        "adminlang": "en",
        "srclang": "zh-CN",
        "datatype": "plaintext",
    }
    assert header["creationtoolversion"]
    assert root.xpath("//tuv/@xml:lang") == ["zh-CN", "ja"]
    assert [(prop.get("type"), prop.text) for prop in root.iter("prop")] == [
        ("genre", "contract"),
        ("document", "sale-01"),
        ("position", "0"),
    ]


def test_characters_that_xml_cannot_hold_become_visible(tmp_path: Path) -> None:
    path = file_of(tmp_path, written(NewPair("甲\x00乙\x0b丙\ud800\ufffe", "丁\t\n")))
    assert list(tmx.read(path)) == [NewPair("甲\ufffd乙\ufffd丙\ufffd\ufffd", "丁\t\n", line=5)]


@pytest.mark.parametrize("zh", ["zh", "ZH-CN", "zh-Hans", "zh_CN", "zh-hans-cn", "zh-SG", "cmn"])
@pytest.mark.parametrize("ja", ["ja", "JA-JP", "ja_JP", "jpn"])
@pytest.mark.parametrize("attribute", ["xml:lang", "lang"])
def test_language_codes_are_taken_as_tools_write_them(tmp_path: Path, zh: str, ja: str, attribute: str) -> None:
    unit = (
        f'<tu><tuv {attribute}="{ja}"><seg>契約</seg></tuv><tuv {attribute}="en"><seg>contract</seg></tuv>'
        f'<tuv {attribute}="{zh}"><seg>合同</seg></tuv></tu>'
    )
    assert read(tmp_path, unit) == [NewPair("合同", "契約", line=3)]


def test_fields_are_read_from_properties(tmp_path: Path) -> None:
    unit = UNIT.format("合同", "契約").replace(
        "<tu>",
        '<tu><note>x</note><prop type="x-Genre">contract</prop><prop type="area">company</prop>'
        '<prop type="document">a</prop><prop type="position">3</prop><prop type="client">y</prop>',
    )
    assert read(tmp_path, unit) == [NewPair("合同", "契約", "contract", "company", "a", 3, 3)]


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ('第<bpt i="1">&lt;b&gt;</bpt>一<ept i="1">&lt;/b&gt;</ept>条', "第一条"),
        ('甲<ph>&lt;img alt="<sub>图</sub>"/&gt;</ph>乙<it pos="begin">{i}</it>丙<ut>x</ut>', "甲乙丙"),
        ("应当<hi>支付<hi>违约</hi>金</hi>。", "应当支付违约金。"),
        ("甲<!-- 注 -->乙<?pi x?>丙", "甲乙丙"),
        ("<![CDATA[甲<乙>]]>&amp;&#20025;", "甲<乙>&丹"),
        ("\n 甲\n", "\n 甲\n"),
        ("", ""),
    ],
)
def test_inline_codes_are_left_out_and_text_stays(tmp_path: Path, segment: str, text: str) -> None:
    assert read(tmp_path, UNIT.format(segment, "契約")) == [NewPair(text, "契約", line=3)]


def test_namespaced_tmx_is_read(tmp_path: Path) -> None:
    content = DOCUMENT.format(UNIT.format("合同", "契約")).replace("<tmx ", '<tmx xmlns="http://www.lisa.org/tmx14" ')
    assert list(tmx.read(file_of(tmp_path, content))) == [NewPair("合同", "契約", line=3)]


def test_a_unit_without_a_pair_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    traditional = UNIT.format("契約", "契約").replace("zh-CN", "zh-TW")
    units = [
        '<tu><tuv xml:lang="zh"><seg>合同</seg></tuv><tuv xml:lang="en"><seg>contract</seg></tuv></tu>',
        traditional,
        "<tu/>",
        '<tu><tuv xml:lang="zh"/><tuv xml:lang="ja"><seg>契約</seg></tuv></tu>',
        UNIT.format("甲", "乙").replace("<tu>", '<tu><prop type="position">x</prop>'),
        UNIT.format("合同", "契約"),
    ]
    assert read(tmp_path, "\n".join(units)) == [
        RejectedLine(3, "the unit gives no pair: it has no ja text"),
        RejectedLine(
            4, "the unit gives no pair: its Chinese is in traditional characters; convert it to simplified ones first"
        ),
        RejectedLine(5, "the unit gives no pair: it has no zh text, and it has no ja text"),
        RejectedLine(6, "the unit gives no pair: its zh tuv has no seg"),
        RejectedLine(7, "the position 'x' is not a whole number from 0 on"),
        NewPair("合同", "契約", line=8),
    ]


def test_a_further_text_in_a_language_is_reported(tmp_path: Path) -> None:
    unit = UNIT.format("合同", "契約").replace("</tu>", '\n<tuv xml:lang="ja-JP"><seg>契約書</seg></tuv></tu>')
    assert read(tmp_path, unit) == [
        RejectedLine(4, "the unit has a further ja text, which was left out"),
        NewPair("合同", "契約", line=3),
    ]


def test_simplified_is_taken_where_traditional_stands_beside_it(tmp_path: Path) -> None:
    unit = UNIT.format("合同", "契約").replace("<tu>", '<tu><tuv xml:lang="zh-Hant"><seg>契約</seg></tuv>')
    assert read(tmp_path, unit) == [NewPair("合同", "契約", line=3)]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "GB18030"])
def test_the_declared_encoding_is_obeyed(tmp_path: Path, encoding: str) -> None:
    content = DOCUMENT.format(UNIT.format("合同", "契約の")).replace("UTF-8", encoding)
    assert list(tmx.read(file_of(tmp_path, content.encode(encoding)))) == [NewPair("合同", "契約の", line=3)]


def test_the_document_type_is_not_fetched(tmp_path: Path) -> None:
    doctype = '?>\n<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">'
    content = DOCUMENT.format(UNIT.format("合同", "契約")).replace("?>", doctype, 1)
    assert list(tmx.read(file_of(tmp_path, content))) == [NewPair("合同", "契約", line=4)]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        f'<!ENTITY l0 "哈">{LAUGHS}<!ENTITY x "&l9;">',
        '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;',
    ],
    ids=["local file", "network", "billion laughs", "parameter entity"],
)
@pytest.mark.parametrize("place", ["segment", "attribute"])
def test_entities_are_refused(tmp_path: Path, subset: str, place: str) -> None:
    reference = "&x;" if "% p" not in subset else ""
    unit = (
        UNIT.format(reference, "契約")
        if place == "segment"
        else UNIT.format("甲", "乙").replace("zh-CN", f"zh{reference}")
    )
    content = DOCUMENT.format(unit).replace("?>", f"?>\n<!DOCTYPE tmx [{subset}]>", 1)
    with pytest.raises(CorpusError, match=r"a\.tmx, line \d+: (the file declares entities|the file is damaged)"):
        list(tmx.read(file_of(tmp_path, content)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "holds no pair: it is empty"),
        ("合同\t契約\n", "line 1: the file is damaged or cut off"),
        (DOCUMENT.format(UNIT.format("甲", "乙"))[:-20], r"line \d: the file is damaged or cut off \(Premature end"),
        (DOCUMENT.format("<tu>&nbsp;</tu>"), "line 3: the file is damaged"),
        (DOCUMENT.format("<tu><tuv></tu>"), "line 3: the file is damaged"),
        (DOCUMENT.format(""), "it is TMX without a translation unit"),
        ("<xliff version='1.2'/>", "line 1: the file is not TMX, its first element is <xliff>"),
        (
            DOCUMENT.format(UNIT.format("合同自签字之日起生效", "契約")).encode("gb18030"),
            "not in the encoding .* GB18030",
        ),
        (DOCUMENT.format("").replace("UTF-8", "nonsense"), "not in the encoding .*Unsupported encoding"),
    ],
    ids=[
        "empty",
        "not XML",
        "cut off",
        "unknown entity",
        "tags crossed",
        "no unit",
        "XLIFF",
        "wrong",
        "unknown encoding",
    ],
)
def test_what_is_no_tmx_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    with pytest.raises(CorpusError, match=sentence) as failure:
        list(tmx.read(file_of(tmp_path, content)))
    assert "\n" not in str(failure.value)
    assert str(tmp_path / "a.tmx") in str(failure.value)


def test_pairs_before_the_damage_are_read(tmp_path: Path) -> None:
    pairs = tmx.read(file_of(tmp_path, DOCUMENT.format(UNIT.format("甲", "乙") + "<tu><tuv>")))
    assert next(pairs) == NewPair("甲", "乙", line=3)
    with pytest.raises(CorpusError, match="damaged or cut off"):
        next(pairs)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    # The parser keeps its tree outside Python, so the process is measured, on a file of 12 MB.
    path = tmp_path / "big.tmx"
    tmx.write(
        path, (NewPair(f"第{n}条" + "当事人应当履行义务。" * 100, "義務を履行する。" * 100) for n in range(2_000))
    )
    process = psutil.Process()
    deque(islice(tmx.read(path), 100), maxlen=0)
    before = process.memory_info().rss
    growth = [process.memory_info().rss - before for _ in tmx.read(path)]
    assert len(growth) == 2_000
    assert max(growth) < 6_000_000  # bytes
