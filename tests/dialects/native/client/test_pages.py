"""Client lists: filters are passed on, and pages are followed automatically."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.dialects.native.client.client_fixtures import ACCOUNT, OTHER_ACCOUNT, ClientFactory, new_card_order
from triplicate.client import Buyer, InvalidInput, NewLine, NewOrder, NotFound, Stage, Triplicate


@pytest.fixture
def seven_order_ids(account_client: Triplicate) -> list[str]:
    """The ids of seven orders, oldest first."""
    rows = account_client.place_orders([new_card_order(quantity=n, reference=f"PO-{n}") for n in range(1, 8)])
    return [row.order.id for row in rows.rows if row.order is not None]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_are_walked_to_the_end(account_client: Triplicate, seven_order_ids: list[str], limit: int) -> None:
    pages = list(account_client.iter_pages(limit=limit))
    assert {order.id for page in pages for order in page.orders} == set(seven_order_ids)
    assert [order.id for order in account_client.iter_orders(limit=limit)] == [
        one.id for page in pages for one in page.orders
    ]
    assert all(len(page.orders) <= limit for page in pages)
    assert [page.next is None for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_page_and_the_one_after_it(account_client: Triplicate, seven_order_ids: list[str]) -> None:
    first = account_client.list_orders(limit=4)
    assert first.next is not None
    second = account_client.list_orders(limit=4, cursor=first.next)
    assert {order.id for order in (*first.orders, *second.orders)} == set(seven_order_ids)
    assert [len(first.orders), len(second.orders)] == [4, 3]


def test_orders_that_come_in_between_spoil_no_walk(account_client: Triplicate, seven_order_ids: list[str]) -> None:
    walk = account_client.iter_orders(limit=2)
    begun = [next(walk).id for _ in range(3)]
    account_client.place_order(new_card_order())
    rest = [order.id for order in walk]
    assert sorted(begun + rest) == sorted(seven_order_ids)


def test_filters(account_client: Triplicate, seven_order_ids: list[str]) -> None:
    account_client.hold_order(seven_order_ids[2], reason="stock")
    account_client.accept_order(seven_order_ids[0])
    shipped = account_client.ship_order(account_client.accept_order(seven_order_ids[1]), tracking_number="3SABC")
    special = account_client.place_order(
        NewOrder(
            lines=[NewLine(sku="A&B +1", quantity=1)],
            buyer=Buyer(name="Zo\u00eb M\u00fcller", email="zoe@example.com"),
        )
    )

    def found(**filters: object) -> set[str]:
        return {order.id for order in account_client.iter_orders(**filters)}  # type: ignore[arg-type]

    everything = {*seven_order_ids, special.id}
    assert found(held=True) == {seven_order_ids[2]}
    assert found(held=False) == everything - {seven_order_ids[2]}
    assert found(stage=Stage.ACCEPTED) == {seven_order_ids[0]}
    assert found(stage=["accepted", "shipped"]) == {seven_order_ids[0], seven_order_ids[1]}
    assert found(reference="PO-5") == {seven_order_ids[4]}
    assert found(reference=["PO-5", "PO-6", "PO-none"]) == {seven_order_ids[4], seven_order_ids[5]}
    assert found(reference=["PO-5", "PO-1"], stage="accepted") == {seven_order_ids[0]}
    assert found(sku="A&B +1") == {special.id}
    assert found(sku="CARD-01") == set(seven_order_ids)
    assert found(email="ZOE@example.com") == {special.id}
    assert found(q="mul zo") == {special.id}
    assert found(tracking="3SABC") == {shipped.id}
    assert found(fulfilment="complete", payment="unpaid", origin="native", ending="none") == {shipped.id}
    assert found(step="validated") == {seven_order_ids[0]}
    assert next(account_client.iter_orders(sort="changed", stage="shipped")).id == shipped.id


def test_bounds_in_time(account_client: Triplicate, seven_order_ids: list[str]) -> None:
    now = datetime.now(UTC)
    assert len(list(account_client.iter_orders(created_since=now.date() - timedelta(days=1)))) == 7
    assert list(account_client.iter_orders(created_since=now + timedelta(days=1))) == []
    assert list(account_client.iter_orders(created_until="2024-07-01")) == []
    assert list(account_client.iter_orders(changed_until=date(2024, 7, 1))) == []
    first = account_client.get_order(seven_order_ids[0])
    assert first.created_at is not None
    assert seven_order_ids[0] in {order.id for order in account_client.iter_orders(created_until=first.created_at)}


def test_whose_orders(client_factory: ClientFactory, seven_order_ids: list[str]) -> None:
    other = client_factory.client("other").place_order(new_card_order())
    operator = client_factory.client("operator")
    assert {order.id for order in operator.iter_orders()} == {*seven_order_ids, other.id}
    assert {order.id for order in operator.iter_orders(account=OTHER_ACCOUNT)} == {other.id}
    with pytest.raises(NotFound):
        client_factory.client("other").list_orders(account=ACCOUNT)


def test_what_no_filter_can_be_is_said_by_name(account_client: Triplicate) -> None:
    with pytest.raises(InvalidInput) as caught:
        account_client.list_orders(stage="nowhere", limit=1000, created_since="yesterday")
    assert {error.path for error in caught.value.errors} >= {"stage", "limit"}
