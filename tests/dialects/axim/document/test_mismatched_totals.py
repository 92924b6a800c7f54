"""Totals of Axim Commerce that do not add up are recorded and shown."""

import pytest

from tests.app.orders.test_mismatched_totals import recorded
from tests.store.document_fixtures import add_accounts, find_order, import_each, rendered
from triplicate.demo import documents
from triplicate.main import Installation


@pytest.mark.parametrize(("total", "difference"), [(900, None), (950.25, 5025), (899.99, -1)])
def test_the_difference_is_recorded_and_the_total_stays(
    installation: Installation, total: float, difference: int | None
) -> None:
    add_accounts(installation)
    document = {**documents.vendor_sample("axim")["data"], "total": total}
    import_each(installation, "axim", document)
    (event_data,) = recorded(installation)
    assert event_data.get("total_mismatch") == difference
    assert rendered(installation, find_order(installation, "oid", document["id"]), "axim")["total"] == total
