"""Files that are broken, hostile or something else: each is refused in one sentence that tells what to do."""

import io
import runpy
import struct
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import MAX_BYTES, SUFFIXES, read_document, write_document
from corpus.documents.package import MOST_PARTS, Package
from corpus.errors import CorpusError
from corpus.languages import Direction

FOLDER = Path(__file__).parent
WORD = SimpleNamespace(**runpy.run_path(str(FOLDER / "word_file.py")))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BODY = WORD.paragraph(WORD.run("合同生效。"))
PARTS = WORD.document_parts(BODY)
OFFICE = "application/vnd.openxmlformats-officedocument."


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(CorpusError) as failure:
        read_document(name, data, Direction.ZH_JA)
    sentence = str(failure.value)
    assert sentence.startswith(f"{name}: the file")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert ";" in sentence  # what is the matter; what to do
    return sentence


def word_with(**changed: str) -> bytes:
    """The Word file with parts replaced, by name with __ for / and the extension .xml left out."""
    named = {f"{name.replace('__', '/')}.xml": content for name, content in changed.items()}
    return WORD.package({**PARTS, **named})


def of_kind(kind: str) -> bytes:
    """A package whose main part is of that content type."""
    return WORD.docx(BODY, kind)


def opendocument() -> bytes:
    return WORD.package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})


def strict() -> bytes:
    relations = PARTS["_rels/.rels"].replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    return WORD.package({**PARTS, "_rels/.rels": relations})


def bomb() -> bytes:
    return WORD.package({**PARTS, "word/media/a.bin": b"\0" * (40 << 20)})


def bomb_in_the_document() -> bytes:
    return word_with(word__document=PARTS["word/document.xml"].replace("<w:body>", f"<w:body>{'<w:p/>' * 4_000_000}"))


def too_many_parts() -> bytes:
    return WORD.package({**PARTS, **{f"a{number}": "" for number in range(MOST_PARTS)}})


def lying() -> bytes:
    """The directory says that the document is smaller than it is."""
    data = bytearray(WORD.package(PARTS))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    struct.pack_into("<L", data, place + 24, 100)
    return bytes(data)


def protected_entry() -> bytes:
    data = bytearray(WORD.package(PARTS))
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">'
XLIFF = (
    '<xliff version="1.2"><file source-language="zh" target-language="ja"><body><trans-unit id="1">'
    "<source>{}</source></trans-unit></body></file></xliff>"
)
TMX = '<tmx version="1.4"><header srclang="zh"/><body><tu><tuv xml:lang="zh"><seg>{}</seg></tuv></tu></body></tmx>'


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_refused(suffix: str) -> None:
    assert "is empty (0 bytes)" in refusal(f"a{suffix}", b"")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", OLE, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"{\\rtf1 }"]
)
def test_another_kind_of_file_under_a_wrong_extension_is_refused(suffix: str, data: bytes) -> None:
    refusal(f"a{suffix}", data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_too_large_is_refused(suffix: str) -> None:
    assert "is larger than 50 MB" in refusal(f"a{suffix}", b"a" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"%PDF-1.7", "is a PDF, whatever its extension says"),
        (lambda: OLE, "is in the format of Word 97 to 2003"),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (lambda: WORD.package(PARTS)[:-200], "is damaged or cut off"),
        (lambda: WORD.package(PARTS)[:600], "is damaged or cut off"),
        (lambda: WORD.package({"a.txt": "合同"}), "is a zip file but no Word document"),
        (lambda: of_kind(f"{OFFICE}spreadsheetml.sheet.main+xml"), "is an Excel workbook"),
        (lambda: of_kind(f"{OFFICE}presentationml.presentation.main+xml"), "is a PowerPoint presentation"),
        (lambda: of_kind("application/vnd.ms-word.document.macroEnabled.main+xml"), "holds macros"),
        (lambda: of_kind(f"{OFFICE}wordprocessingml.template.main+xml"), "is a Word template"),
        (opendocument, "is an OpenDocument text"),
        (strict, 'is in the variant "Strict Open XML"'),
        (bomb, "unpacks to more than a document ever needs"),
        (bomb_in_the_document, "unpacks to more than a document ever needs"),
        (too_many_parts, "unpacks to more than a document ever needs"),
        (lying, "is damaged or cut off"),
        (protected_entry, "is protected by a password"),
        (lambda: word_with(word__document=f"{LAUGHS}]><x>&i;</x>"), "declares entities"),
        (lambda: word_with(word__document=f"{EXTERNAL}]><x>&i;</x>"), "declares entities"),
        (lambda: word_with(word__document="<w:document"), "is damaged or cut off"),
        (lambda: word_with(word__document="<a>" * 240 + "</a>" * 240), "nests elements deeper than any editor does"),
        (lambda: word_with(word__document="<a>" * 5000), "nests elements deeper than any editor does"),
        (lambda: WORD.docx(WORD.paragraph(WORD.run("1.50"))), "holds no text"),
        (lambda: WORD.docx(""), "holds no text"),
    ],
)
def test_word_files_that_are_none(make: Callable[[], bytes], sentence: str) -> None:
    assert sentence in refusal("a.docx", make())


@pytest.mark.parametrize(
    "part", ["word/_rels/document.xml.rels", "[Content_Types].xml", "_rels/.rels", "word/styles.xml"]
)
def test_entities_in_any_other_part_are_refused(part: str) -> None:
    parts = {**WORD.document_parts(BODY, styles=""), part: f"{LAUGHS}]><x>&i;</x>"}
    data = WORD.package(parts)
    if part != "word/styles.xml":
        assert "declares entities" in refusal("a.docx", data)
        return
    (segment,) = read_document("a.docx", data, Direction.ZH_JA).segments  # styles are read only when it is written
    with pytest.raises(CorpusError, match="declares entities"):
        write_document("docx", data, [replace(segment, target="契約")], Direction.ZH_JA)  # type: ignore[arg-type]


def test_a_file_in_a_file_is_never_opened() -> None:
    inner = WORD.package({"deep.bin": b"\0" * (40 << 20)})
    data = WORD.package({**PARTS, "word/embeddings/a.xlsx": inner})
    (segment,) = read_document("a.docx", data, Direction.ZH_JA).segments
    done = write_document("docx", data, [replace(segment, target="契約は発効する。")], Direction.ZH_JA)  # type: ignore[arg-type]
    assert WORD.part(done, "word/embeddings/a.xlsx") == inner


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlf", f"{LAUGHS}]>{XLIFF.format('&i;')}", "declares entities"),
        ("a.xlf", f"{EXTERNAL}]>{XLIFF.format('&i;')}", "declares entities"),
        ("a.tmx", f"{LAUGHS}]>{TMX.format('&i;')}", "declares entities"),
        ("a.tmx", f"{EXTERNAL}]>{TMX.format('&i;')}", "declares entities"),
        ("a.xlf", XLIFF.format("<g>" * 300 + "甲" + "</g>" * 300), "nests elements deeper"),
        ("a.xlf", XLIFF.format("甲")[:-30], "is damaged or cut off"),
        ("a.xlf", XLIFF.format(""), "holds no text"),
        ("a.xlf", XLIFF.replace("1.2", "3.0").format("甲"), "is XLIFF 3.0"),
        ("a.xlf", TMX.format("甲"), "is not XLIFF, its first element is <tmx>"),
        ("a.tmx", XLIFF.format("甲"), "is not TMX, its first element is <xliff>"),
        ("a.tmx", TMX.format("甲").replace('"zh"', '"en"'), "holds no text"),
        ("a.txt", "\n\n 1.\n", "holds no text"),
        ("a.md", "---\ntitle: 合同\n---\n\n```\n合同\n```\n", "holds no text"),
        ("a.tsv", "\n", "holds no text"),
        ("a.csv", "zh,ja\n", "holds no text"),
        ("a.doc", "x", "is in the format of Word 97 to 2003"),
        ("a.docm", "x", "may hold macros"),
        ("a.pdf", "x", "is a PDF"),
        ("a.xlsx", "x", "is an Excel workbook"),
    ],
)
def test_other_files(name: str, content: str, sentence: str) -> None:
    assert sentence in refusal(name, content.encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_entities_are_seen_in_utf16(encoding: str) -> None:
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    assert "declares entities" in refusal("a.xlf", f"{head}{LAUGHS}]>{XLIFF.format('&i;')}".encode(encoding))


def test_an_unknown_extension_names_those_that_are_read() -> None:
    with pytest.raises(
        CorpusError, match=r"^a\.xyz: the file has none of the extensions that are read: \.docx, .*\.csv\.$"
    ):
        read_document("a.xyz", b"x", Direction.ZH_JA)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = bomb()
    tracemalloc.start()
    with pytest.raises(CorpusError):
        Package(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20  # of 40 MB


def outcome(name: str, data: bytes, target: str = "契約") -> str:
    """Reads the file and writes it translated; returns the sentence that refused it, "" where none did."""
    try:
        read = read_document(name, data, Direction.ZH_JA)
        worked = [replace(segment, target=target) for segment in read.segments]
        write_document(read.format, data, worked, Direction.ZH_JA)
    except CorpusError as error:
        return str(error)
    return ""


def bilingual() -> bytes:
    document = Document()
    document.add_heading("合同", 1)
    document.add_paragraph("甲方应当").add_run("付款。").bold = True
    document.add_table(1, 2).rows[0].cells[0].text = "金额"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


SAMPLES = {
    "a.docx": bilingual(),
    "b.docx": WORD.package(PARTS),
    "a.txt": "合同生效。\n甲方付款。\n".encode(),
    "b.txt": "本合同自签字之日起生效。".encode("gb18030"),
    "a.md": "# 合同\n\n- 甲方**付款**[见](a)\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n".encode(),
    "a.xlf": XLIFF.format('甲方<g id="1">付款</g><x id="2"/>。').encode(),
    "b.xlf": (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="zh" trgLang="ja"><file id="f">'
        '<unit id="u">'
        '<segment><source>甲方<pc id="1">付款</pc></source></segment></unit></file></xliff>'
    ).encode(),
    "a.tmx": TMX.format("甲方<ph/>付款。").encode(),
    "a.tsv": "zh\tja\n合同\t契約\n甲方\t\n".encode(),
    "a.csv": 'zh,ja\n"合,同",契約\n甲方,\n'.encode(),
}


@pytest.mark.slow  # four hundred files
@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(name: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[name])
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 8))):
        if content:
            place = data.draw(st.integers(0, len(content) - 1))
            content[place] ^= 1 << data.draw(st.integers(0, 7))
    assert "\n" not in outcome(name, bytes(content), "契約*は_、\n甲")


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"]),
    st.data(),
)
def test_a_package_with_a_damaged_part_is_read_or_refused(part: str, data: st.DataObject) -> None:
    content = bytearray(PARTS[part].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
        if not content:
            break
    packed = WORD.package({**PARTS, part: bytes(content)})
    assert "\n" not in outcome("a.docx", packed)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([name for name in sorted(SAMPLES) if not name.endswith("docx")]), st.binary())
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    assert "\n" not in outcome(name, content)
