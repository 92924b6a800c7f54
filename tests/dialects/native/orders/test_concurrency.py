"""Concurrent clients: gapless numbers, one order per key, one winner per version and for the last pieces."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier, Event
from typing import Any, TypeVar

import httpx
import pytest

from tests.dialects.native.consistency_fixtures import accounts_of, check_consistency
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _all_is_well(native_api: NativeApi) -> Any:
    """Whatever happened at once, what was derived from the orders agrees with them afterwards."""
    yield
    check_consistency(native_api.installation)


def run_concurrently(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Does all of it at the same time, in as many threads."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], T]) -> T:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_fifty_clients_place(native_api: NativeApi) -> None:
    placed = run_concurrently([lambda: native_api.place()] * 50)
    assert sorted(order["number"] for order in placed) == list(range(1, 51))
    assert sorted(order["lines"][0]["number"] for order in placed) == list(range(1, 51))
    assert native_api.request("GET", "/orders/counts").json()["total"] == 50
    assert {order["id"] for order in native_api.list_all("limit=7")} == {order["id"] for order in placed}
    events = native_api.request("GET", "/events?limit=500").json()["events"]
    assert sorted(event["order"] for event in events) == sorted(order["id"] for order in placed)


def test_twenty_clients_with_one_key(native_api: NativeApi) -> None:
    key = {"Idempotency-Key": "the same"}
    body = {"lines": [card_line()]}
    replies = run_concurrently([lambda: native_api.request("POST", "/orders", body, headers=key)] * 20)
    assert {error_code(reply) for reply in replies if reply.status_code != 201} <= {(409, "idempotency-key-in-use")}
    done = [reply for reply in replies if reply.status_code == 201]
    done += [native_api.request("POST", "/orders", body, headers=key, status=201) for _ in range(3)]
    assert len({reply.content for reply in done}) == 1
    assert sum("idempotent-replayed" not in reply.headers for reply in done) == 1
    assert len(native_api.list_all()) == 1


def test_of_many_amendments_of_one_version_one_wins(native_api: NativeApi) -> None:
    order = native_api.place()
    replies = run_concurrently([lambda n=n: native_api.amend(order, reference=f"PO-{n}") for n in range(12)])  # type: ignore[misc]
    assert Counter(reply.status_code for reply in replies) == {200: 1, 412: 11}
    assert {reply.json()["current_version"] for reply in replies if reply.status_code == 412} == {2}
    (winner,) = [reply.json() for reply in replies if reply.status_code == 200]
    assert native_api.order(order["id"]) == winner
    assert [event["version"] for event in native_api.events(order["id"])] == [1, 2]


def test_the_last_pieces_leave_once(native_api: NativeApi) -> None:
    order = native_api.place(card_line(5))
    native_api.act(order["id"], "acceptance")
    line = order["lines"][0]["id"]

    def ship(number: int) -> httpx.Response:
        parcel = {"items": [{"line": line, "quantity": 3}], "tracking_number": f"3S{number}"}
        return native_api.request("POST", f"/orders/{order['id']}/shipments", parcel)

    replies = run_concurrently([lambda n=n: ship(n) for n in range(10)])  # type: ignore[misc]
    assert Counter(reply.status_code for reply in replies) == {201: 1, 409: 9}
    obstacles = {(reply.json()["obstacle"], reply.json()["left"]) for reply in replies if reply.status_code == 409}
    assert obstacles == {("beyond what is left to ship", "2")}
    (line_now,) = native_api.order(order["id"])["lines"]
    assert (line_now["fulfilled"], line_now["remaining"]) == (3, 2)


def test_money_is_given_back_once(native_api: NativeApi) -> None:
    order = native_api.place(card_line(1, "100"))
    native_api.act(order["id"], "payments")
    refunds = run_concurrently(
        [lambda: native_api.request("POST", f"/orders/{order['id']}/refunds", {"amount": 6000})] * 8
    )
    assert Counter(reply.status_code for reply in refunds) == {201: 1, 409: 7}
    assert native_api.order(order["id"])["totals"]["refunded"] == 6000


def test_everybody_may_comment(native_api: NativeApi) -> None:
    """Changes that do not exclude each other are all made, one after the other."""
    order = native_api.place()
    replies = run_concurrently(
        [lambda n=n: native_api.request("POST", f"/orders/{order['id']}/comments", {"text": f"{n}"}) for n in range(20)]  # type: ignore[misc]
    )
    assert {reply.status_code for reply in replies} == {201}
    record = native_api.order(order["id"])
    assert record["version"] == 21
    assert sorted(comment["text"] for comment in record["comments"]) == sorted(str(n) for n in range(20))


def test_bulk_requests_that_move_each_others_orders(native_api: NativeApi) -> None:
    """In whichever sequence the rows lock the orders, each move is made once, and nobody waits for ever."""
    numbers = [str(native_api.place()["number"]) for _ in range(6)]

    def moves(names: list[str]) -> httpx.Response:
        rows = [{"order": name, "verb": "accept"} for name in names]
        return native_api.request("POST", "/orders/moves", {"moves": rows}, status=200)

    replies = run_concurrently(
        [lambda: moves(numbers), lambda: moves(numbers[::-1]), lambda: moves(numbers[3:] + numbers[:3])]
    )
    assert sum(reply.json()["succeeded"] for reply in replies) == 6
    assert sum(reply.json()["failed"] for reply in replies) == 12
    assert [order["step"] for order in native_api.list_all()] == ["validated"] * 6


def test_a_consumer_misses_nothing_and_sees_nothing_twice(native_api: NativeApi) -> None:
    done = Event()

    def consume(who: str) -> list[dict[str, Any]]:
        received: list[dict[str, Any]] = []
        after, last = 0, False
        while True:
            page = native_api.request("GET", f"/events?after={after}&limit=7&wait={0 if last else 1}", who=who).json()
            received, after = received + page["events"], page["next"]
            if last and not page["events"]:
                return received
            last = done.is_set()

    def write(number: int) -> None:
        for _ in range(6):
            order = native_api.place(who="stranger" if number == 0 else "clerk")
            native_api.act(order["id"], "acceptance", who="operator")

    with ThreadPoolExecutor(2) as consumers:
        consuming = [consumers.submit(consume, who) for who in ("clerk", "reader")]
        run_concurrently([lambda n=n: write(n) for n in range(6)])  # type: ignore[misc]
        done.set()
        received, also = (one.result(60) for one in consuming)
    assert received == also
    assert all(one["seq"] < other["seq"] for one, other in pairwise(received))
    mine = {order["id"] for order in native_api.list_all("limit=100")}
    assert Counter((event["order"], event["version"]) for event in received) == {
        (id, version): 1 for id in mine for version in (1, 2)
    }
    assert accounts_of(received) == {native_api.account}
