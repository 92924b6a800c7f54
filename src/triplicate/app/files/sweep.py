"""Sweeping: deletes blobs that no file names, such as those whose transaction failed, and drafts that were left behind.

Safe against uploads that happen at the same moment. What is deleted is older than an hour, and found so once more while
its account is locked. An upload makes the blob young, and adds its file with the account locked as well; it looks there
whether the blob is still there (`stored_files.add_file`), since one that no file names may also be deleted at once.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from triplicate.app.ports import Blobs, BlobStat, Store, UnitOfWork

MIN_AGE = timedelta(hours=1)
"""Longer than any upload takes from its last byte to its transaction."""
_BATCH = 50
"""Blobs that are looked up in one transaction; each is deleted in one of its own."""
_LISTING = 1000
"""Blobs that are listed before the caller is heard; so many at most wait for their batch to be full."""


class Sweep(NamedTuple):
    """How many blobs and drafts were deleted."""

    blobs: int
    drafts: int


def sweep(store: Store, blobs: Blobs, now: datetime, between: Callable[[], None] = lambda: None) -> Sweep:
    """Deletes what is older than an hour and has no file; calls `between` before each batch, which may raise.

    While blobs are listed that need no batch, it is called for every thousand of them.
    """
    before = (now - MIN_AGE).timestamp()
    drafts, deleted = blobs.delete_drafts(before), 0
    for account, digests in _batches(_old(blobs.list(), before, between)):
        between()
        orphans = store.run("find orphans", partial(_orphans, account=account, digests=digests))
        for digest in orphans:
            work = partial(_delete_orphan, blobs=blobs, account=account, digest=digest, before=before)
            deleted += store.run("sweep files", work)
    return Sweep(deleted, drafts)


def delete_orphan(uow: UnitOfWork, blobs: Blobs, account: str, digest: str) -> None:
    """Deletes a blob that no file names, however young: after its file was deleted, or was not added in the end."""
    _delete_orphan(uow, blobs, account, digest, float("inf"))


def _old(blobs: Iterable[BlobStat], before: float, between: Callable[[], None]) -> Iterator[BlobStat]:
    """Those of the blobs that were last stored before a time."""
    for number, blob in enumerate(blobs, 1):
        if number % _LISTING == 0:
            between()
        if blob.modified < before:
            yield blob


def _batches(old: Iterable[BlobStat]) -> Iterator[tuple[str, list[str]]]:
    """The digests of blobs by account, in batches; smaller ones when too many accounts wait for theirs."""
    digests: dict[str, list[str]] = {}
    waiting = 0
    for blob in old:
        batch = digests.setdefault(blob.account, [])
        batch.append(blob.digest)
        waiting += 1
        if len(batch) == _BATCH:
            waiting -= _BATCH
            yield blob.account, digests.pop(blob.account)
        elif waiting == _LISTING:
            yield from digests.items()
            digests, waiting = {}, 0
    yield from digests.items()


def _orphans(uow: UnitOfWork, account: str, digests: list[str]) -> list[str]:
    """Those that no file names; none of an account that is not in the database: they may be another installation's."""
    if uow.accounts.get(account) is None:
        return []
    stored = uow.files.stored_contents(account, digests)
    return [digest for digest in digests if digest not in stored]


def _delete_orphan(uow: UnitOfWork, blobs: Blobs, account: str, digest: str, before: float) -> int:
    """How many were deleted. In a transaction of its own: others wait for it, and a bucket may be slow."""
    uow.accounts.lock(account)
    if not _orphans(uow, account, [digest]):
        return 0
    blob = blobs.stat(account, digest)
    if blob is None or blob.modified >= before:
        return 0
    blobs.delete(account, digest)
    return 1
