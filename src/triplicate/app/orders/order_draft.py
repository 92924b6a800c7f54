"""Drafts of orders: everything that can be computed of a new order before it has its numbers. Pure."""

from collections.abc import Sequence
from typing import Any

import msgspec

from triplicate.app.documents.drafts import DraftContext, FileTexts, StoreLookup
from triplicate.app.documents.template import SECRET, Placeholders, Template, fill
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.documents.merge import ORDER_RULES
from triplicate.core.documents.merge_document import keep_first_document
from triplicate.core.documents.order_record import OrderRecord, record_without_document, with_document
from triplicate.core.order import order as core
from triplicate.core.order import totals
from triplicate.core.order.order import Order
from triplicate.core.search.facets import MAX_WORDS

replace = msgspec.structs.replace


class OrderDraft(msgspec.Struct, frozen=True, tag=True, array_like=True, kw_only=True):
    """A new order without its numbers. `record` lacks them too, and its document with its digest, which
    is made of `template`.

    `number` and `line_numbers` are those of the document (0: none); `secret` are the secrets to be sealed, as JSON;
    `total_mismatch` is the difference between stated and computed total in minor units, if there is one.
    """

    record: OrderRecord
    template: Template
    number: int
    line_numbers: tuple[int, ...]
    secret: bytes | None
    file_texts: tuple[str, ...]
    digest: str
    total_mismatch: int | None

    @property
    def guid(self) -> str:
        """The GUID of the order."""
        return self.record.guid

    @property
    def oid(self) -> str:
        """Its 24-hex id."""
        return self.record.oid


def draft_order(document_codec: DocumentCodec[Order], value: Any, context: DraftContext) -> OrderDraft | StoreLookup:
    """The draft of a document. Raises DomainError(InvalidInput)."""
    texts = FileTexts()
    document = codec.decode(document_codec, value, context.without_files(texts))
    incoming = ORDER_RULES.first_version(document.aggregate, document.digest)
    placeholders = context.placeholders
    secrets: list[bytes] = []

    def note_secret(plaintext: bytes) -> str:
        secrets.append(plaintext)
        return str(placeholders.number(SECRET))

    order = keep_first_document(document_codec, _with_placeholders(incoming, placeholders), document, note_secret)
    record = record_without_document(order)
    holes = [*range(len(order.lines) + 1), *(SECRET for _ in secrets)]
    template = placeholders.template(core.encode(order), holes)
    has_own_lines = len({line.guid for line in order.lines}) == len(order.lines) < SECRET
    if template is None or len(record.words) >= MAX_WORDS or not has_own_lines:
        return StoreLookup()
    return OrderDraft(
        record=replace(record, number=0, line_numbers=frozenset(), words=record.words - {str(order.number)}),
        template=template,
        number=incoming.number,
        line_numbers=tuple(line.number for line in incoming.lines),
        secret=secrets[0] if secrets else None,
        file_texts=tuple(texts.candidates),
        digest=document.digest,
        total_mismatch=totals.mismatch(order) or None,
    )


def complete(draft: OrderDraft, number: int, line_numbers: Sequence[int], sealed_secret: str | None) -> OrderRecord:
    """The record of a draft with the order's number, those of its lines, and its sealed secrets."""
    values = {index: b"%d" % line_number for index, line_number in enumerate((number, *line_numbers))}
    if sealed_secret is not None:
        values[SECRET] = msgspec.json.encode(sealed_secret)[1:-1]
    record = replace(
        draft.record,
        number=number,
        line_numbers=frozenset(line_numbers),
        words=draft.record.words | {str(number)},
    )
    return with_document(record, fill(draft.template, values))


def _with_placeholders(order: Order, placeholders: Placeholders) -> Order:
    lines = tuple(replace(line, number=placeholders.number(index)) for index, line in enumerate(order.lines, 1))
    return replace(order, number=placeholders.number(0), lines=lines)
