"""Every blob store keeps the same promises: whole blobs by account and digest, ranges, and drafts that vanish."""

import asyncio
import os
import time

import pytest

from tests.blobs.blob_store_fixtures import ACCOUNT, OTHER_ACCOUNT, read, sha256, stream, write
from triplicate.app.ports.blobs import Blobs, BlobStat

MIB = 1024 * 1024
LARGE = os.urandom(3 * MIB + 17)


@pytest.mark.parametrize("content", [b"", b"x", LARGE], ids=["empty", "a byte", "3 MiB"])
def test_what_is_written_is_read(blobs: Blobs, content: bytes) -> None:
    pieces = [content[at : at + 70_001] for at in range(0, len(content), 70_001)]
    stored = write(blobs, *pieces)
    assert (stored.digest, stored.size) == (sha256(content), len(content))
    assert read(blobs, stored.digest) == content
    stat = blobs.stat(ACCOUNT, stored.digest)
    assert stat is not None
    assert (stat.size, abs(stat.modified - time.time()) < 60) == (len(content), True)


@pytest.mark.parametrize(
    ("start", "stop"), [(0, 1), (1, 2), (0, MIB), (MIB - 1, 2 * MIB + 5), (len(LARGE) - 1, None), (5, len(LARGE))]
)
def test_a_range_is_read(blobs: Blobs, start: int, stop: int | None) -> None:
    assert read(blobs, write(blobs, LARGE).digest, start, stop) == LARGE[start:stop]


def test_the_same_bytes_are_one_blob_of_each_account(blobs: Blobs) -> None:
    first, again, other = (
        write(blobs, b"same"),
        write(blobs, b"sa", b"me"),
        write(blobs, b"same", account=OTHER_ACCOUNT),
    )
    assert first.digest == again.digest == other.digest
    listed = {(blob.account, blob.digest, blob.size) for blob in blobs.list()}
    assert listed == {(ACCOUNT, first.digest, 4), (OTHER_ACCOUNT, first.digest, 4)}


def test_what_is_deleted_is_gone_for_its_account_alone(blobs: Blobs) -> None:
    digest = write(blobs, b"x").digest
    write(blobs, b"x", account=OTHER_ACCOUNT)
    for _ in range(2):
        blobs.delete(ACCOUNT, digest)
    assert blobs.stat(ACCOUNT, digest) is None
    with pytest.raises(FileNotFoundError):
        read(blobs, digest)
    assert read(blobs, digest, account=OTHER_ACCOUNT) == b"x"


def test_nothing_is_stored_of_a_stream_that_breaks_off(blobs: Blobs) -> None:
    async def broken() -> None:
        async def pieces():
            yield LARGE
            raise ConnectionError("gone")

        with pytest.raises(ConnectionError):
            await blobs.write(ACCOUNT, pieces())

    asyncio.run(broken())
    assert list(blobs.list()) == []
    assert blobs.delete_drafts(time.time() + 60) == 0


def test_a_draft_becomes_a_blob_or_nothing(blobs: Blobs) -> None:
    async def drafts() -> None:
        kept, discarded = blobs.draft(), blobs.draft()
        for draft in (kept, discarded):
            await draft.write(LARGE[:MIB])
            await draft.write(b"end")
            await draft.flush()
            assert draft.path.read_bytes() == LARGE[:MIB] + b"end"
            assert (draft.size, draft.head) == (MIB + 3, LARGE[:1024])
        assert (await blobs.keep(ACCOUNT, kept)).digest == sha256(LARGE[:MIB] + b"end")
        for draft in (kept, discarded):
            await draft.discard()
            await draft.flush()
            assert not draft.path.exists()

    asyncio.run(drafts())
    assert [blob.size for blob in blobs.list()] == [MIB + 3]


def test_old_drafts_are_deleted_and_new_ones_stay(blobs: Blobs) -> None:
    async def drafts() -> tuple[bool, bool]:
        old, new = blobs.draft(), blobs.draft()
        for draft in (old, new):
            await draft.write(b"x")
            await draft.flush()
        os.utime(old.path, (1, 1))
        assert blobs.delete_drafts(time.time() - 3600) == 1
        return old.path.exists(), new.path.exists()

    assert asyncio.run(drafts()) == (False, True)


def test_reading_may_stop_anywhere(blobs: Blobs) -> None:
    digest = write(blobs, LARGE).digest

    async def first_chunk() -> bytes:
        chunks = blobs.open(ACCOUNT, digest)
        chunk = await anext(chunks)
        await chunks.aclose()
        return chunk

    descriptors = len(os.listdir("/proc/self/fd"))
    chunks = [asyncio.run(first_chunk()) for _ in range(20)]
    assert LARGE.startswith(chunks[0])
    assert len(chunks[0]) < len(LARGE)
    assert len(os.listdir("/proc/self/fd")) <= descriptors


def test_storing_again_makes_a_blob_young_and_heals_it(blobs: Blobs) -> None:
    digest = write(blobs, b"content").digest
    before = blobs.stat(ACCOUNT, digest)
    time.sleep(1.1)  # as fine as S3 tells the time
    asyncio.run(blobs.write(ACCOUNT, stream([b"content"])))
    after = blobs.stat(ACCOUNT, digest)
    assert isinstance(before, BlobStat)
    assert isinstance(after, BlobStat)
    assert after.modified > before.modified
