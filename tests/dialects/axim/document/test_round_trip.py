"""Axim Commerce: round trip: a first import of any valid document, rendered in its own dialect, is that document."""

from tests.conformance.test_round_trip import round_trip

OID = "664f2310d5775459152d6dd8"


def test_numbers_at_the_end_of_what_json_can_say_are_kept() -> None:
    line = {"id": OID, "quantity": 1.7976931348623157e308, "price": 1.7976931348623157e308, "sku": "s"}
    body = {"id": OID, "total": 1.7976931348623157e308, "entityId": 10**308, "lineItems": [line]}
    round_trip("axim", body)
