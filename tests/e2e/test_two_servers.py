"""Two server processes on one database: numbers, keys, versions and events stay consistent."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code
from tests.dialects.native.orders.test_concurrency import run_concurrently
from tests.dialects.native.server_process_fixtures import serve_processes
from tests.store.database_fixtures import Database

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def two_servers(database: Database, tmp_path: Path) -> Iterator[list[NativeApi]]:
    """The same bureau in two processes; whatever happens, everything agrees afterwards."""
    with serve_processes(database, tmp_path, 2) as made:
        yield made
        check_consistency(made[0].installation)


def test_everything_at_once(two_servers: list[NativeApi]) -> None:
    """One pair of processes for all of it, since starting them is what takes time."""
    numbers_have_no_gaps(two_servers)
    one_key_is_one_order(two_servers)
    one_amendment_wins(two_servers)
    the_feed_of_one_tells_what_the_other_does(two_servers)


def numbers_have_no_gaps(two: list[NativeApi]) -> None:
    placed = run_concurrently([lambda n=n: two[n % 2].place() for n in range(50)])  # type: ignore[misc]
    assert sorted(order["number"] for order in placed) == list(range(1, 51))
    assert [bureau.request("GET", "/orders/counts").json()["total"] for bureau in two] == [50, 50]


def one_key_is_one_order(two: list[NativeApi]) -> None:
    body, key = {"lines": [card_line()], "reference": "once"}, {"Idempotency-Key": "the same"}
    replies = run_concurrently(
        [lambda n=n: two[n % 2].request("POST", "/orders", body, headers=key) for n in range(20)]  # type: ignore[misc]
    )
    assert {error_code(reply) for reply in replies if reply.status_code != 201} <= {(409, "idempotency-key-in-use")}
    done = [reply for reply in replies if reply.status_code == 201]
    done += [bureau.request("POST", "/orders", body, headers=key, status=201) for bureau in two]
    assert len({reply.content for reply in done}) == 1
    assert len(two[0].list_all("reference=once")) == 1


def one_amendment_wins(two: list[NativeApi]) -> None:
    order = two[0].place()
    replies = run_concurrently([lambda n=n: two[n % 2].amend(order, project=f"{n}") for n in range(12)])  # type: ignore[misc]
    assert Counter(reply.status_code for reply in replies) == {200: 1, 412: 11}
    assert two[0].order(order["id"]) == two[1].order(order["id"])


def the_feed_of_one_tells_what_the_other_does(two: list[NativeApi]) -> None:
    before = two[0].request("GET", "/events?limit=500").json()["next"]
    received: list[tuple[int, str]] = []

    def consume() -> None:
        after = before
        while len(received) < 40:
            page = two[0].request("GET", f"/events?after={after}&limit=6&wait=5").json()
            after = page["next"]
            received.extend((event["seq"], event["order"]) for event in page["events"])

    consumer = Thread(target=consume)
    consumer.start()
    placed = run_concurrently([lambda n=n: two[n % 2].place() for n in range(40)])  # type: ignore[misc]
    consumer.join(60)
    assert sorted(order for _, order in received) == sorted(order["id"] for order in placed)
    assert all(one < other for (one, _), (other, _) in pairwise(received))
