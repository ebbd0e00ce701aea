"""Documents that exist in a Chinese and a Japanese edition, such as a product's manual, made into pairs."""

from corpus.localised.trees import EXTENSIONS, AlignedDocument, align_trees

__all__ = ["EXTENSIONS", "AlignedDocument", "align_trees"]
