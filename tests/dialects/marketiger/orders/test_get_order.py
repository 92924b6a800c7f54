"""Marketiger's GetOrder: the documented errors word for word, and the order of the checks."""

import httpx
import pytest

from tests.conformance.operation_fixtures import UNKNOWN_ACCOUNT, auth_headers, error_message
from tests.conftest import Demo

PATH = "/v2/Order/GetOrder"
NO_PERMISSION = {
    "success": False,
    "error": {"type": "NO_PERMISSION", "message": "You are not allowed to view this order."},
}
NO_EMAIL = {"success": False, "error": {"type": "NO_PERMISSION", "message": "No email claim present."}}
NO_ORDER = {"success": False, "error": {"type": "NOT_FOUND", "message": "Order id not found"}}
NO_USER = {"success": False, "error": {"type": "NOT_FOUND", "message": "User not found."}}


def ask(client: httpx.Client, demo: Demo, kind: str, query: str | None = None) -> httpx.Response:
    query = f"?orderId={demo.credentials['marketiger']['order_id']}" if query is None else query
    return client.get(PATH + query, headers=auth_headers("marketiger", demo.token("marketiger", kind)))


@pytest.mark.parametrize(
    ("kind", "query", "expected"),
    [
        ("stranger_token", None, NO_PERMISSION),
        ("token_without_email", None, NO_EMAIL),
        ("token", f"?orderId={UNKNOWN_ACCOUNT}", NO_ORDER),
        ("token_of_unknown_user", None, NO_USER),
    ],
    ids=["no permission", "no e-mail claim", "order not found", "user not found"],
)
def test_the_pages_errors(client: httpx.Client, demo: Demo, kind: str, query: str | None, expected: dict) -> None:
    reply = ask(client, demo, kind, query)
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/json"
    assert reply.json() == expected


@pytest.mark.parametrize("query", ["", "?orderId=malformed", f"?orderId={UNKNOWN_ACCOUNT}"])
def test_the_token_comes_first(client: httpx.Client, query: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        reply = client.get(PATH + query, headers=headers)
        assert reply.status_code == 401
        assert reply.json()["error"]["type"] == "AUTHENTICATION"


@pytest.mark.parametrize("query", ["", "?orderId=malformed", f"?orderId={UNKNOWN_ACCOUNT}"])
def test_then_the_claim_and_the_user(client: httpx.Client, demo: Demo, query: str) -> None:
    assert ask(client, demo, "token_without_email", query).json() == NO_EMAIL
    assert ask(client, demo, "token_of_unknown_user", query).json() == NO_USER


@pytest.mark.parametrize("kind", ["token", "stranger_token"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "?orderId",
        "?orderId=",
        "?orderId=malformed",
        "?orderId=123e4567e89b12d3a456426614174000",
        "?orderId={123e4567-e89b-12d3-a456-426614174000}",
        "?orderId=123e4567-e89b-12d3-a456-42661417400",
        "?orderId=123e4567-e89b-12d3-a456-426614174000%0A",
        "?orderId=123e4567-e89b-12d3-a456-426614174000%00",
        "?orderId=664f2310d5775459152d6dd8",
        "?orderId=100",
    ],
)
def test_then_the_form_of_the_id(client: httpx.Client, demo: Demo, kind: str, query: str) -> None:
    reply = ask(client, demo, kind, query)
    assert "orderId" in error_message(reply, "marketiger", 400)
    assert reply.json()["error"]["type"] == "INCORRECT_PARAMETERS"


def test_then_whether_it_exists_and_at_last_whose_it_is(client: httpx.Client, demo: Demo) -> None:
    assert ask(client, demo, "stranger_token", f"?orderId={UNKNOWN_ACCOUNT}").json() == NO_ORDER
    assert ask(client, demo, "stranger_token").json() == NO_PERMISSION


def test_the_case_of_a_guid_does_not_matter(client: httpx.Client, demo: Demo) -> None:
    id = demo.credentials["marketiger"]["order_id"]
    assert ask(client, demo, "token", f"?orderId={id.upper()}").json() == ask(client, demo, "token").json()


def test_unknown_parameters_are_ignored(client: httpx.Client, demo: Demo) -> None:
    id = demo.credentials["marketiger"]["order_id"]
    assert ask(client, demo, "token", f"?other=1&orderId={id}&fields=%00").status_code == 200


def test_a_query_of_very_many_parameters_is_the_callers_fault(client: httpx.Client, demo: Demo) -> None:
    id = demo.credentials["marketiger"]["order_id"]
    reply = ask(client, demo, "token", f"?orderId={id}{'&a=1' * 300}")
    assert reply.status_code in (200, 400), reply.text


def test_a_refused_token_says_how_to_sign_in(client: httpx.Client) -> None:
    assert client.get(PATH).headers["www-authenticate"].lower().startswith("bearer")


@pytest.mark.parametrize("path", ["/v2/order/getorder", "/V2/ORDER/GETORDER", "/v2/Order/getOrder"])
@pytest.mark.parametrize("name", ["orderId", "OrderId", "orderid"])
def test_names_in_any_case(client: httpx.Client, demo: Demo, path: str, name: str) -> None:
    """The vendor's kind of server looks at the case of neither."""
    order_id = demo.credentials["marketiger"]["order_id"]
    headers = auth_headers("marketiger", demo.token("marketiger"))
    reply = client.get(path, params={name: order_id}, headers=headers)
    assert reply.status_code == 200
    assert reply.content == ask(client, demo, "token").content
    assert client.post(path, headers=headers).status_code == 405


def test_no_such_path_in_any_case(client: httpx.Client) -> None:
    reply = client.get("/V2/order/nothing")
    assert reply.status_code == client.get("/v2/Order/Nothing").status_code
    assert reply.json() == client.get("/v2/Order/Nothing").json()
    assert client.get("/ORDERS/1").json()["status"] == 404, "the other vendors' paths have one case"
