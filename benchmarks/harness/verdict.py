"""From rounds to medians, ratios within the run, and bars met or missed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from harness.candidates import Candidate
from harness.wrk import Round

# What one answer may cost, in times of the stored bytes, and by how much the textbook must cost more.
OVER_STORED = {"hot": 1.5, "cold": 1 / 0.6}
OVER_TEXTBOOK = {"sqlite": 40.0, "postgresql": 8.0}
P99_MS = 10.0
RSS_MB = 120.0
READY_SECONDS = 2.0


@dataclass(frozen=True)
class Result:
    """Medians of the rounds that count; of all rounds, and marked so, if none does. CPU times are of all rounds."""

    kind: str
    database: str | None
    dialect: str | None
    name: str
    counted: int
    rounds: Sequence[Round]
    requests_per_second: float
    lowest: float
    highest: float
    p50_ms: float
    p99_ms: float
    bytes_per_answer: float
    cpu_share: float
    cpu_us: float
    temperature: str | None = None
    over_hello: float | None = None
    over_stored: float | None = None
    over_textbook: float | None = None


@dataclass(frozen=True)
class Instance:
    """What was seen of one Triplicate process besides its speed."""

    database: str
    rss_anon_mb: float
    ready_seconds: float


@dataclass(frozen=True)
class Bar:
    what: str
    limit: str
    value: float | None
    met: bool | None


def summarise(candidate: Candidate, rounds: Sequence[Round]) -> Result:
    counted = [one for one in rounds if one.counts]
    shown = counted or rounds
    speeds = [one.requests_per_second for one in shown]

    def middle(pick: Callable[[Round], float]) -> float:
        return median(map(pick, shown))

    return Result(
        kind=candidate.kind,
        database=candidate.database,
        dialect=candidate.dialect,
        name=candidate.name,
        counted=len(counted),
        rounds=rounds,
        requests_per_second=median(speeds),
        lowest=min(speeds),
        highest=max(speeds),
        p50_ms=middle(lambda one: one.p50_ms),
        p99_ms=middle(lambda one: one.p99_ms),
        bytes_per_answer=middle(lambda one: one.bytes_per_answer),
        cpu_share=middle(lambda one: one.cpu_share),
        cpu_us=median(one.cpu_us for one in rounds),
        temperature=candidate.temperature,
    )


def compare(results: Sequence[Result]) -> list[Result]:
    """What each costs beside the hello, and beside the stored bytes and the textbook on its own database."""

    def ratio(result: Result, kind: str) -> float | None:
        for peer in results:
            is_alike = peer.database in (None, result.database) and peer.temperature in (None, result.temperature)
            if peer.kind == kind and is_alike and peer.name != result.name:
                return result.cpu_us / peer.cpu_us
        return None

    return [
        replace(
            result,
            over_hello=ratio(result, "hello"),
            over_stored=ratio(result, "stored"),
            over_textbook=inverse(ratio(result, "textbook")),
        )
        for result in results
    ]


def inverse(value: float | None) -> float | None:
    return None if value is None else 1 / value


def bars(results: Sequence[Result], instances: Sequence[Instance]) -> list[Bar]:
    """In the order of the database; a bar is undecided when what it compares with was not measured."""
    judged: list[Bar] = []
    for result in results:
        if result.kind != "triplicate" or result.database is None or result.temperature is None:
            continue
        stored, textbook = OVER_STORED[result.temperature], OVER_TEXTBOOK[result.database]
        judged.append(below(f"{result.name}: times the stored bytes", stored, result.over_stored))
        judged.append(at_least(f"{result.name}: times the textbook", textbook, result.over_textbook))
        if result.database == "sqlite":
            judged.append(below(f"{result.name}: p99, ms", P99_MS, result.p99_ms if result.counted else None))
    for instance in instances:
        judged.append(
            below(f"triplicate {instance.database}: RssAnon after the load, MB", RSS_MB, instance.rss_anon_mb)
        )
        judged.append(below(f"triplicate {instance.database}: ready, s", READY_SECONDS, instance.ready_seconds))
    return judged


def at_least(what: str, limit: float, value: float | None) -> Bar:
    return Bar(what, f">= {limit:g}", value, None if value is None else value >= limit)


def below(what: str, limit: float, value: float | None) -> Bar:
    return Bar(what, f"< {limit:.3g}", value, None if value is None else value < limit)
