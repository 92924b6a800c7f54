"""Watching events: every event once and in order, across lost connections and server restarts."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from tests.conformance.registry import VENDOR
from tests.dialects.native.client.client_fixtures import ClientFactory, new_card_order
from tests.http_client.transport_fixtures import LossyTransport
from triplicate.client import RetryPolicy, Triplicate, Unauthenticated

PATIENCE_S = 30


def test_what_was_and_then_what_comes(account_client: Triplicate) -> None:
    """A watcher that has seen everything is told of what happens next."""
    order = account_client.accept_order(account_client.place_order(new_card_order()))
    watching = account_client.watch(0)
    assert [next(watching).kind for _ in range(2)] == ["placed", "accepted"]
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, watching)
        account_client.hold_order(order, reason="stock")
        event = coming.result(PATIENCE_S)
    assert (event.kind, event.order, event.data) == ("held", order.id, {"reason": "stock"})


def test_from_now_on(client_factory: ClientFactory, account_client: Triplicate) -> None:
    """Without a number, what was is passed over; the stranger's feed ends where its own account's does."""
    account_client.place_orders([new_card_order() for _ in range(3)])
    end = account_client.get_events(latest=True)
    assert (end.events, end.next) == ([], account_client.get_events().events[-1].seq)
    assert client_factory.client("other").get_events(latest=True).next == 0
    account_client.place_order(new_card_order())
    assert [event.seq for event in islice(account_client.watch(end.next), 1)] == [int(end.next) + 1]


def test_going_on_after_the_last_one(client_factory: ClientFactory, account_client: Triplicate) -> None:
    account_client.place_orders([new_card_order() for _ in range(5)])
    seen = [event.seq for event in islice(account_client.watch(0), 3)]
    rest = [event.seq for event in islice(client_factory.client().watch(seen[-1]), 2)]
    assert seen + rest == [event.seq for event in account_client.get_events().events]


def test_none_is_missed_and_none_comes_twice(client_factory: ClientFactory, account_client: Triplicate) -> None:
    """While four write at once, and the watcher's connection breaks every other time."""
    patience = RetryPolicy(attempts=1, first_delay_s=0.0, max_delay_s=0.0)
    watcher = client_factory.client(transport=LossyTransport(client_factory.transport, seed=7), patience=patience)

    def work(number: int) -> None:
        client = client_factory.client(patience=RetryPolicy(attempts=20, first_delay_s=0.01, max_delay_s=0.1))
        for _ in range(5):
            client.accept_order(client.place_order(new_card_order()))

    with ThreadPoolExecutor(5) as pool:
        watched = pool.submit(lambda: list(islice(watcher.watch(0), 40)))
        list(pool.map(work, range(4)))
        seen = watched.result(PATIENCE_S)
    stored = account_client.get_events(limit=500).events
    assert seen == stored
    assert len({event.seq for event in seen}) == 40
    assert [event.seq for event in seen] == sorted(event.seq for event in seen)


def test_a_page_of_an_orders_own_events(account_client: Triplicate) -> None:
    order = account_client.place_order(new_card_order())
    account_client.place_order(new_card_order())
    account_client.accept_order(order)
    first = account_client.get_order_events(order, limit=1)
    second = account_client.get_order_events(order, after=first.next)
    assert [event.kind for event in (*first.events, *second.events)] == ["placed", "accepted"]


def test_who_may_not_watch_is_told(client_factory: ClientFactory) -> None:
    with pytest.raises(Unauthenticated):
        next(client_factory.client(VENDOR).watch(0))
