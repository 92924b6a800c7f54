"""Imports files of documents as the command does, and shows everything that is then in a database."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from tests.store.document_fixtures import ACCOUNT, import_context
from triplicate.app.documents.drafts import Rejection
from triplicate.app.documents.import_batch import problems_of
from triplicate.app.documents.import_document import lock_account
from triplicate.app.orders.import_document import import_document
from triplicate.bulk.document_kind import DocumentKind
from triplicate.bulk.dry_run import DryRunWriter
from triplicate.bulk.import_stream import Source, document_items
from triplicate.bulk.import_writer import DocumentResult, ImportRequest, ImportWriter
from triplicate.bulk.input_documents import read_documents
from triplicate.bulk.parse_job import parse_text, rejection, split
from triplicate.bulk.parse_pool import ParsePool
from triplicate.core.access import OPERATOR
from triplicate.core.failures import DomainError
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.main import Installation


class StillInstallation(Installation):
    """An installation whose clock stands still, so that times are equal too."""

    def now(self) -> datetime:
        """Always the same moment."""
        return datetime(2025, 5, 5, 5, 5, 5, tzinfo=UTC)


Report = list[tuple[int, tuple[Any, ...]]]
TABLES = {
    "facets": "SELECT account, facet, value, position FROM facets",
    "facet_counts": "SELECT account, facet, value, count FROM facet_counts WHERE count <> 0",
    "numbers": 'SELECT account, kind, number, "order" FROM numbers',
    "pieces": 'SELECT account, "order", piece FROM pieces',
    "counters": "SELECT account, kind, next FROM counters",
    "events": 'SELECT account, number, bucket, bucket_number, "order", kind, at, dialect, version, data FROM events',
    "sqlite search": "SELECT rowid, words FROM search",
    "postgresql search": "SELECT account, position, CAST(words AS text) FROM search",
}


def write_lines(file: Path, *values: Any) -> Path:
    """A JSON Lines file; bytes are lines as they are."""
    lines = (value if isinstance(value, bytes) else json.dumps(value).encode() for value in values)
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return file


def import_file(
    installation: Installation,
    dialect: str,
    file: Path,
    processes: int,
    scratch: Installation | None = None,
) -> Report:
    """Imports orders with this many processes: the line of each document, and what became of its items.

    With an empty `scratch` it is a dry run.
    """
    request = ImportRequest(import_context(installation), ACCOUNT, DocumentKind.ORDERS, dialect, installation.codecs)
    writer: ImportWriter | DryRunWriter = ImportWriter(installation.store, request)
    if scratch is not None:
        writer = DryRunWriter(installation.store, scratch.store, request)
    batches = document_items(
        read_documents(str(file)),
        lambda: Source(dialect, DocumentKind.ORDERS, ACCOUNT, writer.currency()),
        processes,
        lambda: ParsePool(processes, {}),
    )
    return [_reported(result) for batch in batches for result in writer.write(batch)]


def import_one_by_one(installation: Installation, dialect: str, file: Path) -> Report:
    """Imports orders without drafts, each in a transaction of its own."""
    return [
        _reported(DocumentResult(source, tuple(_import_text(installation, dialect, source.text))))
        for source in read_documents(str(file))
    ]


def _import_text(installation: Installation, dialect: str, text: bytes | None) -> list[Any]:
    try:
        items = split(parse_text(text))
    except DomainError as error:
        return [Rejection(problems_of(error))]
    return [_import_value(installation, dialect, value, index) for index, value in items]


def _import_value(installation: Installation, dialect: str, value: Any, index: int | None) -> Any:
    document_codec = installation.dialects[dialect].codec

    def work(unit: Any) -> Any:
        account = lock_account(unit, OPERATOR, ACCOUNT)
        return import_document(unit, import_context(installation), account, document_codec, value)

    try:
        return installation.store.run("import", work)
    except DomainError as error:
        return rejection(index, problems_of(error))


def _reported(result: DocumentResult) -> tuple[int, tuple[Any, ...]]:
    return result.source.line, result.results


def contents(installation: Installation) -> dict[str, Any]:
    """All rows that imports write, but for what is random in sealed texts."""
    other = "postgresql" if installation.engine.name == "sqlite" else "sqlite"
    with installation.store.sql.connect() as connection:
        tables: dict[str, Any] = {
            name: sorted(map(tuple, connection.execute(text(query))))
            for name, query in TABLES.items()
            if not name.startswith(other)
        }
        rows = connection.execute(
            text(
                "SELECT account, position, guid, oid, number, origin, version, changed, document "
                "FROM orders ORDER BY position"
            )
        ).all()
    tables["orders"] = [(*row[:-1], _unsealed(installation, core.decode(row[-1]))) for row in rows]
    return tables


def _unsealed(installation: Installation, order: Order) -> tuple[Order, dict[str, bytes]]:
    secrets = {name: installation.keys.unseal(sealed) for name, sealed in order.sync.sealed_secrets.items()}
    return msgspec.structs.replace(order, sync=msgspec.structs.replace(order.sync, sealed_secrets={})), secrets
