"""One round: wrk on its core for some seconds against one candidate, and what the server used meanwhile."""

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from harness import proc
from harness.candidates import Candidate
from harness.cores import pinned
from harness.spawn import HOST

BUSY = 0.90
SCRIPT = Path(__file__).with_name("random_path.lua")


@dataclass(frozen=True)
class Round:
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    bytes_per_answer: float
    cpu_share: float
    cpu_us: float
    """What one answer took of the server's processor, in microseconds."""

    @property
    def counts(self) -> bool:
        """Else the server waited for the load, the database or the machine, and its speed says nothing."""
        return self.cpu_share >= BUSY


@dataclass(frozen=True)
class Load:
    core: int | str
    connections: int
    paths: Path

    def run(self, candidate: Candidate, seconds: int, seed: int, *, strict: bool = False) -> Round:
        self.paths.write_text("".join(f"{candidate.path(order)}\n" for order in candidate.ids))
        command = [
            "wrk",
            "--threads",
            "1",
            "--connections",
            str(self.connections),
            "--duration",
            f"{seconds}s",
        ]
        command += ["--script", str(SCRIPT)]
        if candidate.header:
            command += ["--header", ": ".join(candidate.header)]
        command += [f"http://{HOST}:{candidate.server.port}", "--", str(self.paths), str(seed)]
        command += ["in turn"] if candidate.temperature == "cold" else []
        command += ["strict"] if strict else []
        cpu, clock = proc.cpu_seconds(candidate.server.pid), time.monotonic()
        done = subprocess.run(pinned(self.core, command), capture_output=True, text=True, check=False)
        used = proc.cpu_seconds(candidate.server.pid) - cpu
        share = used / (time.monotonic() - clock)
        if done.returncode != 0:
            raise SystemExit(f"wrk failed: {done.stdout[-500:]}{done.stderr[-500:]}")
        return read_round(candidate, done.stdout, share, used)


def read_round(candidate: Candidate, output: str, share: float, used: float) -> Round:
    seen = json.loads(output.splitlines()[-1])
    if seen["refused"] or seen["broken"]:
        raise SystemExit(f"{candidate.name}: {seen['refused']} answers were not 200, {seen['broken']} were broken off.")
    return Round(
        requests_per_second=seen["requests"] / seen["micros"] * 1e6,
        p50_ms=seen["p50"] / 1000,
        p99_ms=seen["p99"] / 1000,
        bytes_per_answer=seen["bytes"] / max(1, seen["requests"]),
        cpu_share=share,
        cpu_us=used * 1e6 / max(1, seen["requests"]),
    )
