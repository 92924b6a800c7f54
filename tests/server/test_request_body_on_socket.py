"""Request bodies on a socket: too large, too slow, truncated or unexpected ones get a readable response."""

import json
import threading
import time
from collections.abc import Iterator

import pytest

from tests.api.sample_dialect_fixtures import SampleHandlers, application, tokens
from tests.server.application_fixtures import serve_on_socket
from tests.server.socket_fixtures import RawConnection, request
from tests.store.database_fixtures import DatabaseFactory
from triplicate.api import request_body
from triplicate.main import Installation

MIB = 1024 * 1024
CUP = b'{"name": "cup", "count": 2}'
Answered = tuple[int, dict[str, str], bytes]


class Counter:
    """A served workshop on a socket."""

    def __init__(
        self, address: tuple[str, int], workshop: SampleHandlers, installation: Installation, token: str
    ) -> None:
        self.address, self.workshop, self.installation = address, workshop, installation
        self.signed_in = b"Authorization: Bearer " + token.encode()

    def made(self) -> int:
        """How many things were made, as the database has it."""
        return int(self.installation.store.run("count", lambda unit: unit.ensure_setting("made", "0")))

    def head(self, *lines: bytes, path: bytes = b"/things", method: bytes = b"POST") -> bytes:
        """The head of a request of somebody who may."""
        return request(path, self.signed_in, *lines, method=method)


@pytest.fixture(scope="module")
def counter(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with databases.create("sqlite", tmp_path_factory.mktemp("workshop")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        workshop = SampleHandlers()
        with serve_on_socket(application(installation, workshop)) as address:
            yield Counter(address, workshop, installation, tokens(installation)["ann"])
        installation.store.close()


def failed(answered: Answered, status: int, name: str) -> dict[str, str]:
    code, headers, content = answered
    assert code == status, content
    assert json.loads(content)["failure"] == name
    return headers


def still_works(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % len(CUP)) + CUP)
        assert wire.response()[0] == 201


def test_100_mb_that_say_so_are_refused_before_they_come(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: 100000000"))
        headers = failed(wire.response(), 413, "BodyTooLarge")
        assert headers["connection"] == "close"
        assert wire.read_to_end() == b""
    still_works(counter)


def test_who_sends_100_mb_at_once_gets_the_answer(counter: Counter) -> None:
    """Closing while the caller still writes would reset the connection and lose the answer."""
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: 100000000"))
        for _ in range(100):
            wire.send(b"x" * 1_000_000)
        failed(wire.response(), 413, "BodyTooLarge")
        assert wire.read_to_end() == b""
    still_works(counter)


def test_100_mb_in_chunks_are_refused_when_they_are_too_many(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Transfer-Encoding: chunked"))
        for _ in range(100):
            wire.send(b"%x\r\n" % 1_000_000 + b"x" * 1_000_000 + b"\r\n")
        wire.send(b"0\r\n\r\n")
        failed(wire.response(), 413, "BodyTooLarge")
    still_works(counter)


def test_100_mb_of_somebody_who_is_not_signed_in(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        wire.send(request(b"/things", b"Content-Length: 100000000", method=b"POST"))
        for _ in range(100):
            wire.send(b"x" * 1_000_000)
        failed(wire.response(), 401, "Unauthenticated")
        assert wire.read_to_end() == b""


def test_a_small_body_that_nobody_read_ends_no_connection(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        for _ in range(3):
            wire.send(request(b"/things", b"Content-Length: 200000", method=b"POST"))
            failed(wire.response(), 401, "Unauthenticated")
            wire.send(b"x" * 200_000)
        wire.send(counter.head(method=b"GET"))
        assert wire.response()[0] == 200


def test_who_asks_first_whether_to_send_is_told_to_go_on(counter: Counter) -> None:
    with RawConnection(counter.address) as wire:
        for _ in range(2):
            wire.send(counter.head(b"Content-Length: %d" % len(CUP), b"Expect: 100-continue"))
            assert wire.response() == (100, {}, b"")
            wire.send(CUP)
            assert wire.response()[0] == 201


@pytest.mark.parametrize(
    ("lines", "status", "name"),
    [
        ((b"Content-Length: 100000000",), 413, "BodyTooLarge"),
        ((b"Content-Length: 5", b"Authorization: Bearer wrong"), 401, "Unauthenticated"),
    ],
)
def test_who_asks_first_and_is_refused_sends_nothing(
    counter: Counter, lines: tuple[bytes, ...], status: int, name: str
) -> None:
    """Whether the body follows nobody knows, so that no other request can follow on this connection."""
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Expect: 100-continue", *lines))
        failed(wire.response(), status, name)
        assert wire.read_to_end() == b""


def test_a_body_that_stops_arriving_is_given_up(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "IDLE_TIMEOUT_S", 0.3)
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: 100") + b"{")
        headers = failed(wire.response(), 408, "BodyTimeout")
        assert headers["connection"] == "close"
        assert wire.read_to_end() == b""


def test_a_body_that_drips_is_given_up(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "IDLE_TIMEOUT_S", 0.5)
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: 100"))
        ended = threading.Event()

        def drip() -> None:
            while not ended.wait(0.1):
                wire.send(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            failed(wire.response(), 408, "BodyTimeout")
        finally:
            ended.set()
            dripping.join()


def test_a_slow_body_that_keeps_coming_is_read(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "IDLE_TIMEOUT_S", 1.0)
    content = CUP[:-1] + b" " * 8000 + b"}"
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % len(content)))
        for start in range(0, len(content), 2000):
            wire.send(content[start : start + 2000])
            time.sleep(0.3)
        assert wire.response()[0] == 201


def test_who_leaves_in_the_middle_of_a_body_has_done_nothing(counter: Counter) -> None:
    begun = counter.workshop.begun
    for content in (b"", CUP[:10]):
        with RawConnection(counter.address) as wire:
            wire.send(counter.head(b"Content-Length: %d" % len(CUP)) + content)
    still_works(counter)
    assert counter.workshop.begun == begun + 1


def test_changes_in_a_row_are_answered_in_a_row(counter: Counter) -> None:
    made = counter.workshop.begun
    once = counter.head(b"Content-Length: %d" % len(CUP)) + CUP
    with RawConnection(counter.address) as wire:
        wire.send((once + counter.head(method=b"GET")) * 10)
        statuses = [wire.response()[0] for _ in range(20)]
    assert statuses == [201, 200] * 10
    assert counter.workshop.begun == made + 10


def test_who_leaves_before_it_is_their_turn_has_done_nothing(counter: Counter) -> None:
    """One change is under way and two wait behind it; one of the two leaves."""
    under_way, go_on = threading.Event(), threading.Event()

    def making() -> None:
        under_way.set()
        assert go_on.wait(20)

    counter.workshop.making = making
    begun, once = counter.workshop.begun, counter.head(b"Content-Length: %d" % len(CUP)) + CUP
    with RawConnection(counter.address) as first, RawConnection(counter.address) as third:
        first.send(once)
        assert under_way.wait(20)
        with RawConnection(counter.address) as second:
            second.send(once)
        third.send(once)
        with RawConnection(counter.address) as other:  # the server has seen all of it when it answers this
            for _ in range(3):
                other.send(counter.head(method=b"GET"))
                assert other.response()[0] == 200
        go_on.set()
        assert (first.response()[0], third.response()[0]) == (201, 201)
    assert counter.workshop.begun == begun + 2


def test_what_has_begun_is_finished_though_the_caller_left(counter: Counter) -> None:
    under_way, go_on = threading.Event(), threading.Event()

    def making() -> None:
        under_way.set()
        assert go_on.wait(20)

    made, counter.workshop.making = counter.made(), making
    with RawConnection(counter.address) as wire:
        wire.send(counter.head(b"Content-Length: %d" % len(CUP)) + CUP)
        assert under_way.wait(20)
    go_on.set()
    still_works(counter)
    assert counter.made() == made + 2
