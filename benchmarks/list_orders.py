"""What does a page of a list cost at a million orders? One command; `benchmarks/README.md` says how to read it."""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from triplicate.main import freeze_startup_objects

from harness import cores, installation, needs
from harness.candidates import DATABASES
from harness.machine import machine
from lists import measuring, orders, report, services
from lists.cases import cases

SMALL = orders.SMALLEST


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server is stopped
    needs.require()
    divided = cores.divide()
    tables = []
    with ExitStack() as stack:
        directory = asked.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triplicate-bench-")))
        directory.mkdir(parents=True, exist_ok=True)
        for database in DATABASES if asked.only is None else (asked.only,):
            with services.prepared(directory.resolve(), database, (SMALL, asked.large), divided) as (small, large):
                tables.append(in_process(database, small, large, asked.samples, divided))
                tables.append(over_http(database, small, large, asked.samples, divided))
    facts = {"machine": machine(), "orders": [SMALL, asked.large], "samples": asked.samples}
    print(report.report(facts, tables))
    if asked.json:
        asked.json.write_text(json.dumps({**facts, "tables": [plain(one) for one in tables]}, indent=2) + "\n")


def in_process(
    database: str, small: services.Prepared, large: services.Prepared, samples: int, divided: cores.Cores
) -> report.Seen:
    """On the server's core, beside nobody."""
    installation.move_to(divided.server)
    freeze_startup_objects()

    async def run() -> report.Seen:
        readers = small.installation.reader(), large.installation.reader()
        for reader, of in zip(readers, (small, large), strict=True):
            await services.check(reader, of.count)
        few, many = measuring.through(readers[0], small.count), measuring.through(readers[1], large.count)
        costs = await measuring.measure(cases(), few, many, samples)
        counts = {
            "counts of all": await measuring.counted(*readers, None, samples),
            "counts of an account": await measuring.counted(*readers, orders.LARGE, samples),
        }
        for reader in readers:
            await reader.close()
        return report.Seen("the reader", database, costs, counts)

    return asyncio.run(run())


def over_http(
    database: str, small: services.Prepared, large: services.Prepared, samples: int, divided: cores.Cores
) -> report.Seen:
    """The servers on one core, of which one is asked at a time; this process on another."""
    installation.move_to(divided.load)
    with (
        installation.served(small.installation, divided.server) as one,
        installation.served(large.installation, divided.server) as other,
    ):
        few = measuring.over_http(one.port, small.token, small.count)
        many = measuring.over_http(other.port, large.token, large.count)
        return report.Seen(report.HTTP, database, asyncio.run(measuring.measure(cases(), few, many, samples)), {})


def plain(seen: report.Seen) -> dict[str, object]:
    costs = {case.name: [asdict(cost) for cost in costs] for case, costs in seen.costs.items()}
    return {"through": seen.through, "database": seen.database, "costs": costs, "counts": seen.counts}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=size, default=1_000_000, help="how many orders the large one has (1000000)")
    parser.add_argument("--samples", type=int, default=200, help="samples of each case, place and size (200)")
    parser.add_argument("--only", choices=DATABASES, help="one database")
    parser.add_argument("--data", type=Path, help="a directory that keeps the prepared orders for the next run")
    parser.add_argument("--json", type=Path, help="write the run to this file")
    return parser.parse_args()


def size(text: str) -> int:
    if int(text) % SMALL or int(text) <= SMALL:
        raise argparse.ArgumentTypeError(f"must be a multiple of {SMALL:,}")
    return int(text)


if __name__ == "__main__":
    main()
