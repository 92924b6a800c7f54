"""Renders a batch of stored orders as documents of a dialect: a pure function of one message, for child processes."""

from collections.abc import Callable

import msgspec

from triplicate.core.documents import codec
from triplicate.core.documents.codec import LINE_KEYS, DocumentCodec, RenderOptions
from triplicate.core.documents.stored_order import load
from triplicate.core.order import header
from triplicate.core.order.order import Order
from triplicate.discovery import load_dialect


class StoredText(msgspec.Struct, frozen=True, array_like=True):
    """A stored order, encoded, with the plaintext of its sealed secrets by their sealed texts."""

    document: bytes
    secrets: dict[str, bytes]


class RenderJob(msgspec.Struct, frozen=True, kw_only=True):
    """Orders to be rendered in a dialect, with secrets or without."""

    dialect: str
    secrets: bool
    orders: tuple[StoredText, ...]


def render(job: RenderJob) -> list[bytes]:
    """The document of each order, without the envelope. Stored files appear as their ids."""
    document_codec = load_dialect(job.dialect).codec
    options = RenderOptions(secrets=job.secrets, link=str)
    return [
        codec.render(document_codec, load(document_codec, order.document), options, order.secrets.__getitem__)
        for order in job.orders
    ]


def stored_text(
    document_codec: DocumentCodec[Order], document: bytes, secrets: bool, unseal: Callable[[str], bytes]
) -> StoredText:
    """An order for a process that has no keys: with what it needs of the secrets, unsealed."""
    if not secrets or b'"sealed_secrets"' not in document:
        return StoredText(document, {})
    names = {document_codec.dialect} if document_codec.keys_patch is None else {document_codec.dialect, LINE_KEYS}
    sealed_secrets = header.decode(document).sync.sealed_secrets
    return StoredText(document, {text: unseal(text) for name, text in sealed_secrets.items() if name in names})
