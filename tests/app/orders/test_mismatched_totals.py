"""Imported totals that do not add up are recorded and shown."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from tests.store.document_fixtures import add_accounts, find_order, guid, import_each, native_order, rendered
from triplicate.main import Installation
from triplicate.store import schema


def recorded(installation: Installation) -> list[dict[str, Any]]:
    with installation.store.sql.connect() as connection:
        rows: list[Any] = list(connection.execute(select(schema.events.c.data)).scalars())
    return [msgspec.json.decode(data) for data in rows]


@pytest.mark.parametrize(("total", "difference"), [(900_00, None), (950_25, 5025), (899_99, -1)])
def test_the_difference_is_recorded_and_the_total_stays(
    installation: Installation, total: int, difference: int | None
) -> None:
    add_accounts(installation)
    line = {"name": "Gloves", "quantity": 4, "unit_price": "225.00"}
    import_each(installation, "native", native_order(1, currency="EUR", lines=[line], totals={"total": total}))
    (event_data,) = recorded(installation)
    assert event_data.get("total_mismatch") == difference
    order = find_order(installation, "guid", guid(1))
    assert rendered(installation, order, "native")["totals"]["total"] == total
