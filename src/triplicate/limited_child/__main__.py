"""The child's side: limits itself, then answers requests on standard input until its end, or until it is replaced.

The last lines of a traceback go back to the server: standard error leads nowhere.
"""

import math
import mmap
import os
import sys
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO, get_type_hints

import msgspec

from triplicate.core.jobs.limits import Limits
from triplicate.limited_child import frames
from triplicate.limited_child.frames import Kind

if sys.platform != "win32":
    import resource

_DESCRIPTORS = 32
_PAGE = mmap.PAGESIZE
_START_CPU_S = 60


def main(limits: Limits, name: str, preload: list[str]) -> None:
    """Serves requests for the function of this name (`module:function`)."""
    requests, replies = sys.stdin.buffer, _take_standard_output()
    _limit(limits)
    module, _, attribute = name.partition(":")
    function = getattr(import_module(module), attribute)
    for dependency in preload:
        import_module(dependency)
    _drop_files()
    frames.write(replies, Kind.READY)
    decoder = msgspec.msgpack.Decoder(next(iter(get_type_hints(function).values())))
    for number in range(1, limits.calls + 1):
        try:
            _, request = frames.read(requests, limits.message)
        except EOFError:
            return
        _limit_cpu(limits)
        kind, content = _run(function, decoder, request)
        del request
        if kind is Kind.RESULT and (number == limits.calls or _resident() > limits.resident):
            kind = Kind.LAST_RESULT
        frames.write(replies, kind, content)
        if kind is not Kind.RESULT:
            return


def _run(function: Callable[[Any], Any], decoder: msgspec.msgpack.Decoder[Any], request: bytes) -> tuple[Kind, bytes]:
    try:
        return Kind.RESULT, msgspec.msgpack.encode(function(decoder.decode(request)))
    except MemoryError:
        return Kind.OUT_OF_MEMORY, b""
    except Exception:
        return Kind.EXCEPTION, traceback.format_exc()[-2000:].encode("utf-8", "replace")


def _take_standard_output() -> BinaryIO:
    """Standard output for messages alone: whatever else is printed goes nowhere."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return replies


def _limit(limits: Limits) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        most = _START_CPU_S + limits.calls * (limits.cpu + 1)
        resource.setrlimit(resource.RLIMIT_CPU, (_START_CPU_S, most))


def _limit_cpu(limits: Limits) -> None:
    """Lets the next call have its seconds: the limit counts from the start of the process."""
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (min(math.ceil(time.process_time()) + limits.cpu, most), most))


def _drop_files() -> None:
    """From here on no file can be written, and few be open."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))


def _resident() -> int:
    """How much memory is resident, in bytes; 0 where the system does not tell.

    `ru_maxrss` does not tell it: Linux passes on to a child what its parent once had.
    """
    try:
        with open("/proc/self/statm", "rb") as pages:
            return int(pages.read().split()[1]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Limits), sys.argv[2], sys.argv[3:])
