"""Word files made of raw XML, for what no library writes, and their parts looked into."""

import io
import zipfile

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def element(xml: str) -> etree._Element:
    """The element that the XML is, with the usual prefixes."""
    return etree.fromstring(f"<root {_DECLARED}>{xml}</root>")[0]


def docx(body: str, main_kind: str = f"{_KIND}document.main+xml", **parts: str) -> bytes:
    """A Word file whose body is the XML; further parts by kind: styles, numbering, settings, footnotes, header."""
    return package(document_parts(body, main_kind, **parts))


def document_parts(body: str, main_kind: str = f"{_KIND}document.main+xml", **parts: str) -> dict[str, str]:
    """The parts of such a file by name."""
    overrides = f'<Override PartName="/word/document.xml" ContentType="{main_kind}"/>'
    relations = ""
    for number, kind in enumerate(parts, start=1):
        overrides += f'<Override PartName="/word/{kind}.xml" ContentType="{_KIND}{kind}+xml"/>'
        relations += f'<Relationship Id="rId{number}" Type="{_RELATION}{kind}" Target="{kind}.xml"/>'
    package_namespace = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{package_namespace}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{package_namespace}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{package_namespace}/relationships">'
        f"{relations}</Relationships>",
        "word/document.xml": f"{_HEAD}<w:document {_DECLARED}><w:body>{body}</w:body></w:document>",
    }
    for kind, content in parts.items():
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        files[f"word/{kind}.xml"] = f"{_HEAD}<w:{root} {_DECLARED}>{content}</w:{root}>"
    return files


def package(files: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> bytes:
    """A zip file of the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return stream.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    """The bytes of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)


def root(data: bytes, name: str = "word/document.xml") -> etree._Element:
    """The root element of a part."""
    return etree.fromstring(part(data, name))


def run(text: str, properties: str = "") -> str:
    """A run of text with formatting."""
    formatted = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{formatted}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    """A paragraph of the content."""
    return f"<w:p>{''.join(content)}</w:p>"


def field(instruction: str, result: str) -> str:
    """A complex field with its result in one run."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def runs(data: bytes, number: int = 0) -> list[str]:
    """A paragraph's runs in order as text, with b, u, i or sup for formatting and the names of other elements."""
    shown: list[str] = []
    found = root(data).findall(".//w:p", NAMESPACES)[number]
    for child in found.iter():
        name = etree.QName(child).localname
        if name == "r":
            properties = child.find("w:rPr", NAMESPACES)
            marks = [] if properties is None else [etree.QName(one).localname for one in properties]
            text = "".join(one.text or "" for one in child.findall("w:t", NAMESPACES))
            others = [etree.QName(one).localname for one in child if etree.QName(one).localname not in ("rPr", "t")]
            within = "link " if any(etree.QName(up).localname == "hyperlink" for up in child.iterancestors()) else ""
            shown.append(within + " ".join([*(f"{mark}:" for mark in marks), *([text] if text else []), *others]))
        elif name in ("bookmarkStart", "bookmarkEnd", "oMath", "fldSimple"):
            shown.append(f"<{name}>")
    return shown
