"""`triplicate import`: brings in a vendor's documents of orders, companies or customers."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Annotated, Any

import typer

from triplicate.api.dialect import Dialect
from triplicate.app.documents.drafts import Rejection
from triplicate.app.documents.import_document import Outcome
from triplicate.app.ports import UnitOfWork
from triplicate.bulk.document_kind import DocumentKind, codec_of
from triplicate.bulk.import_stream import Source, document_items
from triplicate.bulk.import_writer import DocumentItems, DocumentResult, ImportWriter
from triplicate.bulk.input_documents import InputDocument, read_documents
from triplicate.bulk.parse_pool import ParsePool
from triplicate.cli.documents.progress_bar import ProgressBar, progress_bar
from triplicate.cli.options import Data, find_dialect, open_installation
from triplicate.cli.terminal.tables import printable
from triplicate.config import child_environment
from triplicate.core.access import OPERATOR
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.failures import Problem
from triplicate.main import Installation, freeze_startup_objects

REFUSED = "refused"


def import_(
    dialect: Annotated[str, typer.Argument(help="The dialect of the documents.")],
    files: Annotated[list[str], typer.Argument(help="JSON or JSON Lines files; - for standard input.")],
    account: Annotated[str, typer.Option("--account", help="The account to import into.")],
    kind: Annotated[DocumentKind, typer.Option("--kind", help="What the documents describe.")] = DocumentKind.ORDERS,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, without writing.")] = False,
    processes: Annotated[
        int | None, typer.Option("--processes", min=1, max=64, help="How many processes parse; default: one per core.")
    ] = None,
    data: Data = None,
) -> None:
    """Imports a vendor's documents: orders, companies or customers, or the vendor's API responses with one in them.

    Prints how many were new, updated, stale, unchanged and refused; the exit status is 1 if any was refused.
    """
    installation = open_installation(data)
    spoken = find_dialect(installation, dialect)
    context = installation.context(OPERATOR, f"import-{os.getpid()}")
    codecs = _codecs(installation, spoken, kind)
    writer = ImportWriter(installation.store, context, account.lower(), kind, dialect, codecs)
    run = _Import(installation, writer, lambda currency: Source(dialect, kind, account.lower(), currency))
    freeze_startup_objects()
    with progress_bar(files) as advance:
        (run.run_dry if dry_run else run.run)(files, processes or _available_cores(), advance)
    counts = run.counts
    parts = [f"{counts[word]} {word}" for word in (*Outcome, REFUSED)]
    print(f"{'dry run, nothing written: ' if dry_run else ''}{', '.join(parts)}")
    raise typer.Exit(1 if counts[REFUSED] else 0)


def _codecs(installation: Installation, dialect: Dialect, kind: DocumentKind) -> dict[str, DocumentCodec[Any]]:
    """The codecs of this kind of documents, by dialect. Raises BadParameter if the dialect has none of it."""
    codecs = {name: codec_of(other, kind) for name, other in installation.dialects.items()}
    if codecs[dialect.name] is None:
        raise typer.BadParameter(f"{dialect.name} has no documents of {kind.value}")
    return {name: document_codec for name, document_codec in codecs.items() if document_codec is not None}


class _Rollback(Exception):
    """Raised to roll back a transaction."""


class _Import:
    """One import: where it goes, and its counts so far."""

    def __init__(self, installation: Installation, writer: ImportWriter, source: Callable[[str], Source]) -> None:
        self._installation = installation
        self._writer = writer
        self._source = source
        self.counts: Counter[str] = Counter()

    def run(self, files: list[str], processes: int, advance: ProgressBar) -> None:
        """Imports the documents, a batch in each transaction."""
        for documents in self._parsed_documents(files, processes, self._writer.currency):
            self._report(self._writer.write(documents), advance)

    def run_dry(self, files: list[str], processes: int, advance: ProgressBar) -> None:
        """Imports all documents in one transaction, and rolls it back."""

        def work(uow: UnitOfWork) -> None:
            self.counts.clear()
            for documents in self._parsed_documents(files, processes, lambda: self._writer.currency_within(uow)):
                self._report(self._writer.write_within(uow, documents), advance)
            raise _Rollback

        with suppress(_Rollback):
            self._installation.store.run("dry run", work)

    def _parsed_documents(
        self, files: list[str], processes: int, currency: Callable[[], str]
    ) -> Iterator[list[DocumentItems]]:
        return document_items(
            _read_files(files, self.counts),
            lambda: self._source(currency()),
            processes,
            lambda: ParsePool(processes, child_environment()),
        )

    def _report(self, documents: list[DocumentResult], advance: ProgressBar) -> None:
        """Counts what became of documents, and prints why some were refused."""
        for document in documents:
            for result in document.results:
                self.counts[REFUSED if isinstance(result, Rejection) else result] += 1
                if isinstance(result, Rejection):
                    _print_problems(document.source, result.problems)
        advance(documents[-1].source)


def _available_cores() -> int:
    """The cores that this process may use; those of the machine where the system does not tell."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _read_files(files: list[str], counts: Counter[str]) -> Iterator[InputDocument]:
    """The documents of all files; an unreadable file counts as one refused document."""
    for name in files:
        try:
            yield from read_documents(name)
        except OSError as error:
            counts[REFUSED] += 1
            print(f"{name}: {error.strerror}", file=sys.stderr)


def _print_problems(source: InputDocument, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        print(printable(f"{source.name}:{source.line}: {problem.path}: {problem.reason}"), file=sys.stderr)
