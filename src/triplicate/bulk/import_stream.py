"""Imports a stream of documents: cut into batches, parsed in several processes, written by this one.

The result does not depend on the number of processes: documents are written in the order of the input, and always so
many of them in one transaction. An input of one batch is parsed here, since a child takes longer to start.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from typing import NamedTuple, Protocol

from triplicate.bulk.document_kind import DocumentKind
from triplicate.bulk.import_writer import DocumentItems, DocumentResult
from triplicate.bulk.input_documents import InputDocument
from triplicate.bulk.parse_job import ParseJob, TextItems, parse
from triplicate.bulk.pipeline import ordered_map

PARSE_DOCUMENTS, PARSE_BYTES = 250, 1024 * 1024
"""A batch for a child ends with either."""
WRITE_DOCUMENTS, WRITE_BYTES = 1000, 4 * 1024 * 1024
"""A transaction ends with the batch that reaches either."""
Batch = list[InputDocument]
Write = Callable[[list[DocumentItems]], list[DocumentResult]]


class Parser(Protocol):
    """What parses batches, in other processes."""

    def parse(self, job: ParseJob) -> list[TextItems]:
        """The items of each text, in order."""
        ...

    def close(self) -> None:
        """Ends the processes."""
        ...


class Source(NamedTuple):
    """What the documents are, and where they go: an account and its currency."""

    dialect: str
    kind: DocumentKind
    account: str
    currency: str


def document_items(
    documents: Iterable[InputDocument], source: Callable[[], Source], processes: int, parser: Callable[[], Parser]
) -> Iterator[list[DocumentItems]]:
    """The documents with what was made of them, in batches for one transaction each.

    `source` is asked when there is a document, and `parser` when there is more than one batch.
    """
    batches = _batches(documents)
    first_batches = list(islice(batches, 2))
    if not first_batches:
        return
    series = 10**11 + secrets.randbelow(9 * 10**11)
    origin = source()

    def job(batch: Batch) -> ParseJob:
        return ParseJob(**origin._asdict(), series=series, texts=tuple(document.text for document in batch))

    if len(first_batches) == 1:
        yield _pairs(first_batches[0], parse(job(first_batches[0])))
        return
    with closing(parser()) as children:
        results = ordered_map(lambda batch: children.parse(job(batch)), chain(first_batches, batches), processes)
        yield from _transactions(_pairs(batch, texts) for batch, texts in results)


def _pairs(batch: Batch, texts: list[TextItems]) -> list[DocumentItems]:
    return [DocumentItems(document, items) for document, items in zip(batch, texts, strict=True)]


def _batches(documents: Iterable[InputDocument]) -> Iterator[Batch]:
    batch: Batch = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text or b"")
        if len(batch) == PARSE_DOCUMENTS or size >= PARSE_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _transactions(batches: Iterable[list[DocumentItems]]) -> Iterator[list[DocumentItems]]:
    transaction: list[DocumentItems] = []
    size = 0
    for batch in batches:
        transaction += batch
        size += sum(len(document.source.text or b"") for document in batch)
        if len(transaction) >= WRITE_DOCUMENTS or size >= WRITE_BYTES:
            yield transaction
            transaction, size = [], 0
    if transaction:
        yield transaction
