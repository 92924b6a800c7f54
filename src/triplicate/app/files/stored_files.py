"""Uploaded files: validated, deduplicated per account by content, and looked up by id."""

import uuid
from collections.abc import AsyncIterator
from typing import NamedTuple

from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.files.artwork import Inspector
from triplicate.app.ports import Blobs, Draft, Reader, UnitOfWork
from triplicate.app.records import File
from triplicate.core import ids
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.failures import AccountNotFound, DomainError, FileNotFound, MissingScope, Unavailable


class StoredContent(NamedTuple):
    """Content in the blob store: its media type, its size in bytes, and its SHA-256 in hexadecimal.

    `is_new` says that it was made for this file (`ports.StoredBlob`).
    """

    mime: str
    size: int
    sha256: str
    is_new: bool


async def store_artwork(inspector: Inspector, blobs: Blobs, account: str, draft: Draft) -> StoredContent:
    """Inspects and sanitises an upload and stores its bytes; no file record is created yet.

    Raises DomainError: InvalidInput for an unsupported, damaged or too costly file; Unavailable.
    Raises OSError when the disk is full.
    """
    mime, sanitised = await inspector.inspect(draft.path)
    if sanitised is None:
        blob = await blobs.keep(account, draft)
    else:
        blob = await blobs.write(account, _single(sanitised))
    return StoredContent(mime, blob.size, blob.digest, blob.is_new)


async def _single(content: bytes) -> AsyncIterator[bytes]:
    yield content


def add_file(uow: UnitOfWork, context: Context, blobs: Blobs, account: str, content: StoredContent) -> File:
    """The account's file with this content, created if missing.

    Raises DomainError: MissingScope, AccountNotFound; Unavailable if the content was swept meanwhile: store it again.
    """
    if not context.principal.may(WRITE):
        raise DomainError(MissingScope(WRITE))
    if not context.principal.owns(account):
        raise DomainError(AccountNotFound(account))
    owner = directory.get_account(uow, account).id
    existing = uow.files.find_by_content(owner, content.sha256)
    if existing is not None:
        return existing
    if not content.is_new and blobs.stat(owner, content.sha256) is None:
        raise DomainError(Unavailable())
    file = File(str(uuid.uuid4()), owner, content.mime, content.size, content.sha256, context.at)
    uow.files.add(file)
    return file


async def find_file(reader: Reader, principal: Principal, file_id: str) -> File:
    """The caller's file with this GUID. Raises DomainError: MissingScope, FileNotFound, Unavailable."""
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    guid = ids.guid(file_id)
    file = await reader.file(guid, principal.account) if guid is not None else None
    if file is None or not principal.owns(file.account):
        raise DomainError(FileNotFound(file_id))
    return file
