"""Copies of Marketiger's orders: who receives them is not made up; every piece is counted."""

from tests.conformance.test_copies import copies_of
from tests.strategies.memory_account import MemoryAccount

GUID = "123e4567-e89b-12d3-a456-426614174000"


def test_a_recipient_that_nobody_named_is_not_made_up() -> None:
    native = copies_of("marketiger")["native"]
    assert (native["ship_to"], native["bill_to"], native["buyer"], native["company"]) == (None, None, None, None)


def test_no_parcel_is_null() -> None:
    assert copies_of("native", shipments=[])["marketiger"]["trackAndTrace"] is None


def test_a_price_that_nobody_stated_is_zero() -> None:
    line = {"id": GUID, "quantity": 2}
    assert copies_of("native", lines=[line])["marketiger"]["orderModels"][0]["price"] == 0


def test_whole_amounts_are_written_as_integers() -> None:

    desk = MemoryAccount()
    desk.import_document(
        "native", {"id": "123e4567-e89b-12d3-a456-426614174000", "lines": [{"quantity": 1, "unit_price": "10.00"}]}
    )
    assert b'"price":1000,' in desk.render_bytes("marketiger")
