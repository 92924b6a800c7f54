"""A server process on its core, from its start until the measurement is over."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.cores import pinned

BENCHMARKS = Path(__file__).parent.parent
HOST = "127.0.0.1"


OPTIONS = f"--host {HOST} --loop uvloop --http httptools --no-access-log --log-level warning".split()


@dataclass(frozen=True)
class Place:
    core: int | str
    port: int
    log: Path


@dataclass(frozen=True)
class Server:
    port: int
    pid: int
    ready_seconds: float


@contextmanager
def serve(
    command: list[str],
    at: Place,
    environment: Mapping[str, str],
    *,
    patience: float = 30,
    any_answer: bool = False,
) -> Iterator[Server]:
    """Yields once /healthz is answered, with 200 unless any answer will do."""
    with at.log.open("ab") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            pinned(at.core, command),
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        while (status := _healthz(at.port)) != 200 and not (status and any_answer):
            if process.poll() is not None or time.monotonic() - started > patience:
                raise SystemExit(f"{' '.join(command)}\ndid not get ready. It said:\n{at.log.read_text()[-2000:]}")
            time.sleep(0.005)
        yield Server(at.port, process.pid, time.monotonic() - started)
    finally:
        _stop(process)


@contextmanager
def serve_peer(app: str, core: int, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """The same server for every peer: uvicorn with uvloop and httptools, one process, no access log."""
    at = Place(core, free_port(), log)
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        app,
        "--app-dir",
        str(BENCHMARKS),
        *OPTIONS,
        "--port",
        str(at.port),
    ]
    with serve(command, at, environment, any_answer=True) as server:
        yield server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _healthz(port: int) -> int | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
