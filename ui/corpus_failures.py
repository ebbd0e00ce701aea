"""What the corpus page refuses, as one sentence in the interface language."""

from corpus.alignment.documents import AlignmentInputError
from ui.failures import report
from ui.messages import Say


def corpus_failure(error: Exception, say: Say) -> str:
    """The sentence for a failure; one that the product did not expect goes to the log."""
    if isinstance(error, AlignmentInputError):
        return say(f"align_error_{error.code}")
    return report(error, say)
