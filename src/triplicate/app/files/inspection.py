"""The inspection of an upload as a function of one message: what a child process runs.

The libraries that decode images and markup are loaded there, and only there.
"""

import msgspec

from triplicate.core.failures import DomainError, InvalidInput, Problem


class Upload(msgspec.Struct, frozen=True):
    """The bytes of a file as they were sent."""

    content: bytes


class Acceptance(msgspec.Struct, frozen=True, tag=True):
    """The media type of a file that may be stored, and its bytes where they differ from those that were sent."""

    mime: str
    sanitised: bytes | None


class Rejection(msgspec.Struct, frozen=True, tag=True):
    """What is wrong with a file."""

    problems: tuple[Problem, ...]


def inspect(upload: Upload) -> Acceptance | Rejection:
    """Whether a file may be stored; raises MemoryError."""
    from triplicate.app.files.content import sniff

    try:
        artwork = sniff.inspect(upload.content)
    except DomainError as refused:
        if isinstance(refused.failure, InvalidInput):
            return Rejection(refused.failure.problems)
        raise
    return Acceptance(artwork.mime, None if artwork.content is upload.content else artwork.content)
