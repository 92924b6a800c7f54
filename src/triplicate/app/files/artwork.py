"""The inspection of artwork: its result, and the port behind which files are inspected."""

from pathlib import Path
from typing import NamedTuple, Protocol


class Artwork(NamedTuple):
    """A file that may be stored: its media type, and its bytes where they are others than those that were sent.

    Of a drawing (SVG) they are the sanitised ones, which are bounded as the file is.
    """

    mime: str
    sanitised: bytes | None = None


class Inspector(Protocol):
    """Inspects uploaded files where hostile ones do no harm."""

    async def inspect(self, path: Path) -> Artwork:
        """The artwork that a local file is. Raises DomainError: InvalidInput on `file`, Unavailable."""
        ...

    def close(self) -> None:
        """Ends whatever inspects; it starts again with the next file."""
