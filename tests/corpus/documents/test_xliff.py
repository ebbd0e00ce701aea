"""XLIFF 1.2 and 2.x and TMX as files to be translated: targets are written, everything else stays."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from lxml import etree

from corpus.documents import DocumentFormat, FileSegment, read_document, write_document, write_tmx
from corpus.errors import CorpusError
from corpus.languages import Direction

ANCHORS = (("违约责任", "債務不履行責任"), ("抵押人", "抵当権設定者"))
XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a tool -->
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:t="urn:tool" version="1.2">
  <file original="a.docx" source-language="zh-CN"{target} datatype="plaintext" t:job="7">
    <body>
      <group id="g1">
{units}
      </group>
    </body>
  </file>
</xliff>
"""
XLIFF2 = """<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.{minor}" srcLang="zh-CN"{target}>
 <file id="f1"><notes><note>n</note></notes>
  <unit id="u1">{data}{segments}</unit>
 </file>
</xliff>
"""
HEADER = 'creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext"'
TMX = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="zh-CN" {HEADER}/><body>{{}}</body></tmx>
"""


def xliff(*units: str, target: str = ' target-language="ja-JP"') -> bytes:
    return XLIFF.format(target=target, units="\n".join(units)).encode()


def unit(source: str, target: str = "", attributes: str = "", number: int = 1) -> str:
    return f'        <trans-unit id="{number}"{attributes}><source>{source}</source>{target}</trans-unit>'


def xliff2(segments: str, target: str = ' trgLang="ja"', data: str = "", minor: int = 0) -> bytes:
    return XLIFF2.format(target=target, segments=segments, data=data, minor=minor).encode()


def segments_of(data: bytes, name: str = "a.xlf") -> list[FileSegment]:
    return list(read_document(name, data, Direction.ZH_JA).segments)


def translated(data: bytes, targets: Mapping[str, str], state: str = "translated", name: str = "a.xlf") -> bytes:
    content = read_document(name, data, Direction.ZH_JA)
    worked = [
        replace(segment, target=targets[segment.source], state=state) if segment.source in targets else segment
        for segment in content.segments
    ]
    return write_document(content.format, data, worked, Direction.ZH_JA, ANCHORS)


def found(data: bytes, path: str) -> list[str]:
    """What the path finds, elements with their content; namespaces of XLIFF by the prefix x."""
    root = etree.fromstring(data)
    kept = root.xpath(path, namespaces={"x": etree.QName(root).namespace or "none"})
    return [
        etree.tostring(one, encoding="unicode", with_tail=False).split(">", 1)[1].rsplit("</", 1)[0]
        if isinstance(one, etree._Element)
        else str(one)
        for one in kept
    ]


class TestXliff:
    def test_only_targets_and_states_change(self) -> None:
        data = xliff(unit("合同生效。"), unit("合同终止。", number=2, attributes=' t:x="1"'))
        done = translated(data, {"合同生效。": "契約は効力を生ずる。"}).decode()
        target = '<target state="translated">契約は効力を生ずる。</target>'
        assert done == data.decode().replace("</source></trans-unit>", f"</source>{target}</trans-unit>", 1)

    def test_sentences_of_a_trans_unit_are_segments(self) -> None:
        data = xliff(unit("甲方付款。乙方交货。"))
        assert [segment.source for segment in segments_of(data)] == ["甲方付款。", "乙方交货。"]
        done = translated(data, {"甲方付款。": "甲が支払う。", "乙方交货。": "乙が渡す。"})
        assert found(done, "//x:target") == ["甲が支払う。乙が渡す。"]

    def test_a_unit_that_is_done_in_part_needs_translation(self) -> None:
        done = translated(xliff(unit("甲方付款。乙方交货。")), {"甲方付款。": "甲が支払う。"})
        assert found(done, "//x:target/@state") == ["needs-translation"]

    @pytest.mark.parametrize(
        ("attributes", "target", "text", "state"),
        [
            ("", "", "", ""),
            ("", "<target>契約</target>", "契約", "translated"),
            ("", '<target state="translated">契約</target>', "契約", "translated"),
            ("", '<target state="needs-review-translation">契約</target>', "契約", ""),
            ("", '<target state="final">契約</target>', "契約", "approved"),
            ("", '<target state="signed-off">契約</target>', "契約", "approved"),
            (' approved="yes"', "<target>契約</target>", "契約", "approved"),
            ("", '<target state="new">合同</target>', "", ""),
        ],
    )
    def test_targets_and_states_are_read(self, attributes: str, target: str, text: str, state: str) -> None:
        assert segments_of(xliff(unit("合同", target, attributes))) == [
            FileSegment(0, "合同", target=text, state=state)
        ]

    @pytest.mark.parametrize(
        ("state", "written", "approved"),
        [("approved", "final", "yes"), ("translated", "translated", "no"), ("", "needs-review-translation", "no")],
    )
    def test_states_are_written(self, state: str, written: str, approved: str) -> None:
        done = translated(xliff(unit("合同", attributes=' approved="no"')), {"合同": "契約"}, state)
        assert found(done, "//x:target/@state | //x:trans-unit/@approved") == [approved, written]

    def test_a_target_that_was_emptied_is_untranslated(self) -> None:
        data = xliff(unit("合同", '<target state="final">契約</target>'))
        done = translated(data, {"合同": ""}, "")
        assert found(done, "//x:target") == [""]
        assert found(done, "//x:target/@state") == ["needs-translation"]

    def test_what_is_not_to_be_translated_and_other_proposals_stay(self) -> None:
        other = "<alt-trans><source>合同</source><target>契約書</target></alt-trans>"
        data = xliff(unit("保密", attributes=' translate="no"'), unit("合同", f"{other}<note>注</note>", number=2))
        assert [segment.source for segment in segments_of(data)] == ["合同"]
        done = translated(data, {"合同": "契約"})
        assert found(done, "//x:trans-unit/*[2]") == ["契約"]
        assert other.encode() in done

    def test_a_group_s_translate_attribute_holds_for_its_units(self) -> None:
        data = xliff(unit("保密"), unit("合同", attributes=' translate="yes"', number=2))
        data = data.replace(b'<group id="g1">', b'<group id="g1" translate="no">')
        assert [segment.source for segment in segments_of(data)] == ["合同"]

    def test_inline_elements_find_their_place(self) -> None:
        source = (
            '抵押人承担<g id="1" ctype="bold">违约责任</g><x id="2"/>，'
            '<bpt id="3">&lt;i&gt;</bpt>不得转让<ept id="3"/>。'
        )
        data = xliff(unit(source))
        assert segments_of(data)[0].source == "抵押人承担违约责任，不得转让。"
        done = translated(
            data, {"抵押人承担违约责任，不得转让。": "債務不履行責任は抵当権設定者が負い、譲渡してはならない。"}
        )
        target = found(done, "//x:target")[0]
        assert target.startswith('<g id="1" ctype="bold">債務不履行責任</g><x id="2"/>は')
        assert '<bpt id="3">&lt;i&gt;</bpt>譲渡してはならない<ept id="3"/>。' in target

    def test_protected_text_is_not_changed(self) -> None:
        data = xliff(unit('向<mrk mtype="protected">ABC公司</mrk>付款'))
        done = translated(data, {"向ABC公司付款": "ABC公司に支払う"})
        assert found(done, "//x:target") == ['<mrk mtype="protected">ABC公司</mrk>に支払う']

    def test_a_target_that_says_the_same_keeps_its_own_codes(self) -> None:
        target = '<target>契<g id="1">約</g></target>'
        done = translated(xliff(unit('<g id="1">合</g>同', target)), {"合同": "契約"}, "approved")
        assert found(done, "//x:target") == ['契<g id="1">約</g>']

    def test_segments_of_the_tool_are_units(self) -> None:
        marked = '<mrk mtype="seg" mid="0">甲方付款。</mrk> <mrk mtype="seg" mid="1">乙方<x id="1"/>交货。</mrk>'
        segmented = f"<seg-source>{marked}</seg-source>"
        data = xliff(unit('甲方付款。 乙方<x id="1"/>交货。', segmented))
        assert [(segment.unit, segment.source) for segment in segments_of(data)] == [
            (0, "甲方付款。"),
            (1, "乙方交货。"),
        ]
        done = translated(data, {"乙方交货。": "乙が渡す。"})
        target = '<mrk mtype="seg" mid="0"/> <mrk mtype="seg" mid="1">乙<x id="1"/>が渡す。</mrk>'
        assert found(done, "//x:target") == [target]
        assert found(done, "//x:target/@state") == ["needs-translation"]
        again = translated(done, {"甲方付款。": "甲が支払う。", "乙方交货。": "乙が渡す。"})
        assert found(again, "//x:target") == [target.replace('mid="0"/>', 'mid="0">甲が支払う。</mrk>')]
        assert found(again, "//x:target/@state") == ["translated"]

    def test_the_target_language_is_declared(self) -> None:
        data = xliff(unit("合同"), target="")
        assert read_document("a.xlf", data, Direction.JA_ZH).direction is Direction.ZH_JA
        assert found(translated(data, {"合同": "契約"}), "//x:file/@target-language") == ["ja-JP"]

    def test_other_languages_declare_no_direction(self) -> None:
        assert (
            read_document("a.xlf", xliff(unit("合同"), target=' target-language="en"'), Direction.ZH_JA).direction
            is None
        )

    def test_the_encoding_stays(self) -> None:
        data = xliff(unit("合同")).decode().replace("UTF-8", "GB18030").encode("gb18030")
        done = translated(data, {"合同": "契約"})
        assert "契約" in done.decode("gb18030")
        assert found(done, "//x:target") == ["契約"]


class TestXliff2:
    @pytest.mark.parametrize("minor", [0, 1, 2])
    def test_only_targets_and_states_change(self, minor: int) -> None:
        data = xliff2("<segment><source>合同</source></segment><ignorable><source> </source></ignorable>", minor=minor)
        done = translated(data, {"合同": "契約"})
        assert done.decode() == data.decode().replace(
            "<segment><source>合同</source>", '<segment state="translated"><source>合同</source><target>契約</target>'
        )

    @pytest.mark.parametrize(
        ("state", "read"),
        [("initial", ""), ("translated", "translated"), ("reviewed", "approved"), ("final", "approved")],
    )
    def test_states_are_read_and_stay(self, state: str, read: str) -> None:
        data = xliff2(f'<segment state="{state}" subState="t:x"><source>合同</source><target>契約</target></segment>')
        (segment,) = segments_of(data)
        assert (segment.target, segment.state) == ("契約", read)
        done = write_document(DocumentFormat.XLIFF2, data, [segment], Direction.ZH_JA)
        assert found(done, "//@state | //@subState") == [state, "t:x"]

    def test_the_sub_state_goes_with_the_state_that_it_specified(self) -> None:
        data = xliff2('<segment state="translated" subState="t:x"><source>合同</source><target>契</target></segment>')
        done = translated(data, {"合同": "契約"}, "approved")
        assert found(done, "//@state | //@subState") == ["final"]

    def test_inline_elements_find_their_place(self) -> None:
        source = (
            '<sc id="1" dataRef="d1"/>抵押人<ec startRef="1" dataRef="d2"/>承担<pc id="2">违约责任</pc><ph id="3"/>。'
            '<mrk id="m" translate="no">ABC</mrk>'
        )
        kept = '<originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data></originalData>'
        data = xliff2(f"<segment><source>{source}</source></segment>", data=kept)
        done = translated(data, {"抵押人承担违约责任。ABC": "債務不履行責任は抵当権設定者が負う。ABC"})
        target = found(done, "//x:target")[0]
        assert target.startswith('<pc id="2">債務不履行責任</pc><ph id="3"/>は')
        assert '<sc id="1" dataRef="d1"/>抵当権設定者<ec startRef="1" dataRef="d2"/>が負う' in target
        assert target.index("<sc") < target.index("<ec")
        assert '<mrk id="m" translate="no">ABC</mrk>' in target
        assert target.count("<ph") == 1
        assert kept.encode() in done

    def test_units_that_are_not_to_be_translated_stay(self) -> None:
        data = xliff2("<segment><source>合同</source></segment>").replace(
            b'<unit id="u1">', b'<unit id="u1" translate="no">'
        )
        with pytest.raises(CorpusError, match="holds no text"):
            segments_of(data)

    def test_the_target_language_is_declared(self) -> None:
        done = translated(xliff2("<segment><source>合同</source></segment>", target=""), {"合同": "契約"})
        assert found(done, "/x:xliff/@trgLang") == ["ja-JP"]


class TestTmx:
    def test_missing_texts_are_filled(self) -> None:
        other = '<tu><tuv xml:lang="en"><seg>x</seg></tuv></tu>'
        tu = f'<tu><tuv xml:lang="zh-CN"><seg>合同<ph/>生效</seg></tuv></tu>{other}'
        data = TMX.format(tu).encode()
        content = read_document("a.tmx", data, Direction.JA_ZH)
        assert content.direction is Direction.ZH_JA
        done = translated(data, {"合同生效": "契約発効"}, name="a.tmx").decode()
        new = '<tuv xml:lang="ja"><seg>契約<ph/>発効</seg></tuv></tu>'
        assert done == data.decode().replace("</tuv></tu>", f"</tuv>{new}", 1)

    def test_a_text_is_replaced(self) -> None:
        data = TMX.format(
            '<tu><tuv lang="ja"><seg>契約書</seg></tuv><tuv lang="zh"><seg>合同</seg></tuv></tu>'
        ).encode()
        assert segments_of(data, "a.tmx") == [FileSegment(0, "合同", target="契約書", state="translated")]
        assert found(translated(data, {"合同": "契約"}, name="a.tmx"), "//seg") == ["契約", "合同"]

    def test_segments_are_written_as_a_memory(self) -> None:
        worked = [FileSegment(0, "合同", target="契約"), FileSegment(1, "未译"), FileSegment(2, "甲方", target="甲")]
        data = write_tmx(worked, Direction.ZH_JA, "contract.docx")
        content = read_document("a.tmx", data, Direction.ZH_JA)
        assert [(segment.source, segment.target) for segment in content.segments] == [("合同", "契約"), ("甲方", "甲")]
        assert b'<prop type="document">contract.docx</prop>' in data
        reverse = write_tmx([FileSegment(0, "契約", target="合同")], Direction.JA_ZH, "a")
        assert found(reverse, "//seg") == ["合同", "契約"]
