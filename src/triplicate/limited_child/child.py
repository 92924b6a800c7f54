"""One child process, as the server holds it: started, given one call at a time, killed and reaped."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, cast

import msgspec

from triplicate.core.jobs.limits import Limits
from triplicate.limited_child import frames
from triplicate.limited_child.failures import (
    ChildFailure,
    Crash,
    Death,
    MemoryLimit,
    SizeLimit,
    StartFailure,
    TimeLimit,
)
from triplicate.limited_child.frames import FrameSizeError, Kind

_MODULE = "triplicate.limited_child"
_EXIT_S = 2.0
"""How long a child that ended its output may take to exit."""


class Child:
    """A child process that serves one function. `reusable` says whether it can take another call."""

    def __init__(self, function: str, preload: tuple[str, ...], limits: Limits, environment: Mapping[str, str]) -> None:
        """Starts it and waits until it is ready; raises StartFailure."""
        self._limits = limits
        self.reusable = True
        path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path if folder)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", _MODULE, msgspec.json.encode(limits).decode(), function, *preload],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**environment, "PYTHONPATH": path},
                cwd=os.path.abspath(os.sep),
                start_new_session=True,
            )
        except OSError as error:
            raise StartFailure(f"cannot start a child process: {error}") from error
        self._requests = cast(BinaryIO, self._process.stdin)
        self._replies = cast(BinaryIO, self._process.stdout)
        try:
            with _Deadline(limits.start, self._process):
                kind, _ = frames.read(self._replies, limits.message)
        except (OSError, EOFError, ValueError) as error:
            self._wait()
            self.close()
            raise StartFailure(f"a child process ended before it was ready: {self._status()}") from error
        assert kind is Kind.READY

    @property
    def id(self) -> int:
        """The process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it can be given a call."""
        return self.reusable and self._process.poll() is None

    def run(self, request: bytes) -> bytes:
        """The result of a call; raises ChildFailure: TimeLimit, MemoryLimit, Crash. Then it must be closed."""
        deadline = _Deadline(self._limits.wall, self._process)
        try:
            with deadline:
                frames.write(self._requests, Kind.REQUEST, request)
                kind, content = frames.read(self._replies, self._limits.message)
        except (OSError, EOFError) as error:
            self.reusable = False
            raise self._failure(deadline.expired) from error
        except FrameSizeError as error:
            self.reusable = False
            raise SizeLimit(str(error)) from error
        except ValueError as error:
            self.reusable = False
            raise Crash(str(error)) from error
        self.reusable = kind is Kind.RESULT and not deadline.expired
        if kind is Kind.OUT_OF_MEMORY:
            raise MemoryLimit(f"the call needed more than {self._limits.memory} bytes")
        if kind not in (Kind.RESULT, Kind.LAST_RESULT):
            raise Crash(content.decode("utf-8", "replace"))
        return content

    def close(self) -> None:
        """Kills and reaps it. It may be called from any thread, and again."""
        self.reusable = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._replies):
            with suppress(OSError):  # what was not yet written has nobody to read it
                pipe.close()

    def _failure(self, expired: bool) -> ChildFailure:
        """Why there was no reply."""
        if expired:
            return TimeLimit(f"the call took longer than {self._limits.wall} s")
        self._wait()
        if sys.platform != "win32" and self._process.returncode == -signal.SIGXCPU:
            return TimeLimit(f"the call took more than {self._limits.cpu} s of CPU")
        return Death(f"the process died: {self._status()}")

    def _wait(self) -> None:
        """Waits a little for the exit of a child that ended its output."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXIT_S)

    def _status(self) -> str:
        code = self._process.returncode
        if code is None:
            return "it ended its output"
        return f"signal {-code}" if code < 0 else f"exit status {code}"


class _Deadline:
    """Kills a process that is still at work after some seconds; blocked reads and writes of its pipes end then."""

    def __init__(self, seconds: float, process: subprocess.Popen[bytes]) -> None:
        self.expired = False
        self._process = process
        self._lock = threading.Lock()
        self._done = False
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._done = True
        self._timer.cancel()

    def _expire(self) -> None:
        with self._lock:
            if not self._done:
                self.expired = True
                self._process.kill()
