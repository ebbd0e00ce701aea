"""What the XML formats share: names, the characters that XML can hold, and files that may do harm."""

import re

from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def local_name(element: etree._Element) -> str:
    """The element's name without a namespace; "" for a comment, a processing instruction or an entity."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def writable(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold (control characters), so that the loss shows."""
    return _NOT_XML.sub("\ufffd", text)


def declares_entities(root: etree._Element) -> bool:
    """Whether the document declares entities of its own, which no exchange format needs and which can be harmful."""
    subset = root.getroottree().docinfo.internalDTD
    return subset is not None and next(subset.iterentities(), None) is not None
