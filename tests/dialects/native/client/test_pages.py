"""Lists: filters as they are given, and pages that are walked without a thought."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.dialects.native.client.client_fixtures import ACCOUNT, OTHER_ACCOUNT, Desk, cards
from triplicate.client import Buyer, InvalidInput, NewLine, NewOrder, NotFound, Stage, Triplicate


@pytest.fixture
def seven(own: Triplicate) -> list[str]:
    """The ids of seven orders, oldest first."""
    rows = own.place_orders([cards(quantity=n, reference=f"PO-{n}") for n in range(1, 8)])
    return [row.order.id for row in rows.rows if row.order is not None]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_are_walked_to_the_end(own: Triplicate, seven: list[str], limit: int) -> None:
    pages = list(own.iter_pages(limit=limit))
    assert {order.id for page in pages for order in page.orders} == set(seven)
    assert [order.id for order in own.iter_orders(limit=limit)] == [one.id for page in pages for one in page.orders]
    assert all(len(page.orders) <= limit for page in pages)
    assert [page.next is None for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_page_and_the_one_after_it(own: Triplicate, seven: list[str]) -> None:
    first = own.list_orders(limit=4)
    assert first.next is not None
    second = own.list_orders(limit=4, cursor=first.next)
    assert {order.id for order in (*first.orders, *second.orders)} == set(seven)
    assert [len(first.orders), len(second.orders)] == [4, 3]


def test_orders_that_come_in_between_spoil_no_walk(own: Triplicate, seven: list[str]) -> None:
    walk = own.iter_orders(limit=2)
    begun = [next(walk).id for _ in range(3)]
    own.place_order(cards())
    rest = [order.id for order in walk]
    assert sorted(begun + rest) == sorted(seven)


def test_filters(own: Triplicate, seven: list[str]) -> None:
    own.hold_order(seven[2], reason="stock")
    own.accept_order(seven[0])
    shipped = own.ship_order(own.accept_order(seven[1]), tracking_number="3SABC")
    special = own.place_order(
        NewOrder(
            lines=[NewLine(sku="A&B +1", quantity=1)],
            buyer=Buyer(name="Zo\u00eb M\u00fcller", email="zoe@example.com"),
        )
    )

    def found(**filters: object) -> set[str]:
        return {order.id for order in own.iter_orders(**filters)}  # type: ignore[arg-type]

    everything = {*seven, special.id}
    assert found(held=True) == {seven[2]}
    assert found(held=False) == everything - {seven[2]}
    assert found(stage=Stage.ACCEPTED) == {seven[0]}
    assert found(stage=["accepted", "shipped"]) == {seven[0], seven[1]}
    assert found(reference="PO-5") == {seven[4]}
    assert found(reference=["PO-5", "PO-6", "PO-none"]) == {seven[4], seven[5]}
    assert found(reference=["PO-5", "PO-1"], stage="accepted") == {seven[0]}
    assert found(sku="A&B +1") == {special.id}
    assert found(sku="CARD-01") == set(seven)
    assert found(email="ZOE@example.com") == {special.id}
    assert found(q="mul zo") == {special.id}
    assert found(tracking="3SABC") == {shipped.id}
    assert found(fulfilment="complete", payment="unpaid", origin="native", ending="none") == {shipped.id}
    assert found(step="validated") == {seven[0]}
    assert next(own.iter_orders(sort="changed", stage="shipped")).id == shipped.id


def test_bounds_in_time(own: Triplicate, seven: list[str]) -> None:
    now = datetime.now(UTC)
    assert len(list(own.iter_orders(created_since=now.date() - timedelta(days=1)))) == 7
    assert list(own.iter_orders(created_since=now + timedelta(days=1))) == []
    assert list(own.iter_orders(created_until="2024-07-01")) == []
    assert list(own.iter_orders(changed_until=date(2024, 7, 1))) == []
    first = own.get_order(seven[0])
    assert first.created_at is not None
    assert seven[0] in {order.id for order in own.iter_orders(created_until=first.created_at)}


def test_whose_orders(desk: Desk, seven: list[str]) -> None:
    other = desk.client("other").place_order(cards())
    operator = desk.client("operator")
    assert {order.id for order in operator.iter_orders()} == {*seven, other.id}
    assert {order.id for order in operator.iter_orders(account=OTHER_ACCOUNT)} == {other.id}
    with pytest.raises(NotFound):
        desk.client("other").list_orders(account=ACCOUNT)


def test_what_no_filter_can_be_is_said_by_name(own: Triplicate) -> None:
    with pytest.raises(InvalidInput) as caught:
        own.list_orders(stage="nowhere", limit=1000, created_since="yesterday")
    assert {error.path for error in caught.value.errors} >= {"stage", "limit"}
