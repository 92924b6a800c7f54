"""`triplicate import`: brings in a vendor's documents of orders, companies or customers."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Annotated, Any

import msgspec
import typer

from triplicate.api.dialect import Dialect
from triplicate.app.documents.drafts import Rejection
from triplicate.app.documents.import_document import Outcome
from triplicate.app.ports import Store
from triplicate.bulk.document_kind import DocumentKind, codec_of
from triplicate.bulk.dry_run import DryRunWriter
from triplicate.bulk.import_stream import Source, document_items
from triplicate.bulk.import_writer import ImportRequest, ImportWriter
from triplicate.bulk.input_documents import InputDocument, read_documents
from triplicate.bulk.parse_pool import ParsePool
from triplicate.cli.documents.processes import Processes, available_cores
from triplicate.cli.documents.progress_bar import ProgressBar, progress_bar
from triplicate.cli.dry_run_database import dry_run_folder
from triplicate.cli.options import Data, find_dialect, open_installation
from triplicate.cli.terminal.tables import printable
from triplicate.config import child_environment
from triplicate.core.access import OPERATOR
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.failures import Problem
from triplicate.main import Installation, freeze_startup_objects

REFUSED = "refused"
Writer = ImportWriter | DryRunWriter


def import_(
    dialect: Annotated[str, typer.Argument(help="The dialect of the documents.")],
    files: Annotated[list[str], typer.Argument(help="JSON or JSON Lines files; - for standard input.")],
    account: Annotated[str, typer.Option("--account", help="The account to import into.")],
    kind: Annotated[DocumentKind, typer.Option("--kind", help="What the documents describe.")] = DocumentKind.ORDERS,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, without writing.")] = False,
    processes: Processes = None,
    data: Data = None,
) -> None:
    """Imports a vendor's documents: orders, companies or customers, or the vendor's API responses with one in them.

    Prints how many were new, updated, stale, unchanged and refused; the exit status is 1 if any was refused.
    """
    installation = open_installation(data)
    spoken = find_dialect(installation, dialect)
    context = installation.context(OPERATOR, f"import-{os.getpid()}")
    codecs = _codecs(installation, spoken, kind)
    request = ImportRequest(context, account.lower(), kind, dialect, codecs)
    freeze_startup_objects()
    with ExitStack() as stack:
        writer: Writer = ImportWriter(installation.store, request)
        if dry_run:
            scratch = stack.enter_context(_scratch_store(installation))
            writer = DryRunWriter(installation.store, scratch, request)
        advance = stack.enter_context(progress_bar(files))
        source = partial(_source, writer, dialect, kind, account.lower())
        counts = _run(writer, source, files, processes or available_cores(), advance)
    parts = [f"{counts[word]} {word}" for word in (*Outcome, REFUSED)]
    print(f"{'dry run, nothing written: ' if dry_run else ''}{', '.join(parts)}")
    raise typer.Exit(1 if counts[REFUSED] else 0)


def _codecs(installation: Installation, dialect: Dialect, kind: DocumentKind) -> dict[str, DocumentCodec[Any]]:
    """The codecs of this kind of documents, by dialect. Raises BadParameter if the dialect has none of it."""
    codecs = {name: codec_of(other, kind) for name, other in installation.dialects.items()}
    if codecs[dialect.name] is None:
        raise typer.BadParameter(f"{dialect.name} has no documents of {kind.value}")
    return {name: document_codec for name, document_codec in codecs.items() if document_codec is not None}


@contextmanager
def _scratch_store(installation: Installation) -> Iterator[Store]:
    """An empty database for a dry run, which is deleted afterwards."""
    with dry_run_folder(installation.data_directory()) as folder:
        place = {"data": folder, "database_url": None, "secret_file": folder / "secret.key"}
        scratch = Installation(msgspec.structs.replace(installation.config, **place))
        scratch.ensure_ready()
        try:
            yield scratch.store
        finally:
            scratch.store.close()


def _source(writer: Writer, dialect: str, kind: DocumentKind, account: str) -> Source:
    return Source(dialect, kind, account, writer.currency())


def _run(
    writer: Writer, source: Callable[[], Source], files: list[str], processes: int, advance: ProgressBar
) -> Counter[str]:
    """Imports the documents, batch by batch; counts what became of them, and prints why some were refused."""
    counts: Counter[str] = Counter()
    documents = _read_files(files, counts)
    for batch in document_items(documents, source, processes, lambda: ParsePool(processes, child_environment())):
        results = writer.write(batch)
        for document in results:
            for result in document.results:
                counts[REFUSED if isinstance(result, Rejection) else result] += 1
                if isinstance(result, Rejection):
                    _print_problems(document.source, result.problems)
        advance(results[-1].source)
    return counts


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
