"""The run as text: documents a second, CPU and memory of each program, and the ratio to another version."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bulk.program import Round
from harness.table import columns, ratio

Key = tuple[str, str, str, str]


def report(facts: Mapping[str, Any], rounds: Sequence[Round]) -> str:
    groups: dict[Key, list[Round]] = {}
    for each in rounds:
        groups.setdefault((each.action, each.dialect, each.database, each.program), []).append(each)
    head = ("", "documents/s", "best", "CPU ms each", "peak MB", "x before", "x CPU before")
    rows = [head, *(_row(key, groups) for key in sorted(groups))]
    machine = facts["machine"]
    heading = (
        f"{facts['documents']:,} documents of each dialect into an empty database, and out again\n"
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, SQLite {machine['sqlite']}"
    )
    return f"{heading}\n\n{columns(rows)}"


def _row(key: Key, groups: Mapping[Key, Sequence[Round]]) -> tuple[str, ...]:
    own, before = groups[key], groups.get((*key[:3], "before"), [])
    compared = before if key[3] != "before" else []
    return (
        " ".join(key),
        f"{_per_second(own):,.0f}",
        f"{max(each.documents / each.seconds for each in own):,.0f}",
        f"{_cpu_ms(own):.3f}",
        f"{max(each.peak_bytes for each in own) / 1e6:.0f}",
        ratio(_per_second(own) / _per_second(compared) if compared else None),
        ratio(_cpu_ms(own) / _cpu_ms(compared) if compared else None),
    )


def _per_second(rounds: Sequence[Round]) -> float:
    return median(each.documents / each.seconds for each in rounds)


def _cpu_ms(rounds: Sequence[Round]) -> float:
    return median(each.cpu_seconds / each.documents for each in rounds) * 1000
