"""How fast is an order placed? One command, one run; `benchmarks/README.md` says how to read it."""

import argparse
import json
import os
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from harness import cores, needs
from harness.candidates import DATABASES
from harness.machine import machine
from placing import report
from placing.placer import KINDS
from placing.rounds import measure
from placing.services import placers

WORDS = (*KINDS, *DATABASES)


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server is stopped
    needs.require()
    divided = cores.divide()
    with (
        tempfile.TemporaryDirectory(prefix="triplicate-bench-", dir=asked.disk) as directory,
        placers(Path(directory).resolve(), asked.orders, asked.only, divided) as found,
    ):
        os.sched_setaffinity(0, {divided.load})
        ledgers = measure(found, asked.connections, asked.rounds, asked.seconds)
    results = report.summarise(ledgers)
    judged = report.bars(results)
    facts = {
        "machine": machine(),
        "layout": str(divided),
        "orders": asked.orders,
        "seconds": asked.seconds,
    }
    print(report.report(facts, results, judged))
    if asked.json:
        run = {**facts, "results": [asdict(one) for one in results], "bars": [asdict(one) for one in judged]}
        asked.json.write_text(json.dumps(run, indent=2) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000, help="how many orders there are before (10000)")
    parser.add_argument("--seconds", type=float, default=3, help="length of a round (3)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each, in rotation (5)")
    parser.add_argument("--connections", type=numbers, default=[1, 8, 32], help="how many at a time (1,8,32)")
    parser.add_argument("--only", type=words, default=frozenset(), help=f"some of {', '.join(WORDS)}, comma-separated")
    parser.add_argument("--disk", type=Path, help="a directory on the disk to be written to; all is removed again")
    parser.add_argument("--json", type=Path, help="write the run, round by round, to this file")
    return parser.parse_args()


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def words(text: str) -> frozenset[str]:
    asked = frozenset(text.split(","))
    if unknown := asked - set(WORDS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not among {', '.join(WORDS)}")
    return asked


if __name__ == "__main__":
    main()
