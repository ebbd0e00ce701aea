"""An OmegaT project as a folder on the disk, and as a ZIP file of one."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from corpus.documents.content import MAX_BYTES
from corpus.documents.omegat import manifest
from corpus.documents.omegat.project import SAVED
from corpus.documents.package import Package
from corpus.errors import CorpusError

EMPTY_FOLDERS = ("dictionary", "target", "tm")  # OmegaT opens no project without them, though nothing need be in them


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


def zip_project(name: str, files: Mapping[str, bytes]) -> bytes:
    """The project as a ZIP file that unpacks to one folder of this name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for folder in EMPTY_FOLDERS:
            target.mkdir(f"{name}/{folder}")
        for path, content in files.items():
            target.writestr(f"{name}/{path}", content)
    return stream.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """As `read_folder`, of a ZIP file of the project's folder or of what is in it.

    CorpusError where it is no ZIP file, or holds more than a project does.
    """
    try:
        package = Package(data)
        names = {PurePosixPath(name.replace("\\", "/")): name for name in package.names}  # some write it on Windows so
        manifests = [path for path in names if path.name == manifest.NAME]
        root = min(manifests, key=lambda path: len(path.parts)).parent if manifests else PurePosixPath()
        return {
            path: package.read(names[root / path], MAX_BYTES) for path in (manifest.NAME, SAVED) if root / path in names
        }
    except CorpusError:
        raise CorpusError(
            "The file is no ZIP file of an OmegaT project that can be read; pack the project's folder again."
        ) from None
