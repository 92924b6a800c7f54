"""Documents of Marketiger in the store: an order on hold, and production orders that are taken."""

import pytest

from tests.dialects.marketiger.arrivals import ARRIVALS, model
from tests.dialects.marketiger.documents import complete
from tests.store.document_fixtures import (
    OTHER_ACCOUNT,
    add_accounts,
    find_order,
    guid,
    import_each,
    native_lines,
    native_order,
    rendered,
)
from triplicate.core.lifecycle import Payment, Step
from triplicate.main import Installation

HOLD = {"reason": "address", "since": "2024-07-04T00:00:00.000Z"}
(DELIVERED,) = [arrivals.documents for name, arrivals in ARRIVALS.items() if "delivery" in name]


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def order_of_models(number: int, *production_orders: int) -> dict[str, object]:
    return complete(id=guid(number), orderModels=[model(production_order) for production_order in production_orders])


def test_an_order_that_is_held_beyond_the_queue(installation: Installation) -> None:
    import_each(installation, "native", native_order(1, step="shipped", hold=HOLD))
    import_each(installation, "marketiger", *DELIVERED)
    order = find_order(installation, "guid", guid(1))
    assert (order.step, order.payment) == (Step.SHIPPED, Payment.PAID)
    assert rendered(installation, order, "marketiger")["status"] == 15


def test_production_orders_are_line_numbers_and_each_document_shows_its_own(installation: Installation) -> None:
    """One that an order brings moves the account's counter; one that is taken is shown, and ours is another."""
    import_each(installation, "marketiger", order_of_models(1, 7, 9), order_of_models(2, 7, 7, 8))
    import_each(installation, "native", native_order(3, lines=native_lines(0)))
    first, second, third = (find_order(installation, "guid", guid(n)) for n in (1, 2, 3))
    assert [line.number for line in first.lines] == [7, 9]
    assert [shown["poId"] for shown in rendered(installation, second, "marketiger")["orderModels"]] == [7, 7, 8]
    numbers = [line.number for order in (first, second, third) for line in order.lines]
    assert sorted(numbers) == [7, 8, 9, 10, 11, 12]


def test_production_orders_of_another_account(installation: Installation) -> None:
    import_each(installation, "marketiger", order_of_models(1, 7))
    import_each(installation, "marketiger", order_of_models(2, 7), account=OTHER_ACCOUNT)
    assert [find_order(installation, "guid", guid(n), None).lines[0].number for n in (1, 2)] == [7, 7]
