"""The directory of blobs: nothing half stored on a full disk or after kill -9, and files of earlier versions."""

import asyncio
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.blobs.blob_store_fixtures import ACCOUNT, read, sha256, write
from triplicate.blobs.directory import DRAFTS, DirectoryBlobs

WRITER = """
import asyncio, itertools, sys
from pathlib import Path
from triplicate.blobs.directory import DirectoryBlobs

async def chunks(number):
    for _ in range(64):
        yield bytes([number % 251]) * 65536

async def main():
    blobs = DirectoryBlobs(Path(sys.argv[1]))
    for number in itertools.count():
        blob = await blobs.write(sys.argv[2], chunks(number))
        print(blob.digest, flush=True)

asyncio.run(main())
"""


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("failing", ["fsync", "utime"])
def test_a_full_disk_leaves_nothing_half_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    blobs = DirectoryBlobs(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(OSError, match="No space"):
            write(blobs, b"content")
        assert everything(tmp_path) == []
    assert read(blobs, write(blobs, b"content").digest) == b"content"
    assert len(everything(tmp_path)) == 1


def test_the_file_and_its_folders_are_synced_in_this_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the link the bytes, after it the entries of every folder that may be new."""
    steps: list[str] = []
    fsync, link = os.fsync, os.link

    def synced(handle: int) -> None:
        steps.append(os.readlink(f"/proc/self/fd/{handle}"))
        fsync(handle)

    def linked(source: Path, target: Path) -> None:
        steps.append("link")
        link(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    root = tmp_path / "files"
    folder = root / ACCOUNT / write(DirectoryBlobs(root), b"content").digest[:2]
    first, *rest = steps
    assert Path(first).parent == root / DRAFTS
    assert rest == ["link", *map(str, (folder, folder.parent, root, tmp_path))]


@pytest.mark.parametrize("links", [True, False])
def test_equal_bytes_replace_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """With and without links in the file system."""
    if not links:

        def no_links(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", no_links)
    blobs = DirectoryBlobs(tmp_path)
    for _ in range(3):
        write(blobs, b"content")
    assert read(blobs, sha256(b"content")) == b"content"
    assert len(everything(tmp_path)) == 1


def test_a_damaged_blob_is_healed(tmp_path: Path) -> None:
    blobs = DirectoryBlobs(tmp_path)
    digest = write(blobs, b"content").digest
    (path,) = everything(tmp_path)
    path.write_bytes(b"damaged")
    write(blobs, b"content")
    assert read(blobs, digest) == b"content"


def test_files_of_earlier_versions_are_read(tmp_path: Path) -> None:
    """They lay beside the folders of the accounts, shared between these."""
    blobs, digest = DirectoryBlobs(tmp_path), sha256(b"old")
    (tmp_path / digest[:2]).mkdir()
    (tmp_path / digest[:2] / digest).write_bytes(b"old")
    stat = blobs.stat(ACCOUNT, digest)
    assert stat is not None
    assert stat.size == 3
    assert read(blobs, digest, 1) == b"ld"
    assert list(blobs.list()) == []
    write(blobs, b"old")
    assert len(list(blobs.list())) == 1


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_blobs_only(tmp_path: Path) -> None:
    """Killed wherever it is after so many lines of output; what it had answered is there."""
    for round in range(6):
        command = [sys.executable, "-c", WRITER, str(tmp_path), ACCOUNT]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            digests = [process.stdout.readline().strip() for _ in range(1 + 3 * round)]
            process.kill()
        blobs = DirectoryBlobs(tmp_path)
        for blob in blobs.list():
            assert sha256(read(blobs, blob.digest)) == blob.digest
        assert set(digests) <= {blob.digest for blob in blobs.list()}
    assert len(everything(tmp_path / DRAFTS)) == blobs.delete_drafts(float("inf"))


def test_a_write_that_is_under_way_does_not_bring_a_discarded_draft_back(tmp_path: Path) -> None:
    async def cancelled(pause: Callable[[], None]) -> bool:
        draft = DirectoryBlobs(tmp_path).draft()
        task = asyncio.ensure_future(draft.write(b"x" * 2**20))
        await asyncio.sleep(0)
        task.cancel()
        await draft.discard()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(pause)
        return draft.path.exists()

    for _ in range(20):
        assert not asyncio.run(cancelled(lambda: None))
