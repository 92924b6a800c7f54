"""Calls that get lost are made again, and nothing is done twice."""

import itertools

import httpx
import pytest

from tests.dialects.native.client.client_fixtures import Desk, cards
from tests.http_client.transport_fixtures import Scripted, Unlucky, good, problem
from triplicate.client import (
    KeyInFlight,
    Patience,
    Portion,
    Triplicate,
    TriplicateError,
    Unavailable,
    UnexpectedAnswer,
    Unreachable,
)

URL = "http://orders.example.test"
STUBBORN = Patience(attempts=60, first_s=0.0, most_s=0.0)
THRICE = Patience(attempts=3, first_s=0.0, most_s=0.0)


def client(transport: httpx.BaseTransport, patience: Patience = THRICE) -> Triplicate:
    return Triplicate(URL, "a-token", patience=patience, transport=transport)


@pytest.mark.parametrize("seed", range(3))
def test_one_order_one_payment_one_parcel(desk: Desk, seed: int) -> None:
    """Whatever gets lost on the way, in either direction."""
    transport = Unlucky(desk.transport, seed, mishaps=0.7)
    unlucky = desk.client(transport=transport, patience=STUBBORN)
    order = unlucky.accept_order(unlucky.place_order(cards(quantity=3)))
    unlucky.record_payment(order, amount=250)
    unlucky.ship_order(order, items=[Portion(str(order.lines[0].number), 1)])
    unlucky.comment_order(order, "Hello")
    unlucky.hold_order(order)
    unlucky.release_order(order)
    rows = unlucky.place_orders([cards(), cards()])
    assert min(transport.lost.values()) > 0
    own = desk.client()
    left = own.get_order(order)
    assert [payment.amount for payment in left.payments or []] == [250]
    assert [len(some or []) for some in (left.shipments, left.comments)] == [1, 1]
    assert left.lines[0].fulfilled == 1
    assert {one.id for one in own.iter_orders()} == {order.id, *(row.order.id for row in rows.rows if row.order)}
    kinds = [event.kind for event in own.get_order_events(order).events]
    assert kinds == ["placed", "accepted", "paid", "shipped", "commented", "held", "released"]


def test_a_lost_answer_is_the_answer_of_the_next_attempt(desk: Desk) -> None:
    """The server has done it; asked again, it does not say that it is done already."""
    own = desk.client()
    order = own.place_order(cards())

    class FirstLost(Unlucky):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return super().not_answered(request) if not self.lost["after"] else self._inner.handle_request(request)

    losing = FirstLost(desk.transport, seed=0)
    shipped = desk.client(transport=losing).hold_order(order, reason="stock")
    assert losing.lost["after"] == 1
    assert shipped == own.get_order(order)


@pytest.mark.parametrize("trouble", [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("cut off"),
    problem(408, "body-too-slow"),
    problem(409, "key-in-flight"),
    problem(503, "unavailable"),
    httpx.Response(429, text="Slow down"),
    httpx.Response(502, text="<html>"),
    httpx.Response(504),
], ids=str)  # fmt: skip
def test_what_may_go_better_is_tried_again_with_the_same_key_and_body(trouble: httpx.Response | Exception) -> None:
    transport = Scripted(trouble, trouble, good())
    client(transport).place_order(cards())
    first, *others = [(one.method, one.url, one.content, one.headers) for one in transport.asked]
    assert others == [first, first]
    (key,) = set(transport.keys())
    assert key


@pytest.mark.parametrize(("status", "code"), [
    (400, "invalid-input"), (401, "not-signed-in"), (403, "missing-scope"), (404, "no-such-order"),
    (409, "not-possible"), (412, "not-this-version"), (415, "not-json"), (422, "key-reused"), (428, "version-needed"),
    (500, "internal"),
])  # fmt: skip
def test_what_will_not_go_better_is_not_tried_again(status: int, code: str) -> None:
    transport = Scripted(problem(status, code))
    with pytest.raises(TriplicateError) as caught:
        client(transport).place_order(cards())
    assert (caught.value.status, caught.value.code, len(transport.asked)) == (status, code, 1)


@pytest.mark.parametrize(("trouble", "raised"), [
    (httpx.ConnectError("refused"), Unreachable),
    (problem(503, "unavailable"), Unavailable),
    (problem(409, "key-in-flight"), KeyInFlight),
    (httpx.Response(502, text="<html>"), UnexpectedAnswer),
], ids=str)  # fmt: skip
def test_in_the_end_the_last_failure_is_raised(
    trouble: httpx.Response | Exception, raised: type[TriplicateError]
) -> None:
    transport = Scripted(trouble, trouble, trouble)
    with pytest.raises(raised):
        client(transport).place_order(cards())
    assert len(transport.asked) == 3


def test_every_change_has_a_key_of_its_own_unless_it_is_given_one() -> None:
    transport = Scripted(good(), good(), good(), good())
    asking = client(transport)
    order = asking.place_order(cards())
    asking.accept_order(order)
    asking.accept_order(order, idempotency_key="mine")
    asking.get_order(order)
    first, second, mine, reading = transport.keys()
    assert (mine, reading) == ("mine", None)
    assert len({first, second, mine, None}) == 4


def test_a_key_of_ones_own_counts_across_clients(desk: Desk) -> None:
    """As for a program that was killed and starts again."""
    orders = [desk.client().place_order(cards(), idempotency_key="order 4711") for _ in range(2)]
    assert orders[0] == orders[1]
    assert desk.client().count_orders().total == 1


def test_how_long_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer each time at most, as long as the server asks for, and never longer than the caller allows."""
    naps: list[float] = []
    monkeypatch.setattr("time.sleep", naps.append)
    patience = Patience(attempts=12, first_s=0.5, most_s=7.0)
    asked = problem(503, "unavailable", **{"Retry-After": "3"})
    patiently = problem(503, "unavailable", **{"Retry-After": "3600"})
    nothing = httpx.Response(429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})
    client(Scripted(*[nothing] * 5, asked, patiently, *[nothing] * 4, good()), patience).get_order("1")
    bounds = list(itertools.accumulate([0.5] * 5, lambda before, _: before * 2))
    assert all(0 <= nap <= min(bound, 7.0) for nap, bound in zip(naps, bounds, strict=False))
    assert 3.0 <= naps[5] <= 7.0
    assert naps[6] == 7.0
    assert max(naps) == 7.0
    assert len(naps) == 11


def test_timeouts_are_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that lets the server wait allows for that."""
    transport = Scripted(good(), httpx.Response(200, json={"events": [], "next": 0}))
    asking = client(transport, Patience(timeout_s=2.5))
    asking.get_order("1")
    asking.get_events(wait=20)
    allowed = [request.extensions["timeout"] for request in transport.asked]
    assert [set(one.values()) for one in allowed] == [{2.5}, {22.5}]
