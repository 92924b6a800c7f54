"""The bucket: large blobs in parts, what its server refuses, and settings."""

import asyncio
import os
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from tests.blobs.blob_store_fixtures import ACCOUNT, read, sha256, write
from tests.blobs.s3_fixtures import S3Server
from triplicate.blobs.bucket import PART_BYTES, BucketBlobs
from triplicate.core.failures import DomainError, Unavailable


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BucketBlobs:
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    return BucketBlobs.of_url(f"s3://{s3_server.new_bucket()}/files", tmp_path / "drafts")


def test_a_large_blob_is_uploaded_in_parts(bucket: BucketBlobs) -> None:
    content = os.urandom(1024 * 1024) * 21  # not a multiple of the parts
    assert len(content) > 2 * PART_BYTES
    pieces = [content[at : at + 1_000_003] for at in range(0, len(content), 1_000_003)]
    digest = write(bucket, *pieces).digest
    assert digest == sha256(content)
    assert read(bucket, digest) == content
    assert read(bucket, digest, PART_BYTES - 1, PART_BYTES + 1) == content[PART_BYTES - 1 : PART_BYTES + 1]


def test_objects_lie_below_the_prefix_by_account(bucket: BucketBlobs, s3_server: S3Server) -> None:
    digest = write(bucket, b"content").digest
    objects = [path for path in s3_server.folder.glob("*/files/*/*") if path.name == digest]
    assert [path.parent.name for path in objects] == [ACCOUNT]


def test_objects_of_others_are_no_blobs(tmp_path: Path) -> None:
    store = MemoryStore()
    bucket = BucketBlobs(store, tmp_path / "drafts")
    digest = write(bucket, b"content").digest
    others = (
        "top-level",
        "backups/2024/db.dump",
        f"backups/{digest}",
        f"{ACCOUNT}/notes.txt",
        f"{ACCOUNT}/{digest}/part",
    )
    for key in others:
        obstore.put(store, key, b"precious")
    assert [(blob.account, blob.digest) for blob in bucket.list()] == [(ACCOUNT, digest)]


def test_the_check_leaves_nothing(bucket: BucketBlobs) -> None:
    bucket.check()
    assert list(bucket.list()) == []


@pytest.mark.parametrize("change", ["key", "bucket"])
def test_a_bucket_that_cannot_be_used_is_unavailable(
    s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    name = s3_server.new_bucket()
    if change == "key":
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    bucket = BucketBlobs.of_url(f"s3://{name if change == 'key' else 'missing-bucket'}", tmp_path / "drafts")
    for attempt in (bucket.check, lambda: write(bucket, b"content")):
        with pytest.raises(DomainError) as excinfo:
            attempt()
        assert excinfo.value.failure == Unavailable()
        assert excinfo.value.__cause__ is not None
        assert "wrong" not in str(excinfo.value.__cause__)
    assert list((tmp_path / "drafts").iterdir()) == []


def test_a_reader_that_stops_early_reads_no_further(bucket: BucketBlobs) -> None:
    content = os.urandom(8 * 1024 * 1024)
    digest = write(bucket, content).digest

    async def first() -> bytes:
        chunks = bucket.open(ACCOUNT, digest)
        try:
            return await anext(chunks)
        finally:
            await chunks.aclose()

    chunk = asyncio.run(first())
    assert content.startswith(chunk)
    assert len(chunk) < len(content) // 4
