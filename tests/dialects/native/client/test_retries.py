"""Client retries: requests with a lost response are repeated, and nothing is done twice."""

import itertools

import httpx
import pytest

from tests.dialects.native.client.client_fixtures import ClientFactory, new_card_order
from tests.http_client.transport_fixtures import LossyTransport, ScriptedTransport, order_response, problem_response
from triplicate.client import (
    IdempotencyKeyInUse,
    Portion,
    RetryPolicy,
    Triplicate,
    TriplicateError,
    Unavailable,
    UnexpectedResponse,
    Unreachable,
)

URL = "http://orders.example.test"
STUBBORN = RetryPolicy(attempts=60, first_delay_s=0.0, max_delay_s=0.0)
THRICE = RetryPolicy(attempts=3, first_delay_s=0.0, max_delay_s=0.0)


def client(transport: httpx.BaseTransport, patience: RetryPolicy = THRICE) -> Triplicate:
    return Triplicate(URL, "a-token", retry_policy=patience, transport=transport)


@pytest.mark.parametrize("seed", range(3))
def test_one_order_one_payment_one_parcel(client_factory: ClientFactory, seed: int) -> None:
    """Whatever gets lost on the way, in either direction."""
    transport = LossyTransport(client_factory.transport, seed, mishaps=0.7)
    unlucky = client_factory.client(transport=transport, patience=STUBBORN)
    order = unlucky.accept_order(unlucky.place_order(new_card_order(quantity=3)))
    unlucky.record_payment(order, amount=250)
    unlucky.ship_order(order, items=[Portion(str(order.lines[0].number), 1)])
    unlucky.comment_order(order, "Hello")
    unlucky.hold_order(order)
    unlucky.release_order(order)
    rows = unlucky.place_orders([new_card_order(), new_card_order()])
    assert min(transport.lost.values()) > 0
    own = client_factory.client()
    left = own.get_order(order)
    assert [payment.amount for payment in left.payments or []] == [250]
    assert [len(some or []) for some in (left.shipments, left.comments)] == [1, 1]
    assert left.lines[0].fulfilled == 1
    assert {one.id for one in own.iter_orders()} == {order.id, *(row.order.id for row in rows.rows if row.order)}
    kinds = [event.kind for event in own.get_order_events(order).events]
    assert kinds == ["placed", "accepted", "paid", "shipped", "commented", "held", "released"]


def test_a_lost_answer_is_the_answer_of_the_next_attempt(client_factory: ClientFactory) -> None:
    """The server has done it; asked again, it does not say that it is done already."""
    own = client_factory.client()
    order = own.place_order(new_card_order())

    class FirstLost(LossyTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return super().lose_response(request) if not self.lost["after"] else self._inner.handle_request(request)

    losing = FirstLost(client_factory.transport, seed=0)
    shipped = client_factory.client(transport=losing).hold_order(order, reason="stock")
    assert losing.lost["after"] == 1
    assert shipped == own.get_order(order)


@pytest.mark.parametrize("trouble", [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("cut off"),
    problem_response(408, "body-too-slow"),
    problem_response(409, "idempotency-key-in-use"),
    problem_response(503, "unavailable"),
    httpx.Response(429, text="Slow down"),
    httpx.Response(502, text="<html>"),
    httpx.Response(504),
], ids=str)  # fmt: skip
def test_what_may_go_better_is_tried_again_with_the_same_key_and_body(trouble: httpx.Response | Exception) -> None:
    transport = ScriptedTransport(trouble, trouble, order_response())
    client(transport).place_order(new_card_order())
    first, *others = [(one.method, one.url, one.content, one.headers) for one in transport.asked]
    assert others == [first, first]
    (key,) = set(transport.keys())
    assert key


@pytest.mark.parametrize(("status", "code"), [
    (400, "invalid-input"), (401, "not-signed-in"), (403, "missing-scope"), (404, "no-such-order"),
    (409, "not-possible"), (412, "version-conflict"), (415, "not-json"), (422, "idempotency-key-reused"),
    (428, "precondition-required"),
    (500, "internal"),
])  # fmt: skip
def test_what_will_not_go_better_is_not_tried_again(status: int, code: str) -> None:
    transport = ScriptedTransport(problem_response(status, code))
    with pytest.raises(TriplicateError) as caught:
        client(transport).place_order(new_card_order())
    assert (caught.value.status, caught.value.code, len(transport.asked)) == (status, code, 1)


@pytest.mark.parametrize(("trouble", "raised"), [
    (httpx.ConnectError("refused"), Unreachable),
    (problem_response(503, "unavailable"), Unavailable),
    (problem_response(409, "idempotency-key-in-use"), IdempotencyKeyInUse),
    (httpx.Response(502, text="<html>"), UnexpectedResponse),
], ids=str)  # fmt: skip
def test_in_the_end_the_last_failure_is_raised(
    trouble: httpx.Response | Exception, raised: type[TriplicateError]
) -> None:
    transport = ScriptedTransport(trouble, trouble, trouble)
    with pytest.raises(raised):
        client(transport).place_order(new_card_order())
    assert len(transport.asked) == 3


def test_every_change_has_a_key_of_its_own_unless_it_is_given_one() -> None:
    transport = ScriptedTransport(order_response(), order_response(), order_response(), order_response())
    asking = client(transport)
    order = asking.place_order(new_card_order())
    asking.accept_order(order)
    asking.accept_order(order, idempotency_key="mine")
    asking.get_order(order)
    first, second, mine, reading = transport.keys()
    assert (mine, reading) == ("mine", None)
    assert len({first, second, mine, None}) == 4


def test_a_key_of_ones_own_counts_across_clients(client_factory: ClientFactory) -> None:
    """As for a program that was killed and starts again."""
    orders = [client_factory.client().place_order(new_card_order(), idempotency_key="order 4711") for _ in range(2)]
    assert orders[0] == orders[1]
    assert client_factory.client().count_orders().total == 1


def test_how_long_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer each time at most, as long as the server asks for, and never longer than the caller allows."""
    naps: list[float] = []
    monkeypatch.setattr("time.sleep", naps.append)
    patience = RetryPolicy(attempts=12, first_delay_s=0.5, max_delay_s=7.0)
    response = problem_response(503, "unavailable", **{"Retry-After": "3"})
    patiently = problem_response(503, "unavailable", **{"Retry-After": "3600"})
    nothing = httpx.Response(429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})
    client(
        ScriptedTransport(*[nothing] * 5, response, patiently, *[nothing] * 4, order_response()), patience
    ).get_order("1")
    bounds = list(itertools.accumulate([0.5] * 5, lambda before, _: before * 2))
    assert all(0 <= nap <= min(bound, 7.0) for nap, bound in zip(naps, bounds, strict=False))
    assert 3.0 <= naps[5] <= 7.0
    assert naps[6] == 7.0
    assert max(naps) == 7.0
    assert len(naps) == 11


def test_timeouts_are_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that lets the server wait allows for that."""
    transport = ScriptedTransport(order_response(), httpx.Response(200, json={"events": [], "next": 0}))
    asking = client(transport, RetryPolicy(timeout_s=2.5))
    asking.get_order("1")
    asking.get_events(wait=20)
    allowed = [request.extensions["timeout"] for request in transport.asked]
    assert [set(one.values()) for one in allowed] == [{2.5}, {22.5}]
