"""The blocks of a Markdown document: CommonMark with tables, as markdown-it-py reads it."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.localised.block import Block, plain

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_EXTENSION = re.compile(
    r"^\s*(?:\[![A-Z]+\]|:::.*$)", re.MULTILINE
)  # [!NOTE] and :::image ...::: of documentation sites
_WITHOUT_TEXT = {"fence": "code", "code_block": "code", "html_block": "html", "hr": "rule"}


def read_markdown(text: str) -> list[Block]:
    """The blocks in order, front matter left out; of links the text stays, of images nothing."""
    blocks: list[Block] = []
    inside: list[str] = []  # the tags that are open
    for token in MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", text)):
        if token.type in _WITHOUT_TEXT:
            blocks.append(Block(_WITHOUT_TEXT[token.type]))
        elif token.type == "inline":
            blocks.append(Block(_kind(inside), plain(_EXTENSION.sub("", _inline(token.children or [])))))
        elif token.nesting == 1:
            inside.append(token.tag)
        elif token.nesting == -1:
            inside.pop()
    return blocks


def _kind(inside: list[str]) -> str:
    if inside[-1] in ("th", "td"):
        return "cell"
    if inside[-1] != "p":
        return f"heading{inside[-1][1:]}"
    return "item" if "li" in inside else "paragraph"


def _inline(tokens: list[Token]) -> str:
    parts: list[str] = []
    skipped = False  # an automatic link shows its address
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            skipped = token.type == "link_open" and token.info == "auto"
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type in ("text", "code_inline") and not skipped:
            parts.append(token.content)
    return "".join(parts)
