"""The files of an OmegaT project, as OmegaT 5 and 6 write them, made from the segments of one document."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape

import polib

from corpus.documents.omegat import manifest
from corpus.documents.omegat.manifest import Manifest, WrittenSegment
from corpus.documents.omegat.memory import MemoryEntry, ProjectMemory, memory_key, write_memory
from corpus.formats.tmx import LANGUAGE_TAGS
from corpus.formats.xml import writable
from corpus.languages import Direction, Language

SAVED = "omegat/project_save.tmx"

_TOKENIZERS: dict[Language, str] = {"zh": "LuceneSmartChineseTokenizer", "ja": "LuceneJapaneseTokenizer"}
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
    <project version="1.0">
        <source_dir>__DEFAULT__</source_dir>
        <source_dir_excludes>
            <mask>**/desktop.ini</mask>
            <mask>**/Thumbs.db</mask>
            <mask>**/.DS_Store</mask>
        </source_dir_excludes>
        <target_dir>__DEFAULT__</target_dir>
        <tm_dir>__DEFAULT__</tm_dir>
        <glossary_dir>__DEFAULT__</glossary_dir>
        <glossary_file>__DEFAULT__</glossary_file>
        <dictionary_dir>__DEFAULT__</dictionary_dir>
        <source_lang>{source_tag}</source_lang>
        <target_lang>{target_tag}</target_lang>
        <source_tok>org.omegat.tokenizer.{source_tokenizer}</source_tok>
        <target_tok>org.omegat.tokenizer.{target_tokenizer}</target_tok>
        <sentence_seg>false</sentence_seg>
        <support_default_translations>true</support_default_translations>
        <remove_tags>false</remove_tags>
        <external_command></external_command>
    </project>
</omegat>
"""
# The project's own filter settings, so that those of whoever opens it do not matter. Without them the file's header
# would be shown as one more segment, which would do no harm.
_FILTERS = """<?xml version="1.0" encoding="UTF-8"?>
<filters removeTags="false" removeSpacesNonseg="true" preserveSpaces="false" ignoreFileContext="false">
    <filter className="org.omegat.filters2.po.PoFilter" enabled="true">
        <files sourceFilenameMask="*.po" targetFilenamePattern="${filename}" sourceEncoding="UTF-8" \
targetEncoding="UTF-8"/>
        <option name="skipHeader" value="true"/>
    </filter>
</filters>
"""


@dataclass(frozen=True, slots=True)
class ProjectSegment:
    """A segment to be put in a project.

    `target` is its translation where somebody has confirmed it, and "" where it is still to be translated; `comments`
    are shown beside it.
    """

    id: int
    version: int
    source: str
    target: str = ""
    author: str = ""  # of the target
    changed_at: datetime | None = None  # UTC
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OmegatProject:
    """What a project is made of: a document's segments in order, and what helps to translate them.

    `project` is a name that no other project of the document has; `memories` are TMX files by their path under tm/,
    and `glossary` is in OmegaT's tab-separated form.
    """

    project: str
    document: int
    digest: str  # of the document's file
    name: str  # of the document, fit for a file system
    direction: Direction
    segments: tuple[ProjectSegment, ...]
    memories: Mapping[str, bytes] = field(default_factory=dict)
    glossary: bytes = b""


def project_files(project: OmegatProject) -> dict[str, bytes]:
    """The content of each file by its path in the project's folder; the folders of EMPTY_FOLDERS belong to it too."""
    source_file = f"{project.name}.po"
    entries = _entries(project.segments)
    return {
        "omegat.project": _settings(project.direction),
        "omegat/filters.xml": _FILTERS.encode(),
        SAVED: write_memory(entries, source_file, project.direction),
        f"source/{source_file}": _source(project),
        "glossary/hoyaku.txt": project.glossary,
        **{f"tm/{path}": content for path, content in project.memories.items()},
        manifest.NAME: manifest.write_manifest(_manifest(project, ProjectMemory(entries))),
    }


def _settings(direction: Direction) -> bytes:
    return _PROJECT.format(
        source_tag=escape(LANGUAGE_TAGS[direction.source]),
        target_tag=escape(LANGUAGE_TAGS[direction.target]),
        source_tokenizer=_TOKENIZERS[direction.source],
        target_tokenizer=_TOKENIZERS[direction.target],
    ).encode()


def _source(project: OmegatProject) -> bytes:
    """The PO file: one message a segment, its context the segment's number, all without a translation.

    What is translated already stands in the project's memory: OmegaT would put a translation of this file back as
    often as the translator deleted it.
    """
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": project.name,
        "Language": LANGUAGE_TAGS[project.direction.target],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for number, segment in enumerate(project.segments, start=1):
        comment = "\n".join(writable(text) for text in segment.comments)
        file.append(polib.POEntry(msgctxt=str(number), msgid=memory_key(segment.source), comment=comment))
    return f"{file}\n".encode()


def _entries(segments: Sequence[ProjectSegment]) -> list[MemoryEntry]:
    """The translations that there are: of each source text the most frequent one is the default, the first of equally
    frequent ones; a segment that is translated otherwise has an alternative."""
    targets: dict[str, Counter[str]] = {}
    for segment in segments:
        if segment.target:
            targets.setdefault(memory_key(segment.source), Counter())[segment.target] += 1
    preferred = {source: counted.most_common(1)[0][0] for source, counted in targets.items()}
    defaults: dict[str, MemoryEntry] = {}
    alternatives: list[MemoryEntry] = []
    for number, segment in enumerate(segments, start=1):
        source = memory_key(segment.source)
        written = (source, segment.target)
        if segment.target and segment.target == preferred[source]:
            defaults.setdefault(source, MemoryEntry(*written, "", segment.author, segment.changed_at))
        elif segment.target:
            alternatives.append(MemoryEntry(*written, str(number), segment.author, segment.changed_at))
    return [*defaults.values(), *alternatives]


def _manifest(project: OmegatProject, memory: ProjectMemory) -> Manifest:
    written = []
    for number, segment in enumerate(project.segments, start=1):
        entry = memory.translation(segment.source, str(number))
        shown = "" if entry is None else entry.target
        written.append(WrittenSegment(segment.id, segment.version, number, segment.source, shown))
    return Manifest(project.project, project.document, project.digest, project.name, project.direction, tuple(written))
