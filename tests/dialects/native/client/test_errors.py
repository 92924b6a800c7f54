"""Client errors: each problem is an exception of its own class that carries all that the server said."""

import pickle

import httpx
import pytest

from tests.conformance.registry import VENDOR
from tests.dialects.native.client.client_fixtures import NO_BACKOFF, ClientFactory, new_card_order
from tests.http_client.transport_fixtures import ScriptedTransport
from triplicate.client import (
    ActionNotPossible,
    IdempotencyKeyReused,
    InvalidInput,
    MissingScope,
    NewLine,
    NewOrder,
    NotFound,
    Triplicate,
    TriplicateError,
    Unauthenticated,
    UnexpectedResponse,
    Unreachable,
)


def test_everything_that_is_wrong_with_the_input(account_client: Triplicate) -> None:
    with pytest.raises(InvalidInput) as caught:
        account_client.place_order(NewOrder(lines=[NewLine(quantity=0, unit_price="1,50")], currency="euro"))
    assert {error.path for error in caught.value.errors} == {
        "$.lines[0].quantity",
        "$.lines[0].unit_price",
        "$.currency",
    }
    assert (caught.value.status, caught.value.code) == (400, "invalid-input")


def test_what_stands_in_the_way(account_client: Triplicate) -> None:
    order = account_client.record_payment(account_client.place_order(new_card_order(quantity=2)), amount=100)
    with pytest.raises(ActionNotPossible) as caught:
        account_client.record_payment(order, amount=401)
    problem = caught.value.problem
    assert (problem.status, problem.obstacle, problem.left) == (409, "beyond what is outstanding", "400")


def test_who_may_not(client_factory: ClientFactory, account_client: Triplicate) -> None:
    order = account_client.place_order(new_card_order())
    with pytest.raises(MissingScope) as caught:
        client_factory.client("reader").accept_order(order)
    assert caught.value.problem.scope == "orders:write"
    with pytest.raises(NotFound):
        client_factory.client("other").get_order(order)
    with pytest.raises(Unauthenticated):
        client_factory.client(VENDOR).get_order(order)


@pytest.mark.parametrize("name", ["17", "nonsense", "00000000-0000-4000-8000-000000000001", "../events", "counts?x=1"])
def test_no_such_order(account_client: Triplicate, name: str) -> None:
    with pytest.raises(NotFound) as caught:
        account_client.get_order_events(name)
    assert caught.value.code == "no-such-order"


def test_a_key_for_two_requests(account_client: Triplicate) -> None:
    account_client.place_order(new_card_order(), idempotency_key="k")
    with pytest.raises(IdempotencyKeyReused):
        account_client.place_order(new_card_order(quantity=11), idempotency_key="k")


def test_an_unknown_code_is_an_error_all_the_same() -> None:
    body = {"type": "x", "title": "Teapot", "status": 418, "detail": "No coffee.", "code": "teapot", "more": 1}
    transport = ScriptedTransport(httpx.Response(418, json=body, headers={"X-Request-Id": "r-1"}))
    with pytest.raises(TriplicateError) as caught:
        Triplicate("http://x.test", "t", transport=transport).count_orders()
    assert type(caught.value) is TriplicateError
    assert (caught.value.code, caught.value.problem.request_id) == ("teapot", "r-1")
    assert str(caught.value) == "No coffee. (teapot, request r-1)"


@pytest.mark.parametrize("answer", [
    httpx.Response(200, text="<html>Welcome to our shop</html>"),
    httpx.Response(200, json={"orders": "many"}),
    httpx.Response(200, json=[]),
    httpx.Response(302, headers={"Location": "https://elsewhere.example.com/"}),
    httpx.Response(403, text="<html>Forbidden</html>"),
    httpx.Response(404, json={"detail": "Not Found"}),
])  # fmt: skip
def test_somebody_else_answers(answer: httpx.Response) -> None:
    """It is not followed elsewhere, where the token would go with it, and not tried again."""
    transport = ScriptedTransport(answer)
    with pytest.raises(UnexpectedResponse) as caught:
        Triplicate("http://x.test", "t", transport=transport).count_orders()
    assert (caught.value.status, len(transport.asked)) == (answer.status_code, 1)


def test_nobody_answers() -> None:
    """A port on which nobody listens."""
    with (
        httpx.HTTPTransport() as transport,
        Triplicate("http://127.0.0.1:1", "t", retry_policy=NO_BACKOFF, transport=transport) as nobody,
        pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:1 did not answer"),
    ):
        nobody.count_orders()


def test_errors_travel_between_processes(account_client: Triplicate) -> None:
    with pytest.raises(NotFound) as caught:
        account_client.get_order("17")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), copy.problem) == (NotFound, caught.value.problem)


def test_the_context_closes_what_it_opened() -> None:
    with Triplicate("http://x.test", "t", transport=ScriptedTransport()) as client:
        pass
    with pytest.raises(RuntimeError):
        client.count_orders()
