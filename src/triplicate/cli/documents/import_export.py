"""`triplicate import` and `export`: orders as documents of the vendors' dialects."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from triplicate.api.dialect import Dialect
from triplicate.app.accounts import directory
from triplicate.app.companies.import_document import import_company, import_customer
from triplicate.app.documents.import_document import Outcome, lock_account
from triplicate.app.orders.import_document import import_document
from triplicate.app.ports import OrderCursor, UnitOfWork
from triplicate.cli.documents.json_stream import InputDocument, file_size, read_documents
from triplicate.cli.options import Data, find_dialect, open_installation
from triplicate.cli.terminal.output_file import open_output
from triplicate.cli.terminal.tables import printable
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.failures import DomainError, InvalidInput, OrderOfAnotherAccount, Problem, invalid
from triplicate.core.json import ijson
from triplicate.core.order import order as orders
from triplicate.main import Installation

BATCH = 200
BATCH_BYTES = 4 * 1024 * 1024
REFUSED = "refused"
ImportFunction = Callable[..., Outcome]
RejectedDocument = tuple[InputDocument, tuple[Problem, ...]]


class DocumentKind(StrEnum):
    """What a document describes."""

    ORDERS = "orders"
    COMPANIES = "companies"
    CUSTOMERS = "customers"


def import_(
    dialect: Annotated[str, typer.Argument(help="The dialect of the documents.")],
    files: Annotated[list[str], typer.Argument(help="JSON or JSON Lines files; - for standard input.")],
    account: Annotated[str, typer.Option("--account", help="The account to import into.")],
    kind: Annotated[DocumentKind, typer.Option("--kind", help="What the documents describe.")] = DocumentKind.ORDERS,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, without writing.")] = False,
    data: Data = None,
) -> None:
    """Imports a vendor's documents: orders, companies or customers, or the vendor's API responses with one in them.

    Prints how many were new, updated, stale, unchanged and refused; the exit status is 1 if any was refused.
    """
    installation = open_installation(data)
    importer = _Importer(
        installation, _import_function(installation, find_dialect(installation, dialect), kind), account
    )
    with _progress(files) as advance:
        counts = importer.run_dry(files, advance) if dry_run else importer.run(files, advance)
    parts = [f"{counts[word]} {word}" for word in (*Outcome, REFUSED)]
    print(f"{'dry run, nothing written: ' if dry_run else ''}{', '.join(parts)}")
    raise typer.Exit(1 if counts[REFUSED] else 0)


def _import_function(installation: Installation, dialect: Dialect, kind: DocumentKind) -> ImportFunction:
    """What imports one document of this kind. Raises BadParameter if the dialect has none of it."""
    match kind:
        case DocumentKind.ORDERS:
            return partial(import_document, document_codec=dialect.codec)
        case DocumentKind.COMPANIES if dialect.company_codec is not None:
            return partial(import_company, codecs=installation.company_codecs, dialect=dialect.name)
        case DocumentKind.CUSTOMERS if dialect.customer_codec is not None:
            return partial(import_customer, codecs=installation.customer_codecs, dialect=dialect.name)
        case _:
            raise typer.BadParameter(f"{dialect.name} has no documents of {kind.value}")


class _Rollback(Exception):
    """Raised to roll back a transaction."""


class _Importer:
    """One import: its context, and the batches of documents."""

    def __init__(self, installation: Installation, import_one: ImportFunction, account_id: str) -> None:
        self._installation = installation
        self._import_one = import_one
        self._account_id = account_id.lower()
        self._context = installation.context(OPERATOR, f"import-{os.getpid()}")

    def run(self, files: list[str], advance: "ProgressBar") -> Counter[str]:
        """Imports the documents, one transaction per batch, and prints rejected ones at once."""
        counts: Counter[str] = Counter()
        for batch in _batches(_read_files(files, counts)):
            outcomes, refusals = self._import_batch(batch)
            counts.update(outcomes)
            _print_refusals(refusals)
            advance(batch[-1])
        return counts

    def _import_batch(self, batch: list[InputDocument]) -> tuple[Counter[str], list[RejectedDocument]]:
        """Imports a batch in one transaction; if a document fails on commit, each in a transaction of its own."""
        try:
            return self._installation.store.run("import", lambda uow: self._import_documents(uow, batch))
        except DomainError as error:
            if not isinstance(error.failure, InvalidInput):
                raise
            if len(batch) == 1:
                return Counter({REFUSED: 1}), [(batch[0], error.failure.problems)]
        counts: Counter[str] = Counter()
        refusals: list[RejectedDocument] = []
        for input_document in batch:
            outcomes, document_refusals = self._import_batch([input_document])
            counts.update(outcomes)
            refusals += document_refusals
        return counts, refusals

    def run_dry(self, files: list[str], advance: "ProgressBar") -> Counter[str]:
        """Imports all documents in one transaction, and rolls it back."""
        counts: Counter[str] = Counter()

        def work(uow: UnitOfWork) -> None:
            counts.clear()
            for batch in _batches(_read_files(files, counts)):
                outcomes, refusals = self._import_documents(uow, batch)
                counts.update(outcomes)
                _print_refusals(refusals)
                advance(batch[-1])
            raise _Rollback

        with suppress(_Rollback):
            self._installation.store.run("dry run", work)
        return counts

    def _import_documents(
        self, uow: UnitOfWork, batch: list[InputDocument]
    ) -> tuple[Counter[str], list[RejectedDocument]]:
        target_account = lock_account(uow, OPERATOR, self._account_id)
        counts: Counter[str] = Counter()
        refusals: list[RejectedDocument] = []
        for input_document in batch:
            try:
                value = _parsed_value(input_document)
            except DomainError as error:
                counts[REFUSED] += 1
                refusals.append((input_document, _problems(error, "$")))
                continue
            for path, item in _split_array(value):
                try:
                    counts[self._import_one(uow, self._context, target_account, value=item)] += 1
                except DomainError as error:
                    counts[REFUSED] += 1
                    refusals.append((input_document, _problems(error, path)))
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
    installation = open_installation(data)
    document_codec = find_dialect(installation, dialect).codec
    if origin is not None:
        find_dialect(installation, origin)
    if account is not None:
        account = installation.store.run("export", partial(directory.get_account, account_id=account)).id
    options = RenderOptions(secrets=not without_secrets, link=str)

    with open_output(output) as file:
        for order in _all_orders(installation, account):
            if origin in (None, order.origin):
                file.write(codec.render(document_codec, order, options, installation.keys.unseal) + b"\n")


def _all_orders(installation: Installation, account: str | None) -> Iterator[orders.Order]:
    after: OrderCursor | None = None
    while True:
        page, next_after = installation.store.run(
            "export",
            lambda unit, after=after: unit.orders.page(OPERATOR, account, after),  # type: ignore[misc]
        )
        if not page:
            return
        yield from page
        after = next_after


def _read_files(files: list[str], counts: Counter[str]) -> Iterator[InputDocument]:
    """The documents of all files; an unreadable file counts as one refused document."""
    for name in files:
        try:
            yield from read_documents(name)
        except OSError as error:
            counts[REFUSED] += 1
            print(f"{name}: {error.strerror}", file=sys.stderr)


def _batches(documents: Iterable[InputDocument]) -> Iterator[list[InputDocument]]:
    """Groups documents into batches, bounded by `BATCH` documents and `BATCH_BYTES`."""
    batch: list[InputDocument] = []
    batch_bytes = 0
    for input_document in documents:
        batch.append(input_document)
        batch_bytes += len(input_document.text or b"")
        if len(batch) == BATCH or batch_bytes > BATCH_BYTES:
            yield batch
            batch, batch_bytes = [], 0
    if batch:
        yield batch


def _parsed_value(input_document: InputDocument) -> object:
    if input_document.text is None:
        raise invalid("$", f"the document must have at most {ijson.MAX_BYTES} bytes")
    return ijson.parse(input_document.text)


def _split_array(value: object) -> list[tuple[str, object]]:
    """The documents in a JSON value, each with its JSON path: the value itself, or the items of an array."""
    return [(f"$[{i}]", item) for i, item in enumerate(value)] if isinstance(value, list) else [("$", value)]


def _problems(error: DomainError, path: str) -> tuple[Problem, ...]:
    match error.failure:
        case InvalidInput(problems):
            return tuple(Problem(path + problem.path[1:], problem.reason) for problem in problems)
        case OrderOfAnotherAccount():
            return (Problem(f"{path}.id", "an order with this id belongs to another account"),)
        case _:
            raise error


def _print_refusals(refusals: list[RejectedDocument]) -> None:
    for input_document, problems in refusals:
        for problem in problems:
            print(
                printable(f"{input_document.name}:{input_document.line}: {problem.path}: {problem.reason}"),
                file=sys.stderr,
            )


class ProgressBar:
    """Updates the progress bar to the end of a document in the input."""

    def __init__(self, progress: Progress, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("importing", total=total)
        self._bytes_read: dict[str, int] = {}

    def __call__(self, input_document: InputDocument) -> None:
        self._bytes_read[input_document.name] = input_document.end_offset
        self._progress.update(self._task, completed=sum(self._bytes_read.values()))


@contextmanager
def _progress(files: list[str]) -> Iterator[ProgressBar]:
    """A progress bar on standard error, if that is a terminal."""
    console = Console(stderr=True)
    sizes = [file_size(name) for name in files]
    total = None if None in sizes else sum(known for known in sizes if known is not None)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield ProgressBar(progress, total)
