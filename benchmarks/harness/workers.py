"""What several server processes do: Triplicate with one worker and with two, on all cores, which they share with wrk.

With two cores the load takes part of what a second worker could use, so this says what can be had on such a machine,
not how Triplicate scales.
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from harness import candidates, table
from harness.candidates import Candidate
from harness.cores import all_cores
from harness.services import Product, say
from harness.spawn import Place, free_port, serve
from harness.wrk import Load, Round

WORKERS = (1, 2)


@dataclass(frozen=True)
class WorkerResult:
    """Medians of the rounds of one number of workers; the processor's time is that of all of them together."""

    name: str
    workers: int
    requests_per_second: float
    p99_ms: float
    cpu_us: float
    cpu_share: float


def measure_workers(
    products: Sequence[Product], asked: Sequence[Candidate], load: Load, rounds: int, seconds: int
) -> list[WorkerResult]:
    """Hot orders in the first dialect that was measured, from each database with each number of workers, in turn."""
    results = []
    for product in products:
        pattern = next((one for one in asked if is_pattern(one, product)), None)
        if pattern is not None:
            say(f"measuring workers on {product.database}")
            results += of_database(product, pattern, replace(load, core=all_cores()), rounds, seconds)
    return results


def is_pattern(candidate: Candidate, product: Product) -> bool:
    is_product = (candidate.kind, candidate.database) == ("triplicate", product.database)
    return is_product and candidate.temperature == candidates.TEMPERATURES[0]


def of_database(product: Product, pattern: Candidate, load: Load, rounds: int, seconds: int) -> list[WorkerResult]:
    with ExitStack() as stack:
        running = {
            workers: stack.enter_context(serve(command(product, workers, place), place, product.environment))
            for workers in WORKERS
            for place in [Place(all_cores(), free_port(), log(product, workers))]
        }
        by_workers = {workers: replace(pattern, server=server) for workers, server in running.items()}
        for candidate in by_workers.values():
            load.run(candidate, 1, seed=0, strict=True)
        seen: dict[int, list[Round]] = {workers: [] for workers in WORKERS}
        for number in range(rounds):
            for workers, candidate in by_workers.items():
                seen[workers].append(load.run(candidate, seconds, seed=number + 1))
    return [
        WorkerResult(
            name=f"{pattern.name}, {workers} worker{'s' * (workers > 1)}",
            workers=workers,
            requests_per_second=median(one.requests_per_second for one in part),
            p99_ms=median(one.p99_ms for one in part),
            cpu_us=median(one.cpu_us for one in part),
            cpu_share=median(one.cpu_share for one in part),
        )
        for workers, part in seen.items()
    ]


def command(product: Product, workers: int, place: Place) -> list[str]:
    program = Path(sys.executable).with_name("triplicate")
    where = ["--data", str(product.directory), "--port", str(place.port)]
    return [str(program), "serve", "--workers", str(workers), *where]


def log(product: Product, workers: int) -> Path:
    return product.directory.with_name(f"{product.directory.name}-{workers}-workers.log")


def workers_table(results: Sequence[WorkerResult]) -> str:
    rows = [
        (one.name, f"{one.requests_per_second:,.0f}", f"{one.p99_ms:.2f}", f"{one.cpu_us:.1f}", f"{one.cpu_share:.0%}")
        for one in results
    ]
    head = ("several processes, on all cores, which wrk shares", "req/s", "p99 ms", "CPU µs", "CPU")
    return table.columns([head, *rows])
