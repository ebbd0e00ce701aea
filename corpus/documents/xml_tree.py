"""XML of an unknown sender parsed without harm, and written back as it was but for what changed."""

import re

from lxml import etree

from corpus.errors import CorpusError
from corpus.formats.xml import local_name

_HEAD = 1 << 16
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>)*(?=<[^!?])", re.DOTALL
)
DEEPEST = 200  # elements within each other; a table in a table in a table takes some twenty


def parse(data: bytes, part: str = "the file") -> etree._Element:
    """The root element. Nothing outside the data is fetched, no entity expanded.

    Raises CorpusError, with `part` as its subject, for XML that is not well-formed, that declares entities, or whose
    elements stand deeper than any editor writes.
    """
    head = data[:_HEAD].replace(b"\0", b"")  # a declaration in UTF-16 too; refused before a parser gets to see it
    if b"<!ENTITY" in head[: first.start() if (first := _FIRST_ELEMENT.search(head)) else None]:
        raise CorpusError(
            f"{part} declares entities, which are not accepted; save it without them.", case="file_entities"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        strip_cdata=False,
        dtd_validation=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError, AssertionError) as error:
        reason = str(getattr(error, "msg", None) or error).strip().split("\n")[0]
        if "depth" in reason.lower():
            raise CorpusError(
                f"{part} nests elements deeper than any editor does; export it again.", case="file_damaged"
            ) from None
        raise CorpusError(f"{part} is damaged or cut off ({reason}); export it again.", case="file_damaged") from None
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and next(subset.iterentities(), None) is not None:
        raise CorpusError(
            f"{part} declares entities, which are not accepted; save it without them.", case="file_entities"
        )
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise CorpusError(
                f"{part} nests elements deeper than any editor does; export it again.", case="file_damaged"
            )
    return root


def serialise(root: etree._Element, original: bytes) -> bytes:
    """The tree in the original's encoding; what stands before and behind the root element stays byte for byte."""
    tree = root.getroottree()
    encoding = tree.docinfo.encoding or "UTF-8"
    prolog = _PROLOG.match(original)
    if prolog is None or root.getnext() is not None:  # UTF-16, or a comment at the end
        whole: bytes = etree.tostring(tree, encoding=encoding, xml_declaration=True)
        return whole
    content: bytes = etree.tostring(root, encoding=encoding, xml_declaration=False, with_tail=False)
    return prolog[0] + content + original[len(original.rstrip()) :]


def children(parent: etree._Element, name: str) -> list[etree._Element]:
    """The child elements of that local name."""
    return [child for child in parent if local_name(child) == name]


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child element of that local name."""
    return next(iter(children(parent, name)), None)
