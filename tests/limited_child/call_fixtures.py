"""Functions that child processes of the tests run: honest ones, and such as exceed every limit."""

import os
import signal
import sys
import time

import msgspec

from triplicate.app.files.inspection import Acceptance, LocalFile, Rejection

_kept: list[bytes] = []


class Question(msgspec.Struct):
    """A number, and some bytes."""

    number: int = 0
    content: bytes = b""


class Reply(msgspec.Struct):
    """The process that answers, and what it answers."""

    process: int
    content: bytes = b""
    lines: list[str] = []


def echo(question: Question) -> Reply:
    """The content as it came."""
    return Reply(os.getpid(), question.content)


def surroundings(_: Question) -> Reply:
    """The environment, and what the descriptors are."""
    descriptors = [f"fd {name} {os.readlink(f'/proc/self/fd/{name}')}" for name in os.listdir("/proc/self/fd")[:-1]]
    return Reply(os.getpid(), lines=[*os.environ, *descriptors])


def chatter(_: Question) -> Reply:
    """Prints to where messages go."""
    print("nonsense", flush=True)
    os.write(1, b"nonsense")
    sys.stderr.write("nonsense")
    return Reply(os.getpid())


def spin(question: Question) -> Reply:
    """Works for so many seconds of CPU."""
    until = time.process_time() + question.number
    while time.process_time() < until:
        pass
    return Reply(os.getpid())


def sleep(question: Question) -> Reply:
    """Does nothing for so many seconds."""
    time.sleep(question.number)
    return Reply(os.getpid())


def allocate(question: Question) -> Reply:
    """Takes so many bytes, and gives them back."""
    bytearray(question.number)
    return Reply(os.getpid())


def grow(question: Question) -> Reply:
    """Takes so many bytes, and keeps them."""
    _kept.append(b"x" * question.number)
    return Reply(os.getpid())


def stumble(question: Question) -> Reply:
    """Raises an exception for a number above zero."""
    if question.number:
        raise RuntimeError(f"stumbled over {question.number}")
    return Reply(os.getpid())


def die(question: Question) -> Reply:
    """Ends its process by a signal, for a number above zero."""
    if question.number:
        os.kill(os.getpid(), question.number)
        time.sleep(10)
    return Reply(os.getpid())


def crash_over_upload(_: LocalFile) -> Acceptance | Rejection:
    """Ends its process as a bug in a library does."""
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError("unreachable")


def write(_: Question) -> Reply:
    """Tries to write a file."""
    try:
        with open("/tmp/triplicate-limited-child", "w") as file:
            file.write("x")
    except OSError as error:
        return Reply(os.getpid(), lines=[type(error).__name__])
    return Reply(os.getpid(), lines=["written"])


def babble(question: Question) -> Reply:
    """A reply of so many bytes."""
    return Reply(os.getpid(), bytes(question.number))
