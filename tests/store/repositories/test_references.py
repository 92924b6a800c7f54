"""References: exact look-up per account; of concurrent writers, only one finds a reference unused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts, add_orders, guid, oid
from tests.strategies import orders
from triplicate.app.ports import UnitOfWork
from triplicate.core.order.order import Order
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def referring(installation: Installation, reference: str, account: str = ACCOUNT) -> str | None:
    return installation.store.run("ask", lambda unit: unit.orders.find_by_reference(account, reference))


def made(number: int, reference: str | None, account: str = ACCOUNT) -> Order:
    return orders.order(guid=guid(number), oid=oid(number), number=number, account=account, reference=reference)


def test_the_order_of_the_account_that_has_it(installation: Installation) -> None:
    some = [made(1, "A-1"), made(2, None), made(3, "B", OTHER_ACCOUNT), made(4, "A-1", OTHER_ACCOUNT)]
    add_orders(installation, *some)
    assert [referring(installation, asked) for asked in ("A-1", "a-1", "A-", "B", "")] == [
        guid(1),
        None,
        None,
        None,
        None,
    ]
    assert [referring(installation, asked, OTHER_ACCOUNT) for asked in ("A-1", "B")] == [guid(4), guid(3)]


def test_exactly_as_it_is_written(installation: Installation) -> None:
    """What the facet takes for one, being trimmed and cut, are several; more than are looked at together."""
    long = "x" * 300
    padded = [f"{' ' * place}A" for place in range(50)]
    some = [made(place, told) for place, told in enumerate([*padded, long + "1", long + "2"], 1)]
    add_orders(installation, *some)
    assert [referring(installation, told) for told in padded] == [guid(place) for place in range(1, 51)]
    assert [referring(installation, asked) for asked in (long + "1", long + "2", long, "A ")] == [
        guid(51),
        guid(52),
        None,
        None,
    ]


def test_many_at_once_place_one(installation: Installation) -> None:
    def place(number: int) -> str:
        def work(unit: UnitOfWork) -> str:
            order = unit.orders.find_by_reference(ACCOUNT, "same")
            if order is None:
                unit.orders.add(made(number, "same"))
            return order or guid(number)

        return installation.store.run("place", work)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(place, range(1, 25)))) == 1
