"""The zip file that a Word document is, opened with distrust and written back with the parts that changed."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from corpus.errors import CorpusError

MOST_PARTS = 5_000
MOST_UNPACKED = (
    256 * 1024 * 1024
)  # bytes of all parts together; pictures hardly shrink, so the file's own size bounds them
LARGEST_XML = 48 * 1024 * 1024  # bytes of one part that is parsed; a contract of 300 pages has about 5
HIGHEST_RATIO = 200  # unpacked to packed, of a part larger than 8 MB; that of a contract is about 20

_DAMAGED = "the file is damaged or cut off; open it in Word and save it again."
_OVERSIZED = "the file unpacks to more than a document ever needs; open it in Word and save it again."


class Package:
    """The parts of a package by name, unpacked one at a time.

    Raises CorpusError where the data is no zip file that a word processor writes.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, IndexError, UnicodeError):
            raise CorpusError(_DAMAGED, case="file_damaged") from None
        entries = self._zip.infolist()
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise CorpusError(_OVERSIZED, case="file_unpacked")
        for entry in entries:
            if entry.file_size > 8 << 20 and entry.file_size > HIGHEST_RATIO * entry.compress_size:
                raise CorpusError(_OVERSIZED, case="file_unpacked")
            if entry.flag_bits & 1:
                raise CorpusError("the file is protected by a password; save it without one.", case="file_password")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise CorpusError(_DAMAGED, case="file_damaged")  # the standard (ISO/IEC 29500-2) allows no other
        self._entries = {entry.filename: entry for entry in entries}
        self.names = list(self._entries)

    def read(self, name: str, limit: int = MOST_UNPACKED) -> bytes:
        """The bytes of the part; CorpusError where it is not there, damaged, or larger than the limit."""
        entry = self._entries.get(name)
        if entry is None:
            raise CorpusError(_DAMAGED, case="file_damaged")
        if entry.file_size > limit:
            raise CorpusError(_OVERSIZED, case="file_unpacked")
        try:
            with self._zip.open(entry) as file:
                content = file.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise CorpusError(_DAMAGED, case="file_damaged") from None
        if len(content) != entry.file_size:
            raise CorpusError(_DAMAGED, case="file_damaged")
        return content

    def rewritten(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with other bytes for the parts named; all others, their order and their dates stay."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for name, entry in self._entries.items():
                kept = zipfile.ZipInfo(name, entry.date_time)
                kept.external_attr = entry.external_attr
                stored = entry.compress_type == zipfile.ZIP_STORED
                kept.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                content = changed.get(name)
                target.writestr(kept, self.read(name) if content is None else content)
        return stream.getvalue()
