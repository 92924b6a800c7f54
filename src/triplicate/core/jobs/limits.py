"""What a child process may use: for its whole life, for each call, and between calls."""

import msgspec

MIB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a child process. Memory is in bytes, times are in seconds.

    `memory` bounds its address space, `cpu` and `wall` each call, `start` the time until it is ready for the first one.
    It is replaced after `calls` calls, after one that left it with more than `resident` of memory, and when it has been
    idle for `idle`. A longer message than `message` is an error on either side.
    """

    memory: int
    cpu: int
    wall: float
    start: float = 30.0
    calls: int = 200
    resident: int = 128 * MIB
    idle: float = 60.0
    message: int = 64 * MIB
