"""Terms to and from files: TSV, CSV and TBX, and to OmegaT."""

from glossary.exchange.files import read_terms, write_terms
from glossary.exchange.importing import (
    IMPORT_GROUPS,
    ImportConflict,
    ImportGroup,
    ImportProblem,
    TermImportReport,
    apply_import,
    import_terms,
    preview_import,
)
from glossary.exchange.omegat import write_omegat
from glossary.exchange.record import RejectedRecord, TermRecord

__all__ = [
    "IMPORT_GROUPS",
    "ImportConflict",
    "ImportGroup",
    "ImportProblem",
    "RejectedRecord",
    "TermImportReport",
    "TermRecord",
    "apply_import",
    "import_terms",
    "preview_import",
    "read_terms",
    "write_omegat",
    "write_terms",
]
