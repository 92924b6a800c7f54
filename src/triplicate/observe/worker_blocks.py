"""Blocks of tallies that the processes of one service share: files that each process maps into its memory.

The supervisor makes a directory for its workers and holds a lock beside it. A worker takes the first block that no
running process has locked, so one that replaces a worker which died goes on with its counters. Both locks end with
their process, whatever ends it.
"""

import mmap
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from triplicate.observe.process_series import ProcessSeries
from triplicate.observe.tallies import BLOCK_BYTES, read

_LOCK_SUFFIX = ".lock"


def private_block() -> memoryview:
    """A block of this process alone."""
    return memoryview(bytearray(BLOCK_BYTES))


@contextmanager
def shared_directory(parent: Path, pid: int) -> Iterator[Path]:
    """A directory for the workers of the process `pid`, below `parent`; removes those of processes that have ended."""
    parent.mkdir(exist_ok=True, mode=0o700)
    _remove_former(parent)
    directory = directory_of(parent, pid)
    lock_file = directory.with_suffix(_LOCK_SUFFIX)
    lock = _lock(lock_file)
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        lock_file.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def _remove_former(parent: Path) -> None:
    for lock_file in parent.glob(f"*{_LOCK_SUFFIX}"):
        lock = _lock(lock_file)
        if lock is not None:
            shutil.rmtree(lock_file.with_suffix(""), ignore_errors=True)
            lock_file.unlink(missing_ok=True)
            os.close(lock)


def directory_of(parent: Path, pid: int) -> Path:
    """The directory of the process `pid` on this machine, whether or not it is there."""
    return parent / f"{socket.gethostname().replace('.', '-')}-{pid}"


def take_block(directory: Path) -> memoryview:
    """A block for this process, locked until it ends; those of former workers first. Raises OSError."""
    for number in range(1_000):
        path = directory / f"{number}.tallies"
        file = _lock(path)
        if file is not None:
            os.ftruncate(file, BLOCK_BYTES)
            return memoryview(mmap.mmap(file, BLOCK_BYTES))
    raise OSError("no block of tallies is free")


def read_blocks(directory: Path) -> Iterator[ProcessSeries]:
    """The series of all workers, also of those that have ended."""
    for path in sorted(directory.glob("*.tallies")):
        with suppress(FileNotFoundError), path.open("rb") as file:
            content = file.read()
            if len(content) == BLOCK_BYTES:
                yield ProcessSeries(read(memoryview(content)), is_running=_is_locked(path))


def _is_locked(path: Path) -> bool:
    file = _lock(path)
    if file is not None:
        os.close(file)
    return file is None


def _lock(path: Path) -> int | None:
    """An open file with its lock; None if another process has it. A file is made if it is missing."""
    if sys.platform == "win32":
        raise OSError("tallies are not shared on Windows")
    import fcntl

    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file
