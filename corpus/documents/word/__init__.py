"""Word documents (ECMA-376 Office Open XML, transitional): paragraphs read, translated and written back in place."""

from corpus.documents.word.document import read, write

__all__ = ["read", "write"]
