"""Output of commands: standard output, or a file with mode 0600 that is replaced atomically."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from triplicate.main import NotReady


@contextmanager
def open_output(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is replaced atomically; raises NotReady."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with _atomic_file(output) as file:
            yield file
    except OSError as error:
        raise NotReady(f"{output} cannot be written: {error.strerror}") from None


@contextmanager
def _atomic_file(output: Path) -> Iterator[BinaryIO]:
    """A file with mode 0600 that replaces the old one when it is complete; pipes are written directly."""
    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    temporary = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
