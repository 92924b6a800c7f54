"""Uploaded files: validated, deduplicated per account by content, looked up by id, and deleted."""

import asyncio
import uuid
from typing import NamedTuple, assert_never

from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.files.artwork import Inspector
from triplicate.app.files.media_types import media_type
from triplicate.app.files.purposes import PURPOSES, Inspection, Purpose
from triplicate.app.files.quota import require_space, require_space_in_transaction
from triplicate.app.ports import Blobs, Draft, FileQuery, Reader, UnitOfWork
from triplicate.app.records import Account, File
from triplicate.core import ids
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.failures import (
    AccountNotFound,
    DomainError,
    FileNotFound,
    MissingScope,
    PermanentFile,
    Unavailable,
)


class FileStorage(NamedTuple):
    """Where files go, who inspects them, and how many bytes an account may have that has no quota of its own."""

    blobs: Blobs
    inspector: Inspector
    quota: int


class StoredContent(NamedTuple):
    """Content in the blob store: its purpose, media type, size in bytes, and SHA-256 in hexadecimal.

    `is_new` says that the account did not have it just before.
    """

    purpose: Purpose
    mime: str
    size: int
    sha256: str
    is_new: bool


async def store_upload(
    storage: FileStorage, reader: Reader, account: str, purpose: Purpose, draft: Draft
) -> StoredContent:
    """Inspects an upload as its purpose demands, and stores its bytes; no file record is created yet.

    Raises DomainError: InvalidInput for what cannot be of this purpose, or costs too much to inspect;
    InsufficientStorage; AccountNotFound; Unavailable. Raises OSError when the disk is full.
    """
    match purpose.inspection:
        case Inspection.HEAD:
            return await _store(storage, reader, account, purpose, draft, media_type(draft.head))
        case Inspection.ARTWORK:
            artwork = await storage.inspector.inspect(draft.path)
        case _:
            assert_never(purpose.inspection)
    if artwork.sanitised is None:
        return await _store(storage, reader, account, purpose, draft, artwork.mime)
    sanitised = storage.blobs.draft()
    try:
        await sanitised.write(artwork.sanitised)
        await sanitised.flush()
        return await _store(storage, reader, account, purpose, sanitised, artwork.mime)
    finally:
        await sanitised.discard()


async def _store(
    storage: FileStorage, reader: Reader, account: str, purpose: Purpose, draft: Draft, mime: str
) -> StoredContent:
    """Stores a draft that fits into the quota, or that the account has already."""
    is_new = await asyncio.to_thread(storage.blobs.stat, account, draft.digest()) is None
    if is_new:
        await require_space(reader, account, draft.size, storage.quota)
    blob = await storage.blobs.keep(account, draft)
    return StoredContent(purpose, mime, blob.size, blob.digest, is_new)


def add_file(
    uow: UnitOfWork, context: Context, storage: FileStorage, account: str, content: StoredContent, name: str = ""
) -> File:
    """The account's file with this content, purpose and name, created if missing.

    Raises DomainError: MissingScope, AccountNotFound; InsufficientStorage; Unavailable if the content was swept
    meanwhile: store it again.
    """
    owner = _account_for_change(uow, context, account)
    purpose = content.purpose.name
    existing = uow.files.find_by_content(owner.id, content.sha256, purpose, name)
    if existing is not None:
        return existing
    require_space_in_transaction(uow, owner, content.size, storage.quota)
    if storage.blobs.stat(owner.id, content.sha256) is None:
        raise DomainError(Unavailable())
    id = str(uuid.uuid4())
    file = File(id, owner.id, content.mime, content.size, content.sha256, context.at, purpose, name)
    uow.files.add(file)
    return file


def delete_file(uow: UnitOfWork, context: Context, account: str, file_id: str) -> File:
    """Deletes a file of the account, and returns it. Its bytes stay: the caller deletes those that no other file has.

    Raises DomainError: MissingScope, AccountNotFound, FileNotFound; PermanentFile.
    """
    owner = _account_for_change(uow, context, account)
    uow.accounts.lock(owner.id)
    file = uow.files.get(owner.id, file_id)
    if file is None:
        raise DomainError(FileNotFound(file_id))
    if file.purpose not in PURPOSES or PURPOSES[file.purpose].is_permanent:
        raise DomainError(PermanentFile(file.purpose))
    uow.files.delete(file)
    return file


def _account_for_change(uow: UnitOfWork, context: Context, account: str) -> Account:
    if not context.principal.may(WRITE):
        raise DomainError(MissingScope(WRITE))
    if not context.principal.owns(account):
        raise DomainError(AccountNotFound(account))
    return directory.get_account(uow, account)


async def find_file(reader: Reader, principal: Principal, file_id: str) -> File:
    """The caller's file with this GUID. Raises DomainError: MissingScope, FileNotFound, Unavailable."""
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    guid = ids.guid(file_id)
    file = await reader.file(guid, principal.account) if guid is not None else None
    if file is None or not principal.owns(file.account):
        raise DomainError(FileNotFound(file_id))
    return file


async def list_files(reader: Reader, principal: Principal, query: FileQuery) -> list[File]:
    """A page of an account's files, newest first. Raises DomainError: MissingScope, AccountNotFound, Unavailable."""
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    if not principal.owns(query.account) or await reader.account(query.account) is None:
        raise DomainError(AccountNotFound(query.account))
    return await reader.files(query)
