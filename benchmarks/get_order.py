"""What does GET of one order cost? One command, one run; `benchmarks/README.md` says how to read it."""

import argparse
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from harness import cores, needs, proc, table, wrk
from harness.candidates import DATABASES, DIALECTS, KINDS, TEMPERATURES
from harness.machine import machine
from harness.rounds import Plan, measure
from harness.services import HOT, services
from harness.verdict import Instance, bars, compare, summarise
from harness.verify import verify
from harness.workers import measure_workers, workers_table

WORDS = (*KINDS, *DATABASES, *DIALECTS, *TEMPERATURES)


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server is stopped
    needs.require(wrk=True)
    divided = cores.divide()
    with ExitStack() as stack:
        directory = asked.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triplicate-bench-")))
        directory.mkdir(parents=True, exist_ok=True)
        running = stack.enter_context(services(directory.resolve(), asked.orders, asked.only, divided))
        for candidate in running.candidates:
            verify(candidate)
        load = wrk.Load(divided.load, asked.connections, directory / "paths.txt")
        seen = measure(running.candidates, load, Plan(asked.rounds, asked.seconds))
        instances = [
            Instance(one.database, proc.anonymous_bytes(one.server.pid) / 1e6, one.ready_seconds)
            for one in running.products
        ]
        workers = measure_workers(running.products, running.candidates, load, asked.rounds, asked.seconds)
    results = compare([summarise(*pair) for pair in zip(running.candidates, seen, strict=True)])
    judged = bars(results, instances)
    facts = {
        "machine": machine() | {"postgresql": running.postgresql},
        "layout": str(divided),
        "orders": asked.orders,
        "hot": min(HOT, asked.orders),
        "connections": asked.connections,
        "seconds": asked.seconds,
        "instances": [asdict(one) for one in instances],
    }
    print(table.report(facts, results, judged))
    if workers:
        print(f"\n{workers_table(workers)}")
    if asked.json:
        table.write_json(asked.json, facts | {"workers": [asdict(one) for one in workers]}, results, judged)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=20_000, help="how many orders there are (20000)")
    parser.add_argument("--seconds", type=int, default=2, help="length of a round (2)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each candidate, in rotation (3)")
    parser.add_argument("--connections", type=int, default=32, help="connections that wrk keeps busy (32)")
    parser.add_argument("--only", type=words, default=frozenset(), help=f"some of {', '.join(WORDS)}, comma-separated")
    parser.add_argument("--data", type=Path, help="a directory that keeps the prepared orders for the next run")
    parser.add_argument("--json", type=Path, help="write the run, round by round, to this file")
    return parser.parse_args()


def words(text: str) -> frozenset[str]:
    asked = frozenset(text.split(","))
    if unknown := asked - set(WORDS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not among {', '.join(WORDS)}")
    return asked


if __name__ == "__main__":
    main()
