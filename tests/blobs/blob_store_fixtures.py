"""Blob stores of each kind, and what a stream of bytes becomes in them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable

from triplicate.app.ports.blobs import Blobs, StoredBlob

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"


def sha256(content: bytes) -> str:
    """The digest that content is addressed by."""
    return hashlib.sha256(content).hexdigest()


async def stream(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Pieces as a stream."""
    for piece in pieces:
        yield piece


def write(blobs: Blobs, *pieces: bytes, account: str = ACCOUNT) -> StoredBlob:
    """Stores pieces as one blob."""
    return asyncio.run(blobs.write(account, stream(pieces)))


def read(blobs: Blobs, digest: str, start: int = 0, stop: int | None = None, account: str = ACCOUNT) -> bytes:
    """The bytes of a blob, or a part of them."""

    async def joined() -> bytes:
        return b"".join([chunk async for chunk in blobs.open(account, digest, start, stop)])

    return asyncio.run(joined())
