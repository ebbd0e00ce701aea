"""The documents page: what is being translated, or the document that the address names, at work."""

from ui.document_list import show_list
from ui.messages import Say
from ui.open_document import show_document
from ui.places import asked_number


def show(say: Say) -> None:
    """Draw the list of documents, or the one that is open."""
    chosen = asked_number("document")
    if chosen is not None:
        show_document(chosen, say)
    else:
        show_list(say)
