"""Imports a vendor's document as a new aggregate, or merges it into the existing one.

The first document is stored verbatim. Importing the same document again is a no-op; a later, different one is merged
(`core.documents.merge_document`). All writes, the event included, belong to the caller's unit of work.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, TypeVar

import msgspec

from triplicate.app.context import Context
from triplicate.app.files import signed_links
from triplicate.app.files.account_files import AccountFiles
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account
from triplicate.core.access import Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DecodedDocument, DocumentCodec, ImportContext
from triplicate.core.documents.merge_document import (
    Cipher,
    MergeRules,
    is_already_merged,
    keep_first_document,
    merge_document,
)
from triplicate.core.failures import AccountNotFound, DomainError

A = TypeVar("A", bound=Aggregate)


class Outcome(StrEnum):
    """What the import of a document did to the aggregate."""

    NEW = "new"
    UPDATED = "updated"
    STALE = "stale"
    UNCHANGED = "unchanged"


class Target(Protocol[A]):
    """Where imported aggregates of one kind go: looking up, numbering and storing them in a unit of work."""

    @property
    def rules(self) -> MergeRules[A]:
        """How documents of this kind are merged."""
        ...

    @property
    def codecs(self) -> Mapping[str, DocumentCodec[A]]:
        """The codecs of this kind of document, by dialect."""
        ...

    def find(self, guid: str, oid: str) -> A | None:
        """The stored aggregate with this GUID, or else with this 24-hex id; None if there is none."""
        ...

    def number_new(self, incoming: A) -> A:
        """A new aggregate with its running numbers."""
        ...

    def number_parts(self, incoming: A, current: A) -> A:
        """A newer version with the running numbers of parts that `current` does not have."""
        ...

    def add(self, aggregate: A, incoming: A) -> None:
        """Stores a new aggregate; `incoming` has the numbers of its document."""
        ...

    def replace(self, aggregate: A) -> None:
        """Stores the next version."""
        ...

    def record(self, kind: str, aggregate: A, dialect: str, digest: str) -> None:
        """Records the event of an imported document."""
        ...


def build_import_context(uow: UnitOfWork, account: Account, context: Context) -> ImportContext:
    """What a codec may use while it decodes documents for `account`."""

    files = AccountFiles(uow, account.id)

    @cache
    def file_of(text: str) -> str | None:
        link = signed_links.parse_link(context.keys, text)
        artwork = files.artwork(text if link is None else link.file)
        return artwork.file if artwork is not None else None

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


def import_into(
    target: Target[A],
    context: Context,
    import_context: ImportContext,
    document_codec: DocumentCodec[A],
    value: Any,
) -> Outcome:
    """Imports one document. Raises DomainError(InvalidInput), or what `target` raises, with nothing stored."""
    document = codec.decode(document_codec, value, import_context)
    return import_decoded(target, context, import_context, document_codec, document)


def import_decoded(
    target: Target[A],
    context: Context,
    import_context: ImportContext,
    document_codec: DocumentCodec[A],
    document: DecodedDocument[A],
) -> Outcome:
    """Imports one decoded document. Raises what `target` raises, with nothing stored."""
    incoming = target.rules.first_version(document.aggregate, document.digest)
    current = target.find(incoming.guid, incoming.oid)
    if current is None:
        added = keep_first_document(document_codec, target.number_new(incoming), document, context.keys.seal)
        target.add(added, incoming)
        target.record("imported", added, document_codec.dialect, document.digest)
        return Outcome.NEW
    if is_already_merged(document_codec, current, document, context.keys.unseal):
        return Outcome.UNCHANGED
    current = codec.settle(target.codecs[current.origin], current)
    incoming = target.rules.with_identities_of(incoming, current)
    if document_codec.dialect == current.origin:
        incoming = target.number_parts(incoming, current)
    cipher = Cipher(context.keys.seal, context.keys.unseal)
    merge = merge_document(target.rules, document_codec, document, incoming, current, import_context, cipher)
    if not merge.is_changed:
        if merge.aggregate != current:
            target.replace(merge.aggregate)
        return Outcome.UNCHANGED if merge.is_newest else Outcome.STALE
    after = msgspec.structs.replace(merge.aggregate, version=current.version + 1)
    target.replace(after)
    target.record("updated", after, document_codec.dialect, document.digest)
    return Outcome.UPDATED
