"""Responses to changes: the order as it is now, with the ETag that reading it gives."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.server.application_fixtures import TransportMode, open_client
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.core.access import READ, WRITE
from triplicate.main import Installation

ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a"
ORDER = {"lines": [{"sku": "CARD-01", "quantity": 10, "unit_price": "2.50"}]}


@pytest.fixture
def buyer(installation: Installation, transport_mode: TransportMode) -> Iterator[httpx.Client]:
    """A client of the native API, signed in."""

    def work(unit: Any) -> str:
        directory.create_account(unit, ACCOUNT, "An account", "EUR", installation.now())
        return issue(unit, Grant("native", ACCOUNT, scopes=(READ, WRITE)), installation.now(), installation.keys.jwt)[0]

    token = installation.store.run("people", work)
    with open_client(installation.application(), transport_mode) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_a_new_order_is_where_the_answer_says(buyer: httpx.Client) -> None:
    placed = buyer.post("/v1/orders", json=ORDER)
    assert placed.status_code == 201, placed.text
    read = buyer.get(placed.headers["location"])
    assert (read.status_code, read.json()) == (200, placed.json())
    assert read.headers["etag"] == placed.headers["etag"]
    assert placed.headers["cache-control"] == "private, no-cache"
    again = buyer.get(placed.headers["location"], headers={"If-None-Match": placed.headers["etag"]})
    assert again.status_code == 304


def test_a_changed_order_has_a_new_tag_which_is_good_for_the_next_change(buyer: httpx.Client) -> None:
    placed = buyer.post("/v1/orders", json=ORDER)
    where, tags = placed.headers["location"], [placed.headers["etag"]]
    for reference in ("a", "b", "c"):
        amended = buyer.patch(where, json={"reference": reference}, headers={"If-Match": tags[-1]})
        assert (amended.status_code, amended.json()["reference"]) == (200, reference)
        tags.append(amended.headers["etag"])
        assert buyer.get(where).headers["etag"] == tags[-1]
    assert len(set(tags)) == 4
    for old in tags[:-1]:
        assert buyer.patch(where, json={"reference": "d"}, headers={"If-Match": old}).status_code == 412
    assert buyer.get(where).json()["reference"] == "c"


def test_a_replayed_answer_is_the_order_as_it_was_then(buyer: httpx.Client) -> None:
    key = {"Idempotency-Key": "once"}
    placed = buyer.post("/v1/orders", json=ORDER, headers=key)
    buyer.patch(placed.headers["location"], json={"reference": "later"}, headers={"If-Match": "*"})
    again = buyer.post("/v1/orders", json=ORDER, headers=key)
    assert (again.status_code, again.content) == (201, placed.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.headers["etag"], again.headers["location"]) == (placed.headers["etag"], placed.headers["location"])
    assert len(buyer.get("/v1/orders").json()["orders"]) == 1
