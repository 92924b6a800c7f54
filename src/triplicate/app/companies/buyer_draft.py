"""Drafts of companies and customers: everything that can be computed of a new one without the store. Pure."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from triplicate.app.documents.drafts import DraftContext, FileTexts, StoreLookup
from triplicate.app.documents.template import SECRET, Template, fill
from triplicate.core.aggregate import Aggregate
from triplicate.core.documents import codec
from triplicate.core.documents.buyer_record import BuyerRecord
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.documents.merge_document import MergeRules, keep_first_document
from triplicate.core.documents.newest_document import newest_document_rules

A = TypeVar("A", bound=Aggregate)


class BuyerDraft(msgspec.Struct, frozen=True, tag=True, array_like=True, kw_only=True):
    """A new company or customer, complete but for its secrets: `record` has no document, which `template` makes."""

    record: BuyerRecord
    template: Template
    secret: bytes | None
    file_texts: tuple[str, ...]
    dialect: str
    digest: str

    @property
    def guid(self) -> str:
        """The GUID of the company or customer."""
        return self.record.guid

    @property
    def oid(self) -> str:
        """Its 24-hex id."""
        return self.record.oid


def draft_buyer(
    document_codec: DocumentCodec[A],
    encode: Callable[[A], bytes],
    value: Any,
    context: DraftContext,
) -> BuyerDraft | StoreLookup:
    """The draft of a document. Raises DomainError(InvalidInput)."""
    texts = FileTexts()
    document = codec.decode(document_codec, value, context.without_files(texts))
    rules: MergeRules[A] = newest_document_rules()
    incoming = rules.first_version(document.aggregate, document.digest)
    placeholders = context.placeholders
    secrets: list[bytes] = []

    def note_secret(plaintext: bytes) -> str:
        secrets.append(plaintext)
        return str(placeholders.number(SECRET))

    buyer = keep_first_document(document_codec, incoming, document, note_secret)
    template = placeholders.template(encode(buyer), [SECRET for _ in secrets])
    if template is None:
        return StoreLookup()
    return BuyerDraft(
        record=BuyerRecord(account=buyer.account, guid=buyer.guid, oid=buyer.oid, version=buyer.version, document=b""),
        template=template,
        secret=secrets[0] if secrets else None,
        file_texts=tuple(texts.candidates),
        dialect=document_codec.dialect,
        digest=document.digest,
    )


def complete(draft: BuyerDraft, sealed_secret: str | None) -> BuyerRecord:
    """The record of a draft with its sealed secrets."""
    values = {} if sealed_secret is None else {SECRET: msgspec.json.encode(sealed_secret)[1:-1]}
    return msgspec.structs.replace(draft.record, document=fill(draft.template, values))
