"""Tracked changes accepted: what is translated is the text as it would stand, without what was deleted from it."""

from lxml import etree

from corpus.documents.word.names import w

_KEPT = [w(name) for name in ("ins", "moveTo")]
_DROPPED = [w(name) for name in ("del", "moveFrom")]
_TRACES = [
    w(name)
    for name in (
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"),
        *("tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd"),
        *("customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
        *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd"),
    )
]


def accept_changes(root: etree._Element) -> bool:
    """Accepts every tracked change below the root, as Word's Accept All does; returns whether there was one."""
    if next(root.iter(*_KEPT, *_DROPPED, *_TRACES), None) is None:
        return False
    for row in [row for row in root.iter(w("tr")) if row.find(f"{w('trPr')}/{w('del')}") is not None]:
        _remove(row)
    for table in [table for table in root.iter(w("tbl")) if table.find(f".//{w('tr')}") is None]:
        _remove(table)
    for paragraph in list(root.iter(w("p"))):
        if paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
            _join_next(paragraph)
    for element in list(root.iter(*_DROPPED, *_TRACES)):
        _remove(element)
    for element in list(root.iter(*_KEPT)):
        _unwrap(element)
    return True


def _join_next(paragraph: etree._Element) -> None:
    """Puts the paragraph, whose mark was deleted, at the head of the next, whose properties remain."""
    following = paragraph.getnext()
    if following is None or following.tag != w("p") or paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None:
        return
    place = 1 if len(following) and following[0].tag == w("pPr") else 0
    for child in [child for child in paragraph if child.tag != w("pPr")]:
        following.insert(place, child)
        place += 1
    _remove(paragraph)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(place + offset, child)
    parent.remove(element)
