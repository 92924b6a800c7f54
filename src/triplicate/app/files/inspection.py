"""The inspection of an upload as a function of one message: what a child process runs.

The libraries that decode images and markup are loaded there, and only there.
"""

from pathlib import Path

import msgspec

from triplicate.core.failures import DomainError, InvalidInput, Problem


class LocalFile(msgspec.Struct, frozen=True):
    """Where the file to inspect lies; the child reads it, so that its bytes are never in the server's memory."""

    path: str


class Acceptance(msgspec.Struct, frozen=True, tag=True):
    """The media type of a file that may be stored, and its bytes where they differ from those that were sent."""

    mime: str
    sanitised: bytes | None


class Rejection(msgspec.Struct, frozen=True, tag=True):
    """What is wrong with a file."""

    problems: tuple[Problem, ...]


def inspect(file: LocalFile) -> Acceptance | Rejection:
    """Whether a file may be stored; raises MemoryError, and OSError when it cannot be read."""
    from triplicate.app.files.content import sniff

    try:
        artwork = sniff.inspect(_read(Path(file.path), sniff.MAX_BYTES + 1))
    except DomainError as refused:
        if isinstance(refused.failure, InvalidInput):
            return Rejection(refused.failure.problems)
        raise
    return Acceptance(artwork.mime, artwork.sanitised)


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
