"""A document's segments as an OmegaT project, and what OmegaT leaves in that project's folder.

OmegaT must have exactly our segments, and say of each what its translation is. So its source is a PO file with one
message a segment, whose context (msgctxt) is the segment's number: OmegaT's own PO filter is one and the same in all
versions, hands plain text over character for character, and tells messages with the same source apart by their
context, which stands in `omegat/project_save.tmx` as the property `path` (`org.omegat.filters2.po.PoFilter`,
`org.omegat.core.data.EntryKey`). XLIFF is read by one of two filters there, depending on the version and on plug-ins,
of which one translates what stands in `target`; and the file itself would be cut and tagged by OmegaT's own rules.

Knows no database: `project_files` and `read_project` take and give bytes by path in the folder.
"""

from corpus.documents.omegat.folder import EMPTY_FOLDERS, read_folder, read_zip, write_folder, zip_project
from corpus.documents.omegat.memory import same_text
from corpus.documents.omegat.project import OmegatProject, ProjectSegment, project_files
from corpus.documents.omegat.returned import ReturnedProject, ReturnedSegment, read_project

__all__ = [
    "EMPTY_FOLDERS",
    "OmegatProject",
    "ProjectSegment",
    "ReturnedProject",
    "ReturnedSegment",
    "project_files",
    "read_folder",
    "read_project",
    "read_zip",
    "same_text",
    "write_folder",
    "zip_project",
]
