"""The client of the local database: the same replies and exceptions as from a server, without one."""

from collections.abc import Iterator
from typing import Any

import pytest

from triplicate.app.units import Outcome, UnitFailure
from triplicate.cli.local_client import LocalTriplicate
from triplicate.client import InvalidInput, NewLine, NewOrder, NotFound, Triplicate, VersionConflict
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation

ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest.fixture
def client(installation: Installation) -> Iterator[Triplicate]:
    from triplicate.app.accounts import directory

    installation.store.run(
        "account", lambda uow: directory.create_account(uow, ACCOUNT, "Ours", "EUR", installation.now())
    )
    with LocalTriplicate(installation) as made:
        yield made


def new_order(quantity: int = 2) -> NewOrder:
    return NewOrder(account=ACCOUNT, lines=[NewLine(sku="A", quantity=quantity, unit_price="2.50")])


def test_it_uses_no_server(client: Triplicate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the application nor a connection is made."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("there is no server")

    monkeypatch.setattr("triplicate.server.application.Application.__call__", refuse)
    monkeypatch.setattr("httpx.Client.send", refuse)
    order = client.place_order(new_order())
    assert [page.orders for page in client.iter_pages(limit=1)] == [[client.get_order(order)]]
    assert client.move_order(order, "accept").stage == "accepted"
    assert client.get_production(order).count("\n") >= 1
    assert client.get_copy(order, "native").dialect == "native"
    assert client.get_packing_list(order).order == order.id
    assert len(client.get_order_events(order).events) == 2


def test_a_key_runs_a_command_once(client: Triplicate) -> None:
    first, again = (client.place_order(new_order(), idempotency_key="k") for _ in range(2))
    assert first.id == again.id
    assert len(client.list_orders().orders) == 1


def test_a_change_whose_reply_is_lost_is_made_once(
    client: Triplicate, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database can go away between the commit and what it says of it: the call is tried again."""
    run_group, sizes = installation.store.run_group, list[int]()

    def lose_first_reply(units: Any, *more: Any) -> list[Outcome]:
        outcomes = run_group(units, *more)
        sizes.append(len(outcomes))
        return outcomes if len(sizes) > 1 else [UnitFailure(DomainError(Unavailable())) for _ in outcomes]

    monkeypatch.setattr(installation.store, "run_group", lose_first_reply)
    order = client.place_order(new_order())
    assert sizes[0] == 1
    assert [one.id for one in client.list_orders().orders] == [order.id]


def test_failures_are_the_clients_exceptions(client: Triplicate) -> None:
    with pytest.raises(NotFound):
        client.get_order("17")
    with pytest.raises(InvalidInput) as caught:
        client.place_order(new_order(quantity=0))
    assert [error.path for error in caught.value.errors] == ["$.lines[0].quantity"]
    order = client.place_order(new_order())
    with pytest.raises(VersionConflict):
        client.move_order(order, "accept", version=99)


def test_a_fault_of_ours_is_an_internal_error(client: Triplicate, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("triplicate.dialects.native.orders.handlers.order_name", fail)
    with pytest.raises(Exception, match="internal") as caught:
        client.get_order("17")
    assert isinstance(caught.value.__cause__, RuntimeError)
