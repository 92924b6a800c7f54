"""What does one placed order cost, and where does it go? One command; `benchmarks/README.md` says how to read it."""

import argparse
import json
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from expense import report
from expense.desk import KINDS
from expense.measuring import Cost, Scale, measure
from harness import cores
from harness.candidates import DATABASES
from harness.machine import machine
from harness.postgres import postgres

WORDS = (*(kind.name for kind in KINDS), *DATABASES)


def main() -> None:
    asked = arguments()
    scale = Scale(asked.before, asked.orders, asked.connections)
    costs: list[Cost] = []
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triplicate-bench-"))).resolve()
        for database in chosen(DATABASES, asked.only):
            kinds = tuple(kind for kind in KINDS if kind.name in chosen(WORDS[: len(KINDS)], asked.only))
            url = None
            if database == "postgresql":
                cluster = postgres(directory / "cluster", cores.divide().database, ["expense"])
                url = stack.enter_context(cluster)["expense"]
            costs += measure(directory / database, database, url, kinds, scale)
    facts = {"machine": machine(), **asdict(scale)}
    print(report.report(facts, costs))
    if asked.json:
        asked.json.write_text(json.dumps({**facts, "costs": [asdict(cost) for cost in costs]}, indent=2) + "\n")


def chosen(words: tuple[str, ...], only: frozenset[str]) -> list[str]:
    """Words of one sort are alternatives; where none was asked for, all."""
    return [word for word in words if word in only or not only & set(words)]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=int, default=2000, help="how many orders there are before (2000)")
    parser.add_argument("--orders", type=int, default=1000, help="how many are placed of each kind (1000)")
    parser.add_argument("--connections", type=int, default=32, help="how many are placed at a time (32)")
    parser.add_argument("--only", type=words, default=frozenset(), help=f"some of {', '.join(WORDS)}, comma-separated")
    parser.add_argument("--json", type=Path, help="write the run to this file")
    return parser.parse_args()


def words(text: str) -> frozenset[str]:
    asked = frozenset(text.split(","))
    if unknown := asked - set(WORDS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not among {', '.join(WORDS)}")
    return asked


if __name__ == "__main__":
    main()
