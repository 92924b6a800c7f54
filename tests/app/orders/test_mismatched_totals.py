"""Law 5: an imported total is a fact; where it differs from its parts, that is recorded."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from tests.store.document_fixtures import accounts, axim, bring, order, shown
from triplicate.core.ids import derived_guid
from triplicate.main import House
from triplicate.store import schema


def recorded(house: House) -> list[dict[str, Any]]:
    with house.store.sql.connect() as connection:
        rows: list[Any] = list(connection.execute(select(schema.events.c.data)).scalars())
    return [msgspec.json.decode(data) for data in rows]


@pytest.mark.parametrize(("total", "difference"), [(900, None), (950.25, 5025), (899.99, -1)])
def test_the_difference_is_recorded_and_the_total_stays(house: House, total: float, difference: int | None) -> None:
    accounts(house)
    document = axim(1, "7", total=total)
    bring(house, "axim", document)
    (event,) = recorded(house)
    assert event.get("total_mismatch") == difference
    found = order(house, "guid", derived_guid("axim", "order", document["id"]))
    assert shown(house, found, "axim")["total"] == total
