"""Writing a file whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOBase
from pathlib import Path
from typing import IO
from uuid import uuid4

from corpus.errors import CorpusError

Target = Path | str | IO[str] | IO[bytes]


@contextmanager
def open_target(target: Target) -> Iterator[IO[bytes]]:
    """The target open for writing bytes of UTF-8: a path, a byte stream or a text stream.

    A path gets its new content only when the block ends without an exception. Raises CorpusError where the
    place cannot be written to.
    """
    if isinstance(target, str | Path):
        with _replaced(Path(target)) as file:
            yield file
    elif isinstance(target, TextIOBase) and not hasattr(target, "buffer"):
        content = BytesIO()
        yield content
        target.write(content.getvalue().decode("utf-8"))
    else:
        stream: IO[bytes] = getattr(target, "buffer", target)  # type: ignore[arg-type]  # standard output's bytes
        yield stream
        stream.flush()


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with part.open("xb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CorpusError(f"{path} cannot be written ({reason}): check the folder and its permissions.") from error
    finally:
        part.unlink(missing_ok=True)
