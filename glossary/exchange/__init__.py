"""Terms to and from files: TSV, CSV and TBX."""

from glossary.exchange.files import read_terms, write_terms
from glossary.exchange.importing import ImportConflict, ImportProblem, TermImportReport, import_terms
from glossary.exchange.record import RejectedRecord, TermRecord

__all__ = [
    "ImportConflict",
    "ImportProblem",
    "RejectedRecord",
    "TermImportReport",
    "TermRecord",
    "import_terms",
    "read_terms",
    "write_terms",
]
