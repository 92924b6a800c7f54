"""Uploads on a socket: slow, aborted, too large or early ones leave nothing behind."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.app.files.artwork_fixtures import png_of_size
from tests.dialects.printags.files.upload_fixtures import FILES_PATH, tokens
from tests.server.application_fixtures import serve_on_socket
from tests.server.socket_fixtures import RawConnection, request
from tests.store.database_fixtures import DatabaseFactory
from triplicate.api import request_body
from triplicate.main import Installation

MIB = 1024 * 1024
BEGIN = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
END = b"\r\n--b--\r\n"
WHOLE = BEGIN + png_of_size(2 * MIB) + END


class Counter(NamedTuple):
    """Where uploads are taken on a socket."""

    address: tuple[str, int]
    installation: Installation
    token: str

    def __repr__(self) -> str:
        """Without the token, in reports of failed tests too."""
        return "a counter"

    def head(self, *lines: bytes) -> bytes:
        """The head of an upload."""
        signed_in = b"Authorization: Bearer " + self.token.encode()
        form = b"Content-Type: multipart/form-data; boundary=b"
        return request(FILES_PATH.encode(), signed_in, form, *lines, method=b"POST")

    def left(self) -> list[Path]:
        """What is on disk of files that were sent, drafts among them."""
        return [path for path in (self.installation.config.data / "files").rglob("*") if path.is_file()]

    def still_works(self) -> None:
        """Takes an upload from somebody else."""
        before = len(self.left())
        with RawConnection(self.address) as wire:
            wire.send(self.head(b"Content-Length: %d" % len(WHOLE)) + WHOLE)
            status, _, content = wire.response()
            assert status == 200, content
        assert len(self.left()) == before + 1
        for path in self.left():
            path.unlink()


@pytest.fixture
def counter(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Counter]:
    with databases.create("sqlite", tmp_path / "data") as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        with serve_on_socket(installation.application()) as address:
            yield Counter(address, installation, tokens(installation)["ours"])
        installation.store.close()


def refused(answered: tuple[int, dict[str, str], bytes], status: int) -> dict[str, str]:
    code, headers, content = answered
    assert code == status, content
    assert json.loads(content)["success"] is False
    return headers


def test_an_upload_that_is_broken_off_leaves_nothing(counter: Counter) -> None:
    for sent in (0, 100, MIB // 2, MIB + MIB // 2):
        with RawConnection(counter.address) as wire:
            wire.send(counter.head(b"Content-Length: %d" % len(WHOLE)) + WHOLE[:sent])
    counter.still_works()
    assert counter.left() == []


def test_an_upload_that_stands_still_is_given_up(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "IDLE_TIMEOUT_S", 0.2)
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % len(WHOLE)) + WHOLE[: MIB + MIB // 2])
        assert refused(wire.response(), 408)["connection"] == "close"
    assert counter.left() == []
    counter.still_works()


def test_an_upload_has_a_deadline_however_steadily_it_comes(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "MAX_BODY_S", 0.5)
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % len(WHOLE)))
        wire.socket.settimeout(0.05)
        answered = False
        for start in range(0, len(WHOLE), 1000):
            wire.send(WHOLE[start : start + 1000])
            try:
                answered = bool(wire.socket.recv(1, socket.MSG_PEEK))
            except TimeoutError:
                continue
            break
        assert answered
        refused(wire.response(), 408)
    assert counter.left() == []


def test_an_upload_that_says_it_is_too_large_is_refused_before_it_comes(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % (21 * MIB)))
        assert refused(wire.response(), 413)["connection"] == "close"
    counter.still_works()


def test_an_upload_that_turns_out_too_large_is_refused(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Transfer-Encoding: chunked"))
        wire.send(b"%x\r\n" % len(BEGIN) + BEGIN + b"\r\n")
        for _ in range(30):
            wire.send(b"%x\r\n" % MIB + b"x" * MIB + b"\r\n")
        refused(wire.response(), 413)
    assert counter.left() == []
    counter.still_works()


def test_who_asks_first_whether_to_send_is_told_to_go_on(counter: Counter) -> None:
    """As curl does with whatever is larger than a megabyte."""
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % len(WHOLE), b"Expect: 100-continue"))
        assert wire.response() == (100, {}, b"")
        wire.send(WHOLE)
        assert wire.response()[0] == 200


def test_what_is_no_form_is_read_and_the_connection_goes_on(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        for _ in range(2):
            wire.send(counter.head(b"Content-Length: %d" % len(WHOLE), b"Content-Encoding: gzip") + WHOLE)
            assert "connection" not in refused(wire.response(), 415)
        wire.send(counter.head(b"Content-Length: %d" % len(WHOLE)) + WHOLE)
        assert wire.response()[0] == 200
