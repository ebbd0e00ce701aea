"""What the corpus page refuses, as one sentence in the interface language."""

from corpus.alignment.documents import AlignmentInputError
from corpus.errors import CorpusError
from service.errors import ServiceError
from ui.failures import report
from ui.messages import Say


def corpus_failure(error: Exception, say: Say) -> str:
    """The sentence for a failure; one that the product did not expect goes to the log."""
    if isinstance(error, AlignmentInputError):
        return say(f"align_error_{error.code}")
    if isinstance(error, ServiceError) and error.code == "forbidden":
        return say("corpus_forbidden")
    if isinstance(error, CorpusError) and not str(error).startswith("Cannot use the database"):
        return say("corpus_refused", reason=str(error))
    return report(error, say)
