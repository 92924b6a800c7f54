"""Copies of Printags: parties that nobody named, pieces of an order from elsewhere, totals."""

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_copies import copies_of
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount

GUID = "123e4567-e89b-12d3-a456-426614174000"


def test_parties_that_nobody_named_are_empty() -> None:
    copy = copies_of("native", buyer=None, company=None, ship_to=None)["printags"]
    assert (copy["customer"], copy["shipTo"]) == ({}, {})


@pytest.mark.parametrize("source", [name for name in DIALECTS if name not in ("native", "printags")])
def test_one_entry_for_each_piece_of_an_order_from_elsewhere(source: str) -> None:
    copies = copies_of(source)
    products = copies["printags"]["products"]
    pieces = sum(quantity for _, quantity in CONFORMANCES[source].names_and_quantities(copies[source]))
    assert len(products) == len({product["id"] for product in products}) == pieces > 4


def test_a_price_that_nobody_stated_is_none_and_no_total_follows() -> None:
    desk = MemoryAccount()
    desk.import_document("printags", {"id": GUID, "status": "created", "product_groups": [{"id": GUID, "quantity": 2}]})
    (line,), totals = desk.render("native")["lines"], desk.render("native")["totals"]
    assert (line["unit_price"], line["total"]) == (None, None)
    assert set(totals.values()) <= {None, 0}


def test_whole_totals_are_written_as_integers() -> None:
    desk = MemoryAccount()
    desk.import_document(
        "native", {"id": GUID, "lines": [{"quantity": 3, "unit_price": "10.00"}], "totals": {"total": 3000}}
    )
    assert b'"total":30}' in desk.render_bytes("printags")


def test_a_name_that_was_given_whole_is_shown_in_parts() -> None:
    to = copies_of("printags")["native"]["ship_to"]
    assert (to["name"], to["first_name"], to["last_name"]) == ("Marie Anne Curie", "Marie Anne", "Curie")
