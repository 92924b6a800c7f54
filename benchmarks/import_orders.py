"""How fast are documents imported and exported? One command, one run; `benchmarks/README.md` says how to read it."""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bulk import report
from bulk.documents import dialects, write_documents
from bulk.program import Program, Round
from harness.machine import machine
from harness.postgres import postgres

DATABASES = ("sqlite", "postgresql")


def main() -> None:
    request = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server is stopped
    with tempfile.TemporaryDirectory(prefix="triplicate-bench-", dir=request.disk) as directory, ExitStack() as stack:
        scratch = Path(directory).resolve()
        programs = [Program("this", Path(sys.executable).with_name("triplicate"), request.processes)]
        if request.before:
            programs.append(Program("before", request.before, None))
        urls: dict[str, str] = {}
        if "postgresql" in request.databases:
            names = [program.name for program in programs]
            urls = stack.enter_context(postgres(scratch / "postgresql", frozenset(range(64)), names))
        rounds = measure(request, scratch, programs, urls)
    facts = {"machine": machine(), "documents": request.documents}
    print(report.report(facts, rounds))
    if request.json:
        request.json.write_text(json.dumps({**facts, "rounds": [asdict(each) for each in rounds]}, indent=2) + "\n")


def measure(
    request: argparse.Namespace, scratch: Path, programs: Sequence[Program], urls: dict[str, str]
) -> list[Round]:
    """Imports and exports by every program in turn, each import into an empty database."""
    rounds: list[Round] = []
    for dialect in request.dialects:
        file = scratch / f"{dialect}.jsonl"
        write_documents(file, dialect, request.documents)
        for database in request.databases:
            for number in range(request.rounds):
                for program in programs if number % 2 == 0 else reversed(programs):
                    rounds += program.rounds(scratch, dialect, file, request.documents, database, urls)
    return rounds


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000, help="how many documents of each dialect (20000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each program, in turn (3)")
    parser.add_argument("--processes", type=int, help="how many processes parse and render (one per core)")
    parser.add_argument("--before", type=Path, help="the command `triplicate` of another version, to be compared with")
    parser.add_argument("--dialects", type=words, default=dialects(), help=f"some of {', '.join(dialects())}")
    parser.add_argument("--databases", type=words, default=("sqlite",), help=f"some of {', '.join(DATABASES)} (sqlite)")
    parser.add_argument("--disk", type=Path, help="a directory on the disk to be written to; all is removed again")
    parser.add_argument("--json", type=Path, help="write the run, round by round, to this file")
    return parser.parse_args()


def words(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - {*dialects(), *DATABASES}:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    main()
