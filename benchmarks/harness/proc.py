"""What /proc says about a server and the processes under it."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    children = " ".join(task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children"))
    return [pid, *(member for child in children.split() for member in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    """User and system time used so far."""
    return sum(_ticks(member) for member in family(pid)) / TICKS


def anonymous_bytes(pid: int) -> int:
    """Resident memory that no file backs."""
    return sum(_rss_anon(member) for member in family(pid))


def _ticks(pid: int) -> int:
    # The second field, the command, may hold spaces and brackets: count from behind its last bracket.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _rss_anon(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0
