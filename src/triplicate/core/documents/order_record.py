"""What is stored of a new order: its columns, its encoded document, and the terms by which it is found. Pure."""

import msgspec

from triplicate.core.documents.digest import document_digest
from triplicate.core.order import order as core
from triplicate.core.order.order import Order
from triplicate.core.search.facets import Facet, facets, words


class OrderRecord(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A new order as it is stored. `document` is its JSON in the newest shape (`core.order.order.encode`),
    `digest` the digest of that.

    `line_numbers` are those of its lines, `pieces` the GUIDs of its pieces; `facets` and `words` are its search terms
    (`core.search.facets`). `created_at` and `placed_at` are timestamps of its documents, if they have any.
    """

    account: str
    guid: str
    oid: str
    number: int
    origin: str
    version: int
    document: bytes
    digest: int
    created_at: str | None
    placed_at: str | None
    line_numbers: frozenset[int]
    pieces: frozenset[str]
    facets: frozenset[tuple[Facet, str]]
    words: frozenset[str]


def order_record(order: Order) -> OrderRecord:
    """The record of a new order."""
    return with_document(record_without_document(order), core.encode(order))


def with_document(record: OrderRecord, document: bytes) -> OrderRecord:
    """The record with its document, and the digest of that."""
    return msgspec.structs.replace(record, document=document, digest=document_digest(document))


def record_without_document(order: Order) -> OrderRecord:
    """The record of a new order but for its document, which is empty."""
    return OrderRecord(
        account=order.account,
        guid=order.guid,
        oid=order.oid,
        number=order.number,
        origin=order.origin,
        version=order.version,
        document=b"",
        digest=0,
        created_at=order.created_at,
        placed_at=order.placed_at,
        line_numbers=frozenset(line.number for line in order.lines),
        pieces=frozenset(piece.guid for piece in order.pieces or ()),
        facets=facets(order),
        words=words(order),
    )
