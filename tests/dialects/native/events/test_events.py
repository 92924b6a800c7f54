"""The event feed: prompt delivery, disconnects, and isolation of accounts."""

import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from tests.dialects.native.native_api_fixtures import NativeApi, open_native_api
from tests.server.application_fixtures import serve_on_socket
from triplicate.app.orders import event_watcher
from triplicate.main import Installation
from triplicate.store.event_cursor import bucket_of, decode_cursor, encode_cursor


def follow(bureau: NativeApi, who: str = "clerk", after: int | str = 0, limit: int = 3) -> list[tuple[int, str, int]]:
    """The whole feed as somebody sees it, page by page."""
    received: list[tuple[int, str, int]] = []
    while True:
        page = bureau.request("GET", f"/events?after={after}&limit={limit}", who=who, status=200).json()
        received += [(event["seq"], event["order"], event["version"]) for event in page["events"]]
        if not page["events"]:
            assert page["next"] == after
            return received
        if who != "operator":
            assert page["next"] == page["events"][-1]["seq"] > after
        after = page["next"]


def test_it_tells_everything_once_and_in_order(native_api: NativeApi) -> None:
    orders = [native_api.place()["id"] for _ in range(4)]
    for order in orders:
        native_api.act(order, "acceptance")
    told = follow(native_api)
    assert [(order, version) for _, order, version in told] == [(o, 1) for o in orders] + [(o, 2) for o in orders]
    assert told == sorted(told)
    assert follow(native_api, after=told[3][0]) == told[4:]


def test_it_tells_of_ones_own_account_only(native_api: NativeApi) -> None:
    mine, theirs = native_api.place()["id"], native_api.place(who="stranger")["id"]
    assert {order for _, order, _ in follow(native_api)} == {mine}
    assert {order for _, order, _ in follow(native_api, "stranger")} == {theirs}
    assert {mine, theirs} <= {order for _, order, _ in follow(native_api, "operator", limit=500)}
    assert native_api.request("GET", f"/orders/{mine}/events", who="stranger").status_code == 404


def test_a_place_in_another_feed_is_refused(native_api: NativeApi) -> None:
    native_api.place()
    everywhere = native_api.request("GET", "/events", who="operator", status=200).json()["next"]
    assert native_api.request("GET", f"/events?after={everywhere}", who="clerk").status_code == 400
    assert native_api.request("GET", "/events?after=7", who="operator").status_code == 400
    assert native_api.request("GET", "/events?after=0&latest=true", who="operator", status=200).json()["events"] == []


def test_what_is_no_place_in_a_feed_is_refused_in_plain_words(native_api: NativeApi) -> None:
    problem = native_api.request("GET", "/events?after=yesterday", status=400).json()
    assert problem["detail"] == "after: must have the form of 118."


def test_who_waits_is_told_as_soon_as_something_happens(native_api: NativeApi) -> None:
    received: list[str] = []

    def wait() -> None:
        received.extend(event["kind"] for event in native_api.request("GET", "/events?wait=30").json()["events"])

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(2 * event_watcher.INTERVAL_S)
    assert not received
    native_api.place()
    waiting.join(20)
    assert received == ["placed"]


def test_who_waits_for_nothing_is_told_where_to_go_on(native_api: NativeApi) -> None:
    native_api.place()
    assert native_api.request("GET", "/events?wait=1&after=1").json() == {"events": [], "next": 1}


def test_a_cursor_beyond_the_newest_event_is_refused(native_api: NativeApi) -> None:
    """Who remembers it has seen events that a restored backup has not."""
    order = native_api.place()["id"]
    newest = native_api.request("GET", "/events?latest=true").json()["next"]
    feed_end = native_api.request("GET", "/events?latest=true", who="operator").json()["next"]
    cursor = decode_cursor(feed_end)
    bucket = bucket_of(native_api.account)
    ahead = encode_cursor(cursor._replace(numbers={**cursor.numbers, bucket: cursor.numbers[bucket] + 1}))
    assert native_api.request("GET", f"/events?after={newest}").json() == {"events": [], "next": newest}
    assert native_api.request("GET", f"/orders/{order}/events?after={newest}").json()["events"] == []
    for path, who in (
        (f"/events?after={newest + 1}", "clerk"),
        (f"/events?wait=30&after={10**9}", "clerk"),
        (f"/orders/{order}/events?after={newest + 1}", "clerk"),
        (f"/events?after={ahead}", "operator"),
    ):
        problem = native_api.request("GET", path, who=who, status=400).json()
        assert problem["errors"][0]["path"] == "after"
        assert "beyond the newest event" in problem["errors"][0]["detail"], problem


def test_nobody_is_waited_for_who_has_left(shared_installation: Installation, caplog: pytest.LogCaptureFixture) -> None:
    """A server that ends would wait some seconds for those who wait, and complain."""
    with (
        serve_on_socket(shared_installation.application()) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}", trust_env=False) as client,
    ):
        token = open_native_api(shared_installation, client).tokens["clerk"]
        with closing(socket.create_connection((host, port))) as leaver:
            request = f"GET /v1/events?wait=30 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
            leaver.sendall(request.encode())
            time.sleep(2 * event_watcher.INTERVAL_S)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_server_that_ends_answers_who_waits_with_what_there_is(shared_installation: Installation) -> None:
    with ThreadPoolExecutor(1) as threads, httpx.Client(trust_env=False, timeout=40) as client:
        with serve_on_socket(shared_installation.application()) as (host, port):
            client.base_url = httpx.URL(f"http://{host}:{port}")
            token = open_native_api(shared_installation, client).tokens["clerk"]
            last = client.get("/v1/events?latest=true", headers={"Authorization": f"Bearer {token}"}).json()["next"]
            waiting = threads.submit(
                client.get, f"/v1/events?wait=30&after={last}", headers={"Authorization": f"Bearer {token}"}
            )
            time.sleep(2 * event_watcher.INTERVAL_S)
            assert not waiting.done()
        reply = waiting.result(20)
    assert (reply.status_code, reply.json()) == (200, {"events": [], "next": last})
