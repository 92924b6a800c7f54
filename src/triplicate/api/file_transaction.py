"""The transaction that adds a file whose bytes are stored already, and the deletion of bytes that no file names."""

import asyncio
from contextlib import suppress
from typing import TypeVar

import msgspec

from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.operation import Operation
from triplicate.api.request import Request, Services
from triplicate.api.response import Response
from triplicate.api.transaction import Work, run_once
from triplicate.app.files.stored_files import StoredContent
from triplicate.app.files.sweep import delete_orphan
from triplicate.core.failures import DomainError

P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")


async def run_once_with_content(
    request: Request[P, B],
    operation: Operation[P, B, R],
    account: str,
    content: StoredContent,
    work: Work[R | Response],
) -> Response:
    """Runs `work`, which adds a file with this content to the account, as `run_once` does, and raises what it raises.

    Content that was new and whose file is not added in the end is deleted at once, in a directory and in a bucket; the
    hourly sweep would let a caller who is refused, or leaves each time, fill the disk meanwhile.
    """
    try:
        return await run_once(request, operation, work)
    except (DomainError, ClientDisconnected):
        if content.is_new:
            await delete_content(request.services, account, content.sha256)
        raise


async def delete_content(services: Services, account: str, digest: str) -> None:
    """Deletes content at once unless a file names it; where that fails, the sweep does it an hour later.

    Until then an account could have as many bytes stored as it likes, whatever its quota.
    """
    with suppress(DomainError, OSError):
        await asyncio.to_thread(
            services.store.run, "delete content", lambda uow: delete_orphan(uow, services.blobs, account, digest)
        )
