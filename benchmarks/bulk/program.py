"""The command `triplicate` of one version: how long its imports and exports take, with all processes under it."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from harness import proc

ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"
SAMPLE_S = 0.1


@dataclass(frozen=True)
class Round:
    """One import or export: wall-clock and CPU time in seconds, the most anonymous memory of all its processes."""

    program: str
    action: str
    dialect: str
    database: str
    documents: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Program:
    """A version; `processes` None leaves the number of processes to it."""

    name: str
    command: Path
    processes: int | None

    def rounds(
        self, scratch: Path, dialect: str, file: Path, documents: int, database: str, urls: dict[str, str]
    ) -> list[Round]:
        """An import into an empty database, and an export of the same documents, which must be equal in number."""
        data = scratch / "data"
        shutil.rmtree(data, ignore_errors=True)
        environment = {"PATH": os.environ["PATH"], "TRIPLICATE_DATA": str(data)}
        if database == "postgresql":
            environment["TRIPLICATE_DATABASE_URL"] = urls[self.name]
            _empty(urls[self.name])
        subprocess.run(
            [self.command, "account", "create", "Ours", "--id", ACCOUNT],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        options = [] if self.processes is None else ["--processes", str(self.processes)]
        copies = scratch / "copies.jsonl"
        commands = {
            "import": ["import", dialect, str(file), "--account", ACCOUNT, *options],
            "export": ["export", dialect, "--output", str(copies)],
        }
        rounds = [
            self._run(action, words, environment, dialect, database, documents) for action, words in commands.items()
        ]
        with copies.open("rb") as lines:
            assert sum(1 for _ in lines) == documents
        return rounds

    def _run(
        self, action: str, words: list[str], environment: dict[str, str], dialect: str, database: str, documents: int
    ) -> Round:
        started = time.perf_counter()
        process = subprocess.Popen([self.command, *words], env=environment, stdout=subprocess.DEVNULL)
        peak, status = 0, 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, _anonymous_bytes(process.pid))
            time.sleep(SAMPLE_S)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, words
        return Round(
            program=self.name,
            action=action,
            dialect=dialect,
            database=database,
            documents=documents,
            seconds=time.perf_counter() - started,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_bytes=peak,
        )


def _anonymous_bytes(pid: int) -> int:
    try:
        return proc.anonymous_bytes(pid)
    except (FileNotFoundError, ProcessLookupError):  # one of them has just ended
        return 0


def _empty(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
