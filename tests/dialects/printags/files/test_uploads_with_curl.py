"""Artwork uploads with curl to `triplicate serve`: with the real curl where it is installed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.files.artwork_fixtures import image, png_of_size
from tests.e2e import curl as curl_program
from tests.e2e.process_fixtures import ProgramProcess, free_port, run
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory

pytestmark = pytest.mark.e2e
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"
REAL = shutil.which("curl")
CURL = [REAL, "--noproxy", "*"] if REAL else [sys.executable, curl_program.__file__]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    """An account, and nothing else."""
    with databases.create(request.param, tmp_path / "data", migrated=False) as made:
        run(made, "account", "create", "Ours", "--id", ACCOUNT)
        yield made


def curl(token: str, *words: str) -> bytes:
    asked = [*CURL, "-s", "-H", f"Authorization: Bearer {token}", *words]
    return subprocess.run(asked, capture_output=True, timeout=60, check=True).stdout


def test_what_curl_uploads_curl_gets_back(database: Database, tmp_path: Path) -> None:
    scopes = ("--scope", "orders:read", "--scope", "orders:write")
    token = run(database, "token", "create", "printags", "--account", ACCOUNT, *scopes).strip()
    small, big = tmp_path / "front.png", tmp_path / "back page.png"
    small.write_bytes(image())
    big.write_bytes(png_of_size(5 * 1024 * 1024))
    with ProgramProcess(database, "serve", "--port", free_port(), scratch=tmp_path) as serving:
        where = f"{serving.wait_until_ready()}/accounts/@me/files"
        first, again, other = (
            json.loads(curl(token, "-F", f"file=@{path}", where))["files"]["file"] for path in (small, small, big)
        )
        assert first == again
        assert (first["mimeType"], first["size"]) == ("image/png", len(image()))
        assert other["size"] == 5 * 1024 * 1024
        refused = json.loads(curl(token, "-F", f"picture=@{small}", where))
        assert refused == {
            "success": False,
            "message": "picture: unknown part; the only one allowed is file",
        }
        if REAL:
            assert curl(token, f"{where}/{other['id']}") == big.read_bytes()
        assert serving.stop() == 0
        assert token not in serving.errors
