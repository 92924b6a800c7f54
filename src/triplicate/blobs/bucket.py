"""Blob store in an S3-compatible bucket: objects `PREFIX/ACCOUNT/DIGEST`, uploaded from drafts on the local disk.

A draft is complete before any of it is uploaded, so that its key is known, an inspection can read it, and an object
appears whole or not at all. Large ones are uploaded in parts; parts of an upload that died are for the bucket's
lifecycle rule (AbortIncompleteMultipartUpload). Credentials, region and endpoint come from the standard AWS variables.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from triplicate.app.ports.blobs import CHUNK_BYTES, BlobStat, Draft, StoredBlob
from triplicate.blobs.drafts import LocalDraft, delete_drafts
from triplicate.blobs.keys import ACCOUNT, DIGEST
from triplicate.core.failures import DomainError, Unavailable

if TYPE_CHECKING:
    from obstore import GetOptions
    from obstore.store import ObjectStore

PART_BYTES = 8 * 1024 * 1024
"""Larger drafts are uploaded in parts of this size, `_PARTS_AT_ONCE` at a time: so much of one is in memory."""
_PARTS_AT_ONCE = 2
_TIMEOUT = timedelta(seconds=30)
_RETRIES_FOR = timedelta(seconds=60)


class BucketBlobs:
    """A blob store in a bucket, or in anything else that obstore speaks; drafts lie in a local folder."""

    def __init__(self, store: "ObjectStore", drafts: Path) -> None:
        self._store = store
        self._drafts = drafts

    @classmethod
    def of_url(cls, url: str, drafts: Path) -> "BucketBlobs":
        """The blob store of a URL such as `s3://bucket/prefix`. Raises obstore's BaseError for a bad setting."""
        store = S3Store.from_url(
            url,
            client_options={"allow_http": True, "connect_timeout": _TIMEOUT, "read_timeout": _TIMEOUT},
            retry_config={"max_retries": 5, "retry_timeout": _RETRIES_FOR},
        )
        return cls(store, drafts)

    def draft(self) -> LocalDraft:
        """A new draft on the local disk."""
        return LocalDraft(self._drafts)

    async def keep(self, account: str, draft: Draft) -> StoredBlob:
        """Uploads the draft under its key; an object that is there is replaced."""
        await draft.flush()
        digest = draft.digest()
        with _unavailability():
            await obstore.put_async(
                self._store,
                _key(account, digest),
                draft.path,
                chunk_size=PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )
        return StoredBlob(digest, draft.size)

    async def write(self, account: str, chunks: AsyncIterable[bytes]) -> StoredBlob:
        """Stores a stream durably, hashed and counted while it passes."""
        draft = self.draft()
        try:
            async for chunk in chunks:
                await draft.write(chunk)
            return await self.keep(account, draft)
        finally:
            await draft.discard()

    async def open(
        self, account: str, digest: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `stop`, in chunks as they arrive."""
        options: GetOptions = {}
        if stop is not None:
            options["range"] = (start, stop)
        elif start:
            options["range"] = {"offset": start}
        with _reading():
            result = await obstore.get_async(self._store, _key(account, digest), options=options)
            async for part in result.stream(min_chunk_size=CHUNK_BYTES):
                view = memoryview(part)
                for at in range(0, len(view), CHUNK_BYTES):
                    yield bytes(view[at : at + CHUNK_BYTES])

    def stat(self, account: str, digest: str) -> BlobStat | None:
        """The blob, or None when the account has none of this digest."""
        try:
            with _reading():
                meta = obstore.head(self._store, _key(account, digest))
        except FileNotFoundError:
            return None
        return BlobStat(account, digest, meta["size"], meta["last_modified"].timestamp())

    def delete(self, account: str, digest: str) -> None:
        """Deletes a blob, if it is there."""
        try:
            with _reading():
                obstore.delete(self._store, _key(account, digest))
        except FileNotFoundError:
            return

    def list(self) -> Iterator[BlobStat]:
        """Every blob of every account, in pages of the bucket's listing; other objects in the bucket are none."""
        with _unavailability():
            for page in obstore.list(self._store, chunk_size=1000):
                for meta in page:
                    account, _, digest = meta["path"].partition("/")
                    if ACCOUNT.fullmatch(account) and DIGEST.fullmatch(digest):
                        yield BlobStat(account, digest, meta["size"], meta["last_modified"].timestamp())

    def delete_drafts(self, before: float) -> int:
        """Deletes the local drafts that were last written to before that time; how many."""
        return delete_drafts(self._drafts, before)

    def check(self) -> None:
        """Stores an object, reads it and deletes it. Raises DomainError(Unavailable), whose cause says why."""
        asyncio.run(self._check())

    async def _check(self) -> None:
        with _unavailability():
            await obstore.put_async(self._store, "check", b"check")
            content = await obstore.get_async(self._store, "check")
            assert bytes(await content.bytes_async()) == b"check"
            await obstore.delete_async(self._store, "check")


@contextmanager
def _reading() -> Iterator[None]:
    """Raises FileNotFoundError for a missing object, and DomainError(Unavailable) for any other trouble."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:  # obstore raises the one or the other
        raise FileNotFoundError("there is no such object") from error
    except (BaseError, OSError) as error:
        raise DomainError(Unavailable()) from error


@contextmanager
def _unavailability() -> Iterator[None]:
    """Raises DomainError(Unavailable) for any trouble; what was missing then is the bucket."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise DomainError(Unavailable()) from error


def _key(account: str, digest: str) -> str:
    assert ACCOUNT.fullmatch(account), "the id of an account"
    return f"{account}/{digest}"
