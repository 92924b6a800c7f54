"""What do Printags' create and find cost at 100,000 orders? One command; `benchmarks/README.md` says how to read it."""

import argparse
import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from cards import books, creating, finding, report, services
from harness import cores, installation, needs
from harness.candidates import DATABASES
from harness.machine import machine

SMALL = 1_000
PARTS = ("create", "find")
WORDS = (*PARTS, *DATABASES)


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server is stopped
    needs.require()
    divided = cores.divide()
    created: list[creating.Created] = []
    found: list[finding.Found] = []
    with ExitStack() as stack:
        directory = asked.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="triplicate-bench-")))
        directory.mkdir(parents=True, exist_ok=True)
        for database in chosen(DATABASES, asked.only):
            with services.desks(directory.resolve(), database, (SMALL, asked.orders), divided) as (small, large):
                installation.move_to(divided.load)
                if "find" in chosen(PARTS, asked.only):
                    found += finding.measure(small, large, asked.rounds, asked.seconds)
                if "create" in chosen(PARTS, asked.only):
                    created += create(small, large, asked)
    facts = {
        "machine": machine(),
        "layout": str(divided),
        "orders": [SMALL, asked.orders],
        "seconds": asked.seconds,
    }
    print(report.report(facts, created, found))
    if asked.json:
        run = {**facts, "created": [plain(one) for one in created], "found": [plain(one) for one in found]}
        asked.json.write_text(json.dumps(run, indent=2) + "\n")


def create(small: services.Desk, large: services.Desk, asked: argparse.Namespace) -> list[creating.Created]:
    """Ends the run when afterwards the books of one of them are wrong."""
    before = [(desk, books.books(desk), books.priced(desk)) for desk in (small, large)]
    created = creating.measure(small, large, asked.connections, asked.rounds, asked.seconds)
    for desk, then, prices in before:
        books.settled(desk, then, prices)
    return created


def plain(one: creating.Created | finding.Found) -> dict[str, object]:
    match one:
        case creating.Created():
            pairs = [[asdict(small), asdict(large)] for small, large in one.pairs]
            rounds = {many: [asdict(round_) for round_ in rounds] for many, rounds in one.rounds.items()}
            return {"database": one.database, "kind": one.kind.name, "rounds": rounds, "pairs": pairs}
        case finding.Found():
            small, large = ([asdict(round_) for round_ in rounds] for rounds in (one.small, one.large))
            return {"database": one.database, "case": one.case.name, "small": small, "large": large}


def chosen(words: tuple[str, ...], only: frozenset[str]) -> list[str]:
    """Words of one sort are alternatives; where none was asked for, all."""
    return [word for word in words if word in only or not only & set(words)]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=size, default=100_000, help="how many orders the large one has (100000)")
    parser.add_argument("--seconds", type=float, default=2, help="length of a round (2)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each, in rotation (3)")
    parser.add_argument("--connections", type=numbers, default=[1, 8, 32], help="how many create at a time (1,8,32)")
    parser.add_argument("--only", type=words, default=frozenset(), help=f"some of {', '.join(WORDS)}, comma-separated")
    parser.add_argument("--data", type=Path, help="a directory that keeps the prepared orders for the next run")
    parser.add_argument("--json", type=Path, help="write the run, round by round, to this file")
    return parser.parse_args()


def size(text: str) -> int:
    if int(text) <= SMALL:
        raise argparse.ArgumentTypeError(f"must be more than {SMALL:,}")
    return int(text)


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def words(text: str) -> frozenset[str]:
    asked = frozenset(text.split(","))
    if unknown := asked - set(WORDS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: not among {', '.join(WORDS)}")
    return asked


if __name__ == "__main__":
    main()
