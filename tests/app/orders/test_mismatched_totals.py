"""Imported totals that do not add up are recorded and shown."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from tests.store.document_fixtures import add_accounts, axim_order, find_order, import_each, rendered
from triplicate.core.ids import derived_guid
from triplicate.main import Installation
from triplicate.store import schema


def recorded(installation: Installation) -> list[dict[str, Any]]:
    with installation.store.sql.connect() as connection:
        rows: list[Any] = list(connection.execute(select(schema.events.c.data)).scalars())
    return [msgspec.json.decode(data) for data in rows]


@pytest.mark.parametrize(("total", "difference"), [(900, None), (950.25, 5025), (899.99, -1)])
def test_the_difference_is_recorded_and_the_total_stays(
    installation: Installation, total: float, difference: int | None
) -> None:
    add_accounts(installation)
    document = axim_order(1, "7", total=total)
    import_each(installation, "axim", document)
    (event,) = recorded(installation)
    assert event.get("total_mismatch") == difference
    found = find_order(installation, "guid", derived_guid("axim", "order", document["id"]))
    assert rendered(installation, found, "axim")["total"] == total
