"""`triplicate import` and `export`: orders as documents of the vendors' dialects."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from triplicate.api.operation import Dialect
from triplicate.app.accounts import directory
from triplicate.app.files import signed_links
from triplicate.app.orders.import_document import Circumstances, Outcome, account, bring_in
from triplicate.app.ports import Unit
from triplicate.cli.json_stream import Piece, pieces, size
from triplicate.cli.options import Data, dialect_of, opened
from triplicate.cli.output import written
from triplicate.cli.tables import printable
from triplicate.core import times
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import View
from triplicate.core.failures import InvalidInput, NotYourOrder, Problem, Refused, invalid
from triplicate.core.json import ijson
from triplicate.core.order import order as orders
from triplicate.main import House

BATCH = 200
BATCH_BYTES = 4 * 1024 * 1024
REFUSED = "refused"
Refusal = tuple[Piece, tuple[Problem, ...]]


def import_(
    dialect: Annotated[str, typer.Argument(help="The dialect of the documents.")],
    files: Annotated[list[str], typer.Argument(help="JSON or JSON Lines files; - for standard input.")],
    account: Annotated[str, typer.Option("--account", help="The account to import into.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, without writing.")] = False,
    data: Data = None,
) -> None:
    """Imports a vendor's documents: orders, or the vendor's API responses with an order in them.

    Prints how many were new, updated, stale, unchanged and refused; the exit status is 1 if any was refused.
    """
    house = opened(data)
    intake = _Intake(house, dialect_of(house, dialect), account)
    with _progress(files) as advance:
        counts = intake.run_dry(files, advance) if dry_run else intake.run(files, advance)
    words = [f"{counts[word]} {word}" for word in (*Outcome, REFUSED)]
    print(f"{'dry run, nothing written: ' if dry_run else ''}{', '.join(words)}")
    raise typer.Exit(1 if counts[REFUSED] else 0)


class _Undo(Exception):
    """Raised to roll back a transaction."""


class _Intake:
    """One import: its context, and the batches of documents."""

    def __init__(self, house: House, dialect: Dialect, into: str) -> None:
        self._house = house
        self._mapping = dialect.copies
        self._account = into.lower()
        self._circumstances = Circumstances(
            principal=OPERATOR,
            at=times.of(house.now()),
            request=f"import-{os.getpid()}",
            mappings=house.mappings,
            seal=house.keys.seal,
            unseal=house.keys.unseal,
            file_of_link=lambda text: link.file if (link := signed_links.read(house.keys, text)) else None,
        )

    def run(self, files: list[str], advance: "Advance") -> Counter[str]:
        """Imports the documents, one transaction per batch, and prints rejected ones at once."""
        counts: Counter[str] = Counter()
        for batch in _batches(_readable(files, counts)):
            outcomes, refusals = self._take_safely(batch)
            counts.update(outcomes)
            _say(refusals)
            advance(batch[-1])
        return counts

    def _take_safely(self, batch: list[Piece]) -> tuple[Counter[str], list[Refusal]]:
        """Imports a batch in one transaction; if a document fails on commit, each in a transaction of its own."""
        try:
            return self._house.store.run("import", lambda unit: self._take(unit, batch))
        except Refused as refused:
            if not isinstance(refused.failure, InvalidInput):
                raise
            if len(batch) == 1:
                return Counter({REFUSED: 1}), [(batch[0], refused.failure.problems)]
        counts: Counter[str] = Counter()
        refusals: list[Refusal] = []
        for piece in batch:
            outcomes, more = self._take_safely([piece])
            counts.update(outcomes)
            refusals += more
        return counts, refusals

    def run_dry(self, files: list[str], advance: "Advance") -> Counter[str]:
        """Imports all documents in one transaction, and rolls it back."""
        counts: Counter[str] = Counter()

        def work(unit: Unit) -> None:
            counts.clear()
            for batch in _batches(_readable(files, counts)):
                outcomes, refusals = self._take(unit, batch)
                counts.update(outcomes)
                _say(refusals)
                advance(batch[-1])
            raise _Undo

        with suppress(_Undo):
            self._house.store.run("dry run", work)
        return counts

    def _take(self, unit: Unit, batch: list[Piece]) -> tuple[Counter[str], list[Refusal]]:
        into = account(unit, OPERATOR, self._account)
        counts: Counter[str] = Counter()
        refusals: list[Refusal] = []
        for piece in batch:
            try:
                value = _value(piece)
            except Refused as refused:
                counts[REFUSED] += 1
                refusals.append((piece, _problems(refused, "$")))
                continue
            for where, single in _singles(value):
                try:
                    counts[bring_in(unit, self._circumstances, into, self._mapping, single)] += 1
                except Refused as refused:
                    counts[REFUSED] += 1
                    refusals.append((piece, _problems(refused, where)))
        return counts, refusals


def export(
    dialect: Annotated[str, typer.Argument(help="The dialect of the documents.")],
    account: Annotated[str | None, typer.Option("--account", help="Only this account's orders.")] = None,
    origin: Annotated[
        str | None, typer.Option("--origin", help="Only orders that originate from this dialect.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to a file instead of standard output.")
    ] = None,
    without_secrets: Annotated[bool, typer.Option("--without-secrets", help="Leave out secret fields.")] = False,
    data: Data = None,
) -> None:
    """Exports orders as documents of a dialect, one a line. Stored files appear as ids, which do not expire."""
    house = opened(data)
    mapping = dialect_of(house, dialect).copies
    if origin is not None:
        dialect_of(house, origin)
    if account is not None:
        account = house.store.run("export", partial(directory.account, id=account)).id
    view = View(secrets=not without_secrets, link=str)

    with written(output) as file:
        for found in _all(house, account):
            if origin in (None, found.origin):
                file.write(codec.render(mapping, found, view, house.keys.unseal) + b"\n")


def _all(house: House, account: str | None) -> Iterator[orders.Order]:
    after = 0
    while True:
        page, following = house.store.run(
            "export",
            lambda unit, after=after: unit.orders.page(OPERATOR, account, after),  # type: ignore[misc]
        )
        if not page:
            return
        yield from page
        after = following


def _readable(files: list[str], counts: Counter[str]) -> Iterator[Piece]:
    """The documents of all files; an unreadable file counts as one refused document."""
    for name in files:
        try:
            yield from pieces(name)
        except OSError as error:
            counts[REFUSED] += 1
            print(f"{name}: {error.strerror}", file=sys.stderr)


def _batches(documents: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Groups documents into batches, bounded by `BATCH` documents and `BATCH_BYTES`."""
    batch: list[Piece] = []
    held = 0
    for piece in documents:
        batch.append(piece)
        held += len(piece.text or b"")
        if len(batch) == BATCH or held > BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _value(piece: Piece) -> object:
    if piece.text is None:
        raise invalid("$", f"the document must have at most {ijson.MAX_BYTES} bytes")
    return ijson.parse(piece.text)


def _singles(value: object) -> list[tuple[str, object]]:
    """The documents in a JSON value, each with its JSON path: the value itself, or the items of an array."""
    return [(f"$[{i}]", item) for i, item in enumerate(value)] if isinstance(value, list) else [("$", value)]


def _problems(refused: Refused, where: str) -> tuple[Problem, ...]:
    match refused.failure:
        case InvalidInput(problems):
            return tuple(Problem(where + problem.path[1:], problem.reason) for problem in problems)
        case NotYourOrder():
            return (Problem(f"{where}.id", "an order with this id belongs to another account"),)
        case _:
            raise refused


def _say(refusals: list[Refusal]) -> None:
    for piece, problems in refusals:
        for problem in problems:
            print(printable(f"{piece.name}:{piece.line}: {problem.path}: {problem.reason}"), file=sys.stderr)


class Advance:
    """Updates the progress bar to the end of a document in the input."""

    def __init__(self, progress: Progress, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("importing", total=total)
        self._before: dict[str, int] = {}

    def __call__(self, piece: Piece) -> None:
        self._before[piece.name] = piece.read
        self._progress.update(self._task, completed=sum(self._before.values()))


@contextmanager
def _progress(files: list[str]) -> Iterator[Advance]:
    """A progress bar on standard error, if that is a terminal."""
    console = Console(stderr=True)
    sizes = [size(name) for name in files]
    total = None if None in sizes else sum(known for known in sizes if known is not None)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield Advance(progress, total)
