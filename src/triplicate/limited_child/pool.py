"""A pool of child processes: some are kept for the next call, and none is ever left behind."""

import threading
import weakref
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar, get_type_hints

import msgspec

from triplicate.core.jobs.limits import Limits
from triplicate.limited_child.child import Child
from triplicate.limited_child.failures import Death

Q = TypeVar("Q")
R = TypeVar("R")


class Pool(Generic[Q, R]):
    """Runs a function in at most `size` child processes at once, which are started when they are needed.

    The function is one of a module, and has one parameter; msgspec encodes its argument and its result by their types.
    `preload` names modules that a child imports before its first call. Threads may share a pool; a call blocks its own.
    """

    def __init__(
        self,
        function: Callable[[Q], R],
        limits: Limits,
        size: int,
        preload: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._name = f"{function.__module__}:{function.__qualname__}"
        self._result: msgspec.msgpack.Decoder[R] = msgspec.msgpack.Decoder(get_type_hints(function)["return"])
        self._limits = limits
        self._preload = preload
        self._environment = dict(environment or {})
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[tuple[Child, threading.Timer]] = []
        self._children: set[Child] = set()
        self._closings = 0
        self._finalizer = weakref.finalize(self, _close_all, self._children)

    def run(self, request: Q) -> R:
        """The function's result. Raises ChildFailure: TimeLimit, MemoryLimit, Crash; StartFailure.

        A child that dies may have been killed for what it did before, so that the call is made once more, in a new one.
        """
        content, closings = msgspec.msgpack.encode(request), self._closings
        with self._places:
            try:
                result = self._call(self._take(), content)
            except Death:
                if self._closings != closings:
                    raise
                result = self._call(self._start(), content)
        return self._result.decode(result)

    def _call(self, child: Child, content: bytes) -> bytes:
        try:
            result = child.run(content)
        except BaseException:
            self._discard(child)
            raise
        self._put_back(child)
        return result

    def process_ids(self) -> tuple[int, ...]:
        """The ids of the children that there are."""
        with self._lock:
            return tuple(child.id for child in self._children)

    def close(self) -> None:
        """Kills and reaps every child; a call at work fails. A later call starts new ones."""
        with self._lock:
            children, idle, self._idle = list(self._children), self._idle, []
            self._closings += 1
        for _, expiry in idle:
            expiry.cancel()
        for child in children:
            self._discard(child)

    def _take(self) -> Child:
        """The idle child that was used last, or else a new one."""
        while (idle := self._pop_idle()) is not None:
            if idle.is_alive():
                return idle
            self._discard(idle)
        return self._start()

    def _start(self) -> Child:
        child = Child(self._name, self._preload, self._limits, self._environment)
        with self._lock:
            self._children.add(child)
        return child

    def _pop_idle(self) -> Child | None:
        with self._lock:
            if not self._idle:
                return None
            child, expiry = self._idle.pop()
        expiry.cancel()
        return child

    def _put_back(self, child: Child) -> None:
        if not child.reusable:
            self._discard(child)
            return
        expiry = threading.Timer(self._limits.idle, _expire, (weakref.ref(self), child))
        expiry.daemon = True
        expiry.start()
        with self._lock:
            self._idle.append((child, expiry))

    def _discard(self, child: Child) -> None:
        child.close()
        with self._lock:
            self._children.discard(child)

    def expire(self, child: Child) -> None:
        """Closes a child, if it is idle."""
        with self._lock:
            remaining = [(other, expiry) for other, expiry in self._idle if other is not child]
            was_idle = len(remaining) < len(self._idle)
            self._idle = remaining
        if was_idle:
            self._discard(child)


def _expire(pool: "weakref.ref[Pool[Q, R]]", child: Child) -> None:
    owner = pool()
    if owner is not None:
        owner.expire(child)


def _close_all(children: set[Child]) -> None:
    for child in list(children):
        child.close()
