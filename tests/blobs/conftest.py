"""A blob store of each kind: a directory, a bucket in memory, and one on a real S3-compatible server."""

from pathlib import Path

import pytest
from obstore.store import MemoryStore

from tests.blobs.s3_fixtures import S3Server
from triplicate.app.ports import Blobs
from triplicate.blobs.bucket import BucketBlobs
from triplicate.blobs.directory import DirectoryBlobs


@pytest.fixture(params=["directory", "memory", "server"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blobs:
    """An empty blob store."""
    if request.param == "directory":
        return DirectoryBlobs(tmp_path / "files")
    if request.param == "memory":
        return BucketBlobs(MemoryStore(), tmp_path / "drafts")
    server: S3Server = request.getfixturevalue("s3_server")
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    return BucketBlobs.of_url(f"s3://{server.new_bucket()}/some/prefix", tmp_path / "drafts")
