"""Imports a vendor's document as a new order, or merges it into the order that already exists.

The first document of an order is stored verbatim. Importing the same document again is a no-op; a later, different one
is merged (`core.documents.merge`). All writes, the event included, belong to the caller's unit of work.
"""

from enum import StrEnum
from functools import cache
from typing import Any

import msgspec

from triplicate.app.context import Context
from triplicate.app.files import signed_links
from triplicate.app.orders.events import order_event
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Account, Event
from triplicate.core import ids
from triplicate.core.access import Principal
from triplicate.core.aggregate import with_sync
from triplicate.core.documents import codec, merge
from triplicate.core.documents.codec import DecodedDocument, DocumentCodec, ImportContext, RenderOptions
from triplicate.core.failures import AccountNotFound, DomainError, OrderNotFound
from triplicate.core.json.equality import equal
from triplicate.core.order import totals
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


class Outcome(StrEnum):
    """What the import of a document did to the order."""

    NEW = "new"
    UPDATED = "updated"
    STALE = "stale"
    UNCHANGED = "unchanged"


def build_import_context(uow: UnitOfWork, account: Account, context: Context) -> ImportContext:
    """What a codec may use while it decodes documents for `account`."""

    @cache
    def file_of(text: str) -> str | None:
        link = signed_links.parse_link(context.keys, text)
        file_id = link.file if link is not None else ids.guid(text)
        file = uow.files.get(account.id, file_id) if file_id else None
        return file.id if file is not None else None

    return ImportContext(account=account.id, currency=account.currency, file_of=file_of)


def lock_account(uow: UnitOfWork, principal: Principal, account_id: str) -> Account:
    """The account, locked, if the caller may act in it. Raises DomainError(AccountNotFound).

    The lock serialises imports per account: two that locked the same orders in different order could deadlock.
    """
    if principal.owns(account_id):
        uow.accounts.lock(account_id)
    account = uow.accounts.get(account_id) if principal.owns(account_id) else None
    if account is None:
        raise DomainError(AccountNotFound(account_id))
    return account


def import_document(
    uow: UnitOfWork, context: Context, account: Account, document_codec: DocumentCodec, value: Any
) -> Outcome:
    """Imports one document.

    Raises DomainError, with nothing stored: InvalidInput; OrderOfAnotherAccount for an id of another account.
    """
    import_context = build_import_context(uow, account, context)
    document = codec.decode(document_codec, value, import_context)
    imported_order = merge.first_version(document.order, document.digest)
    current = _find_existing(uow, context.principal.bound_to_account(account.id), imported_order)
    if current is None:
        return _add_order(uow, context, document_codec, document, imported_order)
    return _merge_document(uow, context, document_codec, document, imported_order, current, import_context)


def _find_existing(uow: UnitOfWork, principal: Principal, imported_order: Order) -> Order | None:
    """The stored order that a document describes, looked up by GUID, then by 24-hex id; None for a new order."""
    for name in (OrderName("guid", imported_order.guid), OrderName("oid", imported_order.oid)):
        try:
            return uow.orders.get(principal, name)
        except DomainError as error:
            if not isinstance(error.failure, OrderNotFound):
                raise
    return None


def _add_order(
    uow: UnitOfWork,
    context: Context,
    document_codec: DocumentCodec,
    document: DecodedDocument,
    imported_order: Order,
) -> Outcome:
    document_number = imported_order.number
    number = uow.orders.take_number(imported_order.account, "order", document_number)
    order = _assign_line_numbers(uow, replace(imported_order, number=number))
    order = codec.keep_pristine(document_codec, order, document, context.keys.seal)
    if document.secret is not None:
        secrets_version = {f"{document_codec.dialect} secrets": imported_order.sync.documents[imported_order.origin]}
        order = with_sync(order, documents={**order.sync.documents, **secrets_version})
    uow.orders.add(order)
    if document_number and document_number != number:
        uow.orders.add_number_alias(order, document_number)
    uow.record_event(_event(context, document_codec, "imported", order, document))
    return Outcome.NEW


def _merge_document(
    uow: UnitOfWork,
    context: Context,
    document_codec: DocumentCodec,
    document: DecodedDocument,
    imported_order: Order,
    current: Order,
    import_context: ImportContext,
) -> Outcome:
    previous_source = current.sync.documents.get(document_codec.dialect)
    if previous_source is not None and previous_source.digest == document.digest:
        return Outcome.UNCHANGED
    if _is_our_copy(context, document_codec, current, document):
        return Outcome.UNCHANGED
    current = codec.settle(context.codecs[current.origin], current)
    imported_order = merge.with_identities_of(imported_order, current)
    if document_codec.dialect == current.origin:
        imported_order = document_order = _assign_line_numbers(
            uow, imported_order, frozenset(line.guid for line in current.lines)
        )
    else:
        document_order = imported_order
        imported_order = merge.new_facts(
            imported_order, _decode_own_copy(context, document_codec, current, import_context), current
        )
    after = merge.absorb(current, imported_order, document_codec.dialect)
    is_newest = after.sync.documents[document_codec.dialect] != previous_source
    if is_newest:
        patched_order = codec.with_patch(document_codec, document_order, document)
        patches = _replace_patch(current.sync.patches, patched_order.sync.patches, document_codec.dialect)
        after = with_sync(after, patches=patches)
    after = _with_secrets(after, context, document_codec, document, imported_order)
    if _is_unchanged(document_codec, context, current, after):
        if after != current:
            uow.orders.replace(after)
        return Outcome.UNCHANGED if is_newest else Outcome.STALE
    after = replace(after, version=current.version + 1)
    uow.orders.replace(after)
    uow.record_event(_event(context, document_codec, "updated", after, document))
    return Outcome.UPDATED


def _is_our_copy(context: Context, document_codec: DocumentCodec, current: Order, document: DecodedDocument) -> bool:
    """Whether a document equals our current rendering of the order, and so holds no news."""
    options = RenderOptions(secrets=document.secret is not None, link=codec.STABLE_OPTIONS.link)
    own_copy = msgspec.json.decode(codec.render(document_codec, current, options, context.keys.unseal))
    return equal(codec.full_document(document), own_copy)


def _decode_own_copy(
    context: Context, document_codec: DocumentCodec, current: Order, import_context: ImportContext
) -> Order:
    """Our own rendering of the order, decoded again: the base of the merge for a dialect that is not the origin's."""
    own_copy = msgspec.json.decode(codec.render(document_codec, current, codec.STABLE_OPTIONS, context.keys.unseal))
    return codec.decode(document_codec, own_copy, import_context).order


def _with_secrets(
    after: Order,
    context: Context,
    document_codec: DocumentCodec,
    document: DecodedDocument,
    imported_order: Order,
) -> Order:
    """The order with the secrets of the newest document that had any; a document without secrets removes none."""
    source_name = f"{document_codec.dialect} secrets"
    source = imported_order.sync.documents[imported_order.origin]
    previous_source = after.sync.documents.get(source_name)
    if document.secret is None or (previous_source is not None and previous_source.key >= source.key):
        return after
    sealed_secrets = codec.with_secret(document_codec, after, document, context.keys.seal).sync.sealed_secrets
    return with_sync(after, sealed_secrets=sealed_secrets, documents={**after.sync.documents, source_name: source})


def _assign_line_numbers(uow: UnitOfWork, order: Order, existing_lines: frozenset[str] = frozenset()) -> Order:
    """The order with all lines numbered: existing lines keep theirs, others get the document's number if it is free."""
    numbers = {line.guid: line.number for line in order.lines if line.guid in existing_lines}
    used_numbers = set(numbers.values())
    for line in order.lines:
        if line.guid not in numbers:
            preferred_number = 0 if line.number in used_numbers else line.number
            numbers[line.guid] = uow.orders.take_number(order.account, "line", preferred_number)
            used_numbers.add(numbers[line.guid])
    return replace(order, lines=tuple(replace(line, number=numbers[line.guid]) for line in order.lines))


def _replace_patch(current: dict[str, Any], new: dict[str, Any], dialect: str) -> dict[str, Any]:
    others = {name: value for name, value in current.items() if name != dialect}
    return {**others, dialect: new[dialect]} if dialect in new else others


def _is_unchanged(document_codec: DocumentCodec, context: Context, before: Order, after: Order) -> bool:
    """Whether two versions are equal, both as orders and as rendered in the dialect of the document."""
    if not merge.is_unchanged(before, after):
        return False
    texts = [
        codec.render(document_codec, order, codec.STABLE_OPTIONS, context.keys.unseal) for order in (before, after)
    ]
    return equal(*(msgspec.json.decode(text) for text in texts))


def _total_mismatch(order: Order) -> dict[str, int]:
    """Event data with the difference between stated and computed total, in minor units; empty if there is none."""
    difference = totals.mismatch(order)
    return {"total_mismatch": difference} if difference else {}


def _event(
    context: Context, document_codec: DocumentCodec, kind: str, order: Order, document: DecodedDocument
) -> Event:
    data = {"document": document.digest, **_total_mismatch(order)}
    return order_event(context, order, kind, data, document_codec.dialect)
