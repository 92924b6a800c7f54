"""Artwork: a file that passed inspection, and the port behind which files are inspected."""

from typing import NamedTuple, Protocol


class Artwork(NamedTuple):
    """A file that may be stored: its media type and its bytes, which are those that were sent, or sanitised for SVG."""

    mime: str
    content: bytes


class Inspector(Protocol):
    """Inspects uploaded files where hostile ones do no harm."""

    def inspect(self, content: bytes) -> Artwork:
        """The artwork that these bytes are. Raises DomainError: InvalidInput on `file`, Unavailable."""
        ...

    def close(self) -> None:
        """Ends whatever inspects; it starts again with the next file."""
