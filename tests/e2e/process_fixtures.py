"""Runs the program as a separate process: start, request, stop, kill; no process is left behind."""

import json
import os
import re
import resource
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from tests.conformance.operation_fixtures import auth_headers, order_url
from tests.store.database_fixtures import Database

TIMEOUT_S = 60.0
ADDRESS = re.compile(r"at (http://[^ ]+:\d+)")


def environment(database: Database) -> dict[str, str]:
    """What a process of the program is told, and nothing that this one was."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRIPLICATE_")}
    return own | database.environment() | {"NO_COLOR": "1"}


def command_line(*words: object) -> list[str]:
    """The command line of a command."""
    return [str(Path(sys.executable).with_name("triplicate")), *map(str, words)]


def run(database: Database, *words: object, stdin: bytes = b"", status: int = 0) -> str:
    """Runs a command to its end; what it wrote."""
    ended = subprocess.run(
        command_line(*words),
        input=stdin,
        env=environment(database),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert ended.returncode == status, ended.stdout[-2000:] + ended.stderr[-2000:]
    return ended.stdout.decode()


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def anonymous_memory(process: int) -> int:
    """The memory of a process that is not a file's, in bytes."""
    lines = dict(line.split(":") for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(lines["RssAnon"].split()[0]) * 1024


class ProgramProcess:
    """A process of the program, with what it has written so far."""

    def __init__(
        self,
        database: Database,
        *words: object,
        scratch: Path,
        descriptors: int | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._output, self._errors = scratch / "output", scratch / "errors"
        with self._output.open("wb") as output, self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command_line(*words),
                env=environment(database) | dict(more),
                stdout=output,
                stderr=errors,
                start_new_session=True,
                preexec_fn=partial(_prepare, descriptors),
            )

    def __enter__(self) -> "ProgramProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def output(self) -> str:
        """What it printed."""
        return self._output.read_text()

    @property
    def errors(self) -> str:
        """What it complained about."""
        return self._errors.read_text()

    def wait_until_ready(self) -> str:
        """Where it serves, once it answers."""
        until = time.monotonic() + TIMEOUT_S
        while time.monotonic() < until:
            assert self.process.poll() is None, f"it ended: {self.errors}"
            match = ADDRESS.search(self.output)
            if match:
                base = match[1].rstrip(".")
                try:
                    assert httpx.get(f"{base}/healthz", trust_env=False).status_code == 200
                    return base
                except httpx.TransportError:
                    pass
            time.sleep(0.02)
        raise AssertionError(f"it does not answer: {self.output} {self.errors}")

    def stop(self, how: signal.Signals = signal.SIGTERM, patience_s: float = 10.0) -> int:
        """Asks it to end; the status with which it did."""
        self.process.send_signal(how)
        return self.process.wait(patience_s)

    def kill(self) -> None:
        """Ends it and whatever it started, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def demo_credentials(database: Database) -> dict[str, Any]:
    """What `demo.json` says."""
    document: dict[str, Any] = json.loads((database.data / "demo.json").read_text())
    return document


def get_order(base: str, made: dict[str, Any], dialect: str, id: str, kind: str = "token") -> httpx.Response:
    """Asks a running server for an order with one of the demo's tokens."""
    account = made["native"]["account_id"] if kind == "token" else "@me"
    headers = auth_headers(dialect, made[dialect][kind])
    return httpx.get(base + order_url(dialect, id, account), headers=headers, timeout=TIMEOUT_S, trust_env=False)


def run_curl(command: str) -> httpx.Response:
    """What a curl command that was printed would fetch."""
    words = shlex.split(command)
    assert words[0] == "curl"
    (url,) = [word for word in words[1:] if word.startswith("http")]
    headers = dict(word.split(": ", 1) for before, word in pairwise(words) if before == "-H")
    return httpx.get(url, headers=headers, timeout=TIMEOUT_S, trust_env=False)


def heed_interrupts() -> None:
    """Whoever runs the tests in the background has had them ignore Ctrl-C, and so would the program."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _prepare(descriptors: int | None) -> None:
    heed_interrupts()
    if descriptors is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
