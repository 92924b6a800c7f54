"""References: whether an account has an order with one, exactly; of many who ask at once, only one finds none."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.store.document_fixtures import HERE, THERE, accounts, guid, oid, put
from tests.strategies import orders
from triplicate.app.ports import Unit
from triplicate.core.order.order import Order
from triplicate.main import House


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def referring(house: House, reference: str, account: str = HERE) -> str | None:
    return house.store.run("ask", lambda unit: unit.orders.referring(account, reference))


def made(number: int, reference: str | None, account: str = HERE) -> Order:
    return orders.order(guid=guid(number), oid=oid(number), number=number, account=account, reference=reference)


def test_the_order_of_the_account_that_has_it(house: House) -> None:
    some = [made(1, "A-1"), made(2, None), made(3, "B", THERE), made(4, "A-1", THERE)]
    put(house, *some)
    assert [referring(house, asked) for asked in ("A-1", "a-1", "A-", "B", "")] == [guid(1), None, None, None, None]
    assert [referring(house, asked, THERE) for asked in ("A-1", "B")] == [guid(4), guid(3)]


def test_exactly_as_it_is_written(house: House) -> None:
    """What the facet takes for one, being trimmed and cut, are several; more than are looked at together."""
    long = "x" * 300
    padded = [f"{' ' * place}A" for place in range(50)]
    some = [made(place, told) for place, told in enumerate([*padded, long + "1", long + "2"], 1)]
    put(house, *some)
    assert [referring(house, told) for told in padded] == [guid(place) for place in range(1, 51)]
    assert [referring(house, asked) for asked in (long + "1", long + "2", long, "A ")] == [
        guid(51),
        guid(52),
        None,
        None,
    ]


def test_many_at_once_place_one(house: House) -> None:
    def place(number: int) -> str:
        def work(unit: Unit) -> str:
            known = unit.orders.referring(HERE, "same")
            if known is None:
                unit.orders.add(made(number, "same"))
            return known or guid(number)

        return house.store.run("place", work)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(place, range(1, 25)))) == 1
