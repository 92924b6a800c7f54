"""A blob store of each kind."""

from pathlib import Path

import pytest

from triplicate.app.ports.blobs import Blobs
from triplicate.blobs.directory import DirectoryBlobs


@pytest.fixture(params=["directory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """An empty blob store."""
    return DirectoryBlobs(tmp_path / "files")
