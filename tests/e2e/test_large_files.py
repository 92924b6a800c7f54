"""Large files through the real server: its memory stays as it was while they pass, in both directions."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.blobs.s3_fixtures import S3Server
from tests.e2e.process_fixtures import ProgramProcess, anonymous_memory, free_port, run
from tests.store.database_fixtures import DatabaseFactory

pytestmark = pytest.mark.e2e
MIB = 1024 * 1024
MOST_GROWTH = 16 * MIB
"""How much more memory the server may take at any moment: buffers of one upload or download, and of its threads."""
_BOUNDARY = b"part"
_HEAD = b'--part\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n'
_TAIL = b"\r\n--part--\r\n"


class Content(NamedTuple):
    """So many bytes, of which no two MiB are equal."""

    size: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a MiB at a time."""
        for number in range(self.size // MIB):
            yield number.to_bytes(8, "big") * (MIB // 8)

    def form(self) -> Iterator[bytes]:
        """The body of their upload."""
        yield _HEAD
        yield from self.pieces()
        yield _TAIL

    def sha256(self) -> str:
        """Their digest."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()


class Peak(threading.Thread):
    """Watches the memory of a process, and keeps the most that it has seen."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._process = process
        self._over = threading.Event()

    def run(self) -> None:
        """Watches until it is ended."""
        while not self._over.wait(0.01):
            self.most = max(self.most, anonymous_memory(self._process))

    def growth(self, before: int) -> int:
        """Ends the watch; how much more than before there was at most."""
        self._over.set()
        self.join()
        return max(0, self.most - before)


def pass_through(databases: DatabaseFactory, scratch: Path, size: int, **environment: str) -> tuple[int, int]:
    """Uploads and downloads so many bytes; how much the server's memory grew during each, in bytes."""
    content = Content(size)
    with databases.create("sqlite", scratch / "data", migrated=False) as database:
        account = run(database, "account", "create", "Ours").split()[0]
        scopes = ("--scope", "orders:read", "--scope", "orders:write")
        token = run(database, "token", "create", "native", "--account", account, *scopes).strip()
        with (
            ProgramProcess(database, "serve", "--port", free_port(), scratch=scratch, more=environment) as serving,
            httpx.Client(base_url=serving.wait_until_ready(), timeout=120, trust_env=False) as client,
        ):
            client.headers["Authorization"] = f"Bearer {token}"
            upload(client, Content(MIB))
            server = serving.process.pid
            before = anonymous_memory(server)
            peak = Peak(server)
            peak.start()
            file = upload(client, content)
            uploaded = peak.growth(before)
            assert (file["size"], file["sha256"]) == (size, content.sha256())
            peak = Peak(server)
            peak.start()
            assert download(client, file["id"]) == file["sha256"]
            downloaded = peak.growth(before)
            print(f"before {before // MIB} MiB, grew by {uploaded / MIB:.1f} up and {downloaded / MIB:.1f} MiB down")
            assert client.delete(f"/v1/files/{file['id']}").status_code == 200
            assert serving.stop() == 0
    return uploaded, downloaded


def upload(client: httpx.Client, content: Content) -> dict[str, object]:
    """The file that an upload has made."""
    length = len(_HEAD) + content.size + len(_TAIL)
    headers = {"Content-Type": "multipart/form-data; boundary=part", "Content-Length": str(length)}
    reply = client.post("/v1/files", content=content.form(), headers=headers)
    assert reply.status_code == 201, reply.text
    file: dict[str, object] = reply.json()
    return file


def download(client: httpx.Client, id: object) -> str:
    """The digest of what a download brings."""
    digest = hashlib.sha256()
    with client.stream("GET", f"/v1/files/{id}/content") as reply:
        for piece in reply.iter_bytes():
            digest.update(piece)
    return digest.hexdigest()


@pytest.mark.slow
def test_64_mebibytes_leave_the_servers_memory_as_it_was(databases: DatabaseFactory, tmp_path: Path) -> None:
    assert max(pass_through(databases, tmp_path, 64 * MIB)) < MOST_GROWTH


@pytest.mark.slow
def test_64_mebibytes_to_a_bucket_and_back(databases: DatabaseFactory, tmp_path: Path, s3_server: S3Server) -> None:
    """Two parts of 8 MiB are on their way at once."""
    settings = {"TRIPLICATE_FILES": f"s3://{s3_server.new_bucket()}", **s3_server.environment()}
    assert max(pass_through(databases, tmp_path, 64 * MIB, **settings)) < 3 * MOST_GROWTH


@pytest.mark.soak
def test_a_gigabyte_leaves_the_servers_memory_as_it_was(databases: DatabaseFactory, tmp_path: Path) -> None:
    assert max(pass_through(databases, tmp_path, 1024 * MIB)) < MOST_GROWTH
