"""Names of WordprocessingML elements and attributes."""

from collections.abc import Iterator

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STRICT = "http://purl.oclc.org/ooxml/"

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ALTERNATE, CHOICE, FALLBACK = (f"{{{_MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
MATHS = (f"{{{_MATHS}}}oMath", f"{{{_MATHS}}}oMathPara")


def w(name: str) -> str:
    """The qualified name in the main namespace."""
    return f"{{{_W}}}{name}"


def value(element: etree._Element | None, attribute: str = "val") -> str | None:
    """The element's attribute of the main namespace; None where either is missing."""
    return None if element is None else element.get(w(attribute))


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Whether a toggle property (bold, hidden) is set among the properties; w:val="0" unsets it."""
    toggle = None if properties is None else properties.find(w(name))
    return toggle is not None and value(toggle) not in ("0", "false", "off", "none")


def within(root: etree._Element, tag: str, excluded: str) -> Iterator[etree._Element]:
    """The elements of that name in document order, those inside an `excluded` element left out."""
    for element in root.iter(tag):
        if next(element.iterancestors(excluded), None) is None:
            yield element
