"""The folder of a dry run's database: below the data directory, for the owner alone, and deleted however the run ends.

The folder is locked for as long as the process runs. One that a process left behind, because it was killed, is deleted
by the next command that opens the data directory. On Windows, which has no such locks, it stays.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from types import FrameType

from triplicate.config import NotReady

DRY_RUNS = ".dry-runs"
_LOCK = ".lock"
_SIGNALS = (signal.SIGTERM,) if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def dry_run_folder(data: Path) -> Iterator[Path]:
    """A new folder, which is deleted afterwards, also when the process is told to end. Raises NotReady."""
    with _exit_on_signals():
        try:
            folder, lock = _create(data)
        except OSError as error:
            raise NotReady(f"the data directory {data} cannot be used: {error.strerror}") from None
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def delete_abandoned(data: Path) -> None:
    """Deletes the folders of dry runs whose process has ended; leaves them if that is not possible."""
    parent = data / DRY_RUNS
    if sys.platform == "win32" or not parent.is_dir():
        return
    with suppress(OSError), _locked(parent):
        for folder in [entry for entry in parent.iterdir() if entry.is_dir()]:
            with suppress(BlockingIOError, FileNotFoundError):
                lock = _lock(folder, wait=False)
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _create(data: Path) -> tuple[Path, int]:
    """A new folder with mode 0700, and the open file that locks it."""
    parent = data / DRY_RUNS
    for folder in (data, parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(parent):
        folder = Path(mkdtemp(dir=parent))
        return folder, _lock(folder, wait=False)


@contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Keeps others from making and deleting folders, so that none is deleted before it is locked."""
    lock = _lock(parent, wait=True)
    try:
        yield
    finally:
        os.close(lock)


def _lock(folder: Path, wait: bool) -> int:
    """An open file with the lock of a folder. Raises BlockingIOError if another process has it, and OSError."""
    file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise
    return file


@contextmanager
def _exit_on_signals() -> Iterator[None]:
    """Turns signals that would end the process at once into SystemExit; those that are ignored stay ignored."""
    numbers = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]

    def exit_(number: int, _: FrameType | None) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in numbers:
        signal.signal(number, exit_)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
