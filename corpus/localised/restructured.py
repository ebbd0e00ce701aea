"""The blocks of a reStructuredText document, as docutils reads it; Sphinx's own directives are passed over."""

import re

from docutils import nodes
from docutils.core import publish_doctree

from corpus.localised.block import Block, plain

# :ref:`text <target>` and :doc:`target`: roles that docutils does not know would be errors.
_ROLE = re.compile(r":[A-Za-z][\w:+.-]*:`(?:([^`<]*?)\s*<[^`>]*>|[!~]?([^`]*))`")
_SILENT = {
    "report_level": 5,
    "halt_level": 5,
    "file_insertion_enabled": False,  # nothing but the document itself is read
    "raw_enabled": False,
    "doctitle_xform": False,
    "_disable_config": True,
}
_LEFT_OUT = (nodes.comment, nodes.system_message, nodes.substitution_definition, nodes.target, nodes.docinfo)
_NO_TEXT = (nodes.image, nodes.raw, nodes.problematic, nodes.footnote_reference, nodes.citation_reference)


def read_restructured(text: str) -> list[Block]:
    """The blocks in order; of links the text stays, of images nothing."""
    document = publish_doctree(_ROLE.sub(lambda role: role[1] or role[2] or "", text), settings_overrides=_SILENT)
    blocks: list[Block] = []
    _collect(document, 0, "paragraph", blocks)
    return blocks


def _collect(parent: nodes.Element, depth: int, kind: str, blocks: list[Block]) -> None:
    for node in parent.children:
        if isinstance(node, _LEFT_OUT):
            continue
        if isinstance(node, nodes.section):
            _collect(node, depth + 1, "paragraph", blocks)
        elif isinstance(node, nodes.title):
            blocks.append(Block(f"heading{depth}", plain(_text(node))))
        elif isinstance(node, nodes.literal_block | nodes.doctest_block | nodes.math_block):
            blocks.append(Block("code"))
        elif isinstance(node, nodes.TextElement):
            of_item = isinstance(node, nodes.term | nodes.field_name)
            blocks.append(Block("item" if of_item else kind, plain(_text(node))))
        elif isinstance(node, nodes.list_item | nodes.definition | nodes.field_body):
            _collect(node, depth, "item", blocks)
        elif isinstance(node, nodes.entry):
            _collect(node, depth, "cell", blocks)
        elif isinstance(node, nodes.Element):
            _collect(node, depth, kind, blocks)


def _text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, _NO_TEXT):
        return ""
    return "".join(_text(child) for child in node.children)
