"""Uploaded files: validated, deduplicated per account by content, and looked up by id."""

import uuid
from typing import NamedTuple

from triplicate.app.accounts import directory
from triplicate.app.context import Acting
from triplicate.app.ports import Blobs, Reader, Unit
from triplicate.app.records import File
from triplicate.core import ids
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.failures import MissingScope, NoSuchAccount, NoSuchFile, Refused


class Content(NamedTuple):
    """Content in the blob store: its media type, its size in bytes, and its SHA-256 in hexadecimal."""

    mime: str
    size: int
    sha256: str


def take_in(blobs: Blobs, sent: bytes) -> Content:
    """Validates and sanitises an upload and stores its bytes; no file record is created yet.

    Raises DomainError(InvalidInput) for an unsupported or damaged file; OSError when the disk is full.
    """
    from triplicate.app.files.content.sniff import checked  # slow to import, and few commands need it

    found = checked(sent)
    return Content(found.mime, len(found.content), blobs.put(found.content))


def keep(unit: Unit, acting: Acting, account: str, content: Content) -> File:
    """The account's file with this content, created if missing. Raises DomainError: MissingScope, AccountNotFound."""
    if not acting.principal.may(WRITE):
        raise Refused(MissingScope(WRITE))
    if not acting.principal.owns(account):
        raise Refused(NoSuchAccount(account))
    owner = directory.account(unit, account).id
    known = unit.files.of_content(owner, content.sha256)
    if known is not None:
        return known
    made = File(str(uuid.uuid4()), owner, content.mime, content.size, content.sha256, acting.at)
    unit.files.add(made)
    return made


async def find_file(reader: Reader, principal: Principal, id: str) -> File:
    """The caller's file with this GUID. Raises DomainError: MissingScope, FileNotFound, Unavailable."""
    if not principal.may(READ):
        raise Refused(MissingScope(READ))
    guid = ids.guid(id)
    found = await reader.file(guid) if guid is not None else None
    if found is None or not principal.owns(found.account):
        raise Refused(NoSuchFile(id))
    return found
