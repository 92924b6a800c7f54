"""Inspects uploads in limited child processes: a hostile file costs its caller a refusal, and nobody else anything."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from triplicate.app.files import inspection
from triplicate.app.files.artwork import Artwork
from triplicate.app.files.inspection import Acceptance, LocalFile, Rejection
from triplicate.core.failures import DomainError, InvalidInput, Unavailable, invalid
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.limited_child.failures import ChildFailure, Crash, MemoryLimit, StartFailure, TimeLimit
from triplicate.limited_child.pool import Pool

log = logging.getLogger("triplicate")
MAX_CONCURRENT = 2
"""How many files a process inspects at once: an image takes four to twelve bytes a pixel while it is decoded."""
LIMITS = Limits(memory=1024 * MIB, cpu=10, wall=30.0, message=32 * MIB)
"""The largest images need 1.4 s and 620 MiB of address space: 50 million pixels as a progressive JPEG in CMYK."""
_PRELOAD = (
    "triplicate.app.files.content.sniff",
    "PIL.JpegImagePlugin",
    "PIL.MpoImagePlugin",
    "PIL.PngImagePlugin",
)


class FileInspector:
    """The app's `Inspector`, with at most `processes` children at once."""

    def __init__(self, processes: int, environment: Mapping[str, str], limits: Limits = LIMITS) -> None:
        self._pool = Pool(inspection.inspect, limits, processes, _PRELOAD, environment)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="inspector")

    async def inspect(self, path: Path) -> Artwork:
        """The artwork that a local file is. Raises DomainError: InvalidInput on `file`, Unavailable."""
        loop = asyncio.get_running_loop()
        match await loop.run_in_executor(self._threads, self._run, LocalFile(str(path.absolute()))):
            case Rejection(problems):
                raise DomainError(InvalidInput(problems))
            case Acceptance(mime, sanitised):
                return Artwork(mime, sanitised)

    def process_ids(self) -> tuple[int, ...]:
        """The ids of the child processes that there are."""
        return self._pool.process_ids()

    def close(self) -> None:
        """Kills and reaps every child; the next file starts new ones."""
        self._pool.close()

    def _run(self, file: LocalFile) -> Acceptance | Rejection:
        try:
            return self._pool.run(file)
        except StartFailure as error:
            log.error("uploads cannot be inspected: %s", error)
            raise DomainError(Unavailable()) from error
        except ChildFailure as error:
            log.warning("an uploaded file was not inspected: %s", error)
            raise invalid("file", _reason(error)) from None


def _reason(error: ChildFailure) -> str:
    match error:
        case TimeLimit():
            return "takes too long to inspect"
        case MemoryLimit():
            return "takes too much memory to inspect"
        case Crash() | _:
            return "cannot be inspected: reading it failed"
