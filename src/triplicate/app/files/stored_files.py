"""Uploaded files: validated, deduplicated per account by content, and looked up by id."""

import uuid
from collections.abc import AsyncIterator
from typing import NamedTuple

from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.files.artwork import Inspector
from triplicate.app.ports import Reader, UnitOfWork
from triplicate.app.ports.blobs import Blobs, Draft
from triplicate.app.records import File
from triplicate.core import ids
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.failures import AccountNotFound, DomainError, FileNotFound, MissingScope


class StoredContent(NamedTuple):
    """Content in the blob store: its media type, its size in bytes, and its SHA-256 in hexadecimal."""

    mime: str
    size: int
    sha256: str


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
    return StoredContent(mime, blob.size, blob.digest)


async def _single(content: bytes) -> AsyncIterator[bytes]:
    yield content


def add_file(uow: UnitOfWork, context: Context, account: str, content: StoredContent) -> File:
    """The account's file with this content, created if missing. Raises DomainError: MissingScope, AccountNotFound."""
    if not context.principal.may(WRITE):
        raise DomainError(MissingScope(WRITE))
    if not context.principal.owns(account):
        raise DomainError(AccountNotFound(account))
    owner = directory.get_account(uow, account).id
    existing = uow.files.find_by_content(owner, content.sha256)
    if existing is not None:
        return existing
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
