"""An OmegaT project as a folder on the disk."""

from collections.abc import Mapping
from pathlib import Path

from corpus.documents.content import MAX_BYTES
from corpus.documents.omegat import manifest
from corpus.documents.omegat.project import SAVED
from corpus.errors import CorpusError

EMPTY_FOLDERS = ("dictionary", "target")  # which OmegaT expects, though nothing is in them yet


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files into the folder, which is made where it is missing.

    CorpusError where there is something in it already: a project that somebody works at is never overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorpusError(f"{folder} is there already and not an empty folder; name a new one.")
    for name in EMPTY_FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Those files of the project that tell what was translated, as far as they are there.

    CorpusError where it is no folder, or a file is larger than any document's.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder} is no folder; name the folder of the OmegaT project.")
    files = {}
    for name in (manifest.NAME, SAVED):
        path = folder / name
        if path.is_file():
            if path.stat().st_size > MAX_BYTES:
                raise CorpusError(f"{path} is larger than {MAX_BYTES >> 20} MB, which no document needs.")
            files[name] = path.read_bytes()
    return files
