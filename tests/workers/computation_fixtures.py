"""Functions that jobs of the tests compute in a child process: honest and hostile ones."""

import os
import signal
import time

import msgspec


class Sum(msgspec.Struct):
    """Two numbers."""

    left: int
    right: int


def add(numbers: Sum) -> int:
    """Their sum."""
    return numbers.left + numbers.right


def eat_memory(_: Sum) -> int:
    """Takes memory without end."""
    chunks = []
    while True:
        chunks.append(bytes(1024) * 1024)


def spin(_: Sum) -> int:
    """Takes time without end."""
    while True:
        pass


def sleep(_: Sum) -> int:
    """Waits for a minute."""
    time.sleep(60)
    return 0


def crash(_: Sum) -> int:
    """Ends its process as a bug in a library does."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return 0


def stumble(_: Sum) -> int:
    """Raises what nobody foresaw."""
    raise RuntimeError("the password is hunter2")
