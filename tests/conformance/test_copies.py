"""One order in every dialect: shared facts are equal, and nothing is invented."""

from decimal import Decimal
from typing import Any

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount


def copies_of(dialect: str, **members: Any) -> dict[str, Any]:
    """The copies of a dialect's rich document."""
    desk = MemoryAccount()
    desk.import_document(dialect, complete_documents.complete_document(dialect, **members))
    return desk.render_all()


def recipient(dialect: str, copy: Any) -> dict[str, str]:
    """Where the order goes, as a dialect that has a recipient says it."""
    if dialect == "native":
        to, phone = copy["ship_to"], copy["ship_to"]["phone"]
        first, last = to["first_name"], to["last_name"]
        where = (to["line1"], to["line2"], to["city"], to["postcode"], to["country"]["code"])
    elif dialect == "printags":
        to, at = copy["shipTo"], copy["shipTo"]["address"]
        first, _, last = to["name"].rpartition(" ")
        phone = to["phone"]
        where = (at["addressLine1"], at["addressLine2"], at["city"], at["postcode"], at["countryCode"])
    else:
        to = copy["shippingAddress"]
        first, last, phone = to["firstName"], to["lastName"], to["phoneNumber"]
        where = (to["address1"], to["address2"], to["city"], to["zipcode"], to["country"]["code"])
    return dict(
        zip(("first", "last", "phone", "1", "2", "city", "code", "country"), (first, last, phone, *where), strict=True)
    )


@pytest.mark.parametrize("source", ["printags", "axim", "native"])
def test_the_recipient_is_the_same(source: str) -> None:
    copies = copies_of(source)
    told = recipient("printags", copies["printags"])
    assert told == recipient("axim", copies["axim"]) == recipient("native", copies["native"])
    assert all(told.values())


@pytest.mark.parametrize("source", ["printags", "axim", "native"])
def test_the_buyer_is_the_same(source: str) -> None:
    copies = copies_of(source)
    one, other = copies["printags"]["customer"], copies["axim"]["customerDetails"]
    told = [one["firstname"], one["lastname"], one["email"], one["company"]]
    assert told == [other["firstName"], other["lastName"], other["email"], copies["axim"]["companyDetails"]["name"]]
    ours = copies["native"]["buyer"]
    assert told == [ours["first_name"], ours["last_name"], ours["email"], copies["native"]["company"]["name"]]
    assert ours["name"] == f"{told[0]} {told[1]}"
    assert all(told)


def test_a_guest_has_no_company_and_no_customer() -> None:
    guest = {"company": None, "customer": None, "guestOrder": True, "customerDetails": None, "companyDetails": None}
    copies = copies_of("axim", **guest, isCompanyDeleted=None)
    assert copies["printags"]["customer"] == {}
    assert copies_of("printags", customer=None)["axim"]["company"] is None
    assert copies_of("printags", customer=None)["axim"]["customer"] is None
    assert (copies["native"]["buyer"], copies["native"]["company"], copies["native"]["guest"]) == (None, None, True)


def test_a_recipient_that_nobody_named_is_not_made_up() -> None:
    copies = copies_of("marketiger")
    assert (copies["printags"]["shipTo"], copies["axim"]["shippingAddress"]) == ({}, {})
    assert (copies["native"]["ship_to"], copies["native"]["bill_to"]) == (None, None)


@pytest.mark.parametrize("source", DIALECTS)
def test_the_lines_are_the_same(source: str) -> None:
    copies = copies_of(source)
    told = {dialect: CONFORMANCES[dialect].names_and_quantities(copies[dialect]) for dialect in DIALECTS}
    assert all(told[dialect] == told[source] for dialect in DIALECTS)
    assert len(told[source]) == 2


@pytest.mark.parametrize("source", DIALECTS)
def test_the_tracking_numbers_are_the_same(source: str) -> None:
    copies = copies_of(source)
    told = {dialect: CONFORMANCES[dialect].tracking_numbers(copies[dialect]) for dialect in DIALECTS}
    own = CONFORMANCES[source].tracking_numbers(CONFORMANCES[source].complete)
    assert told == dict.fromkeys(DIALECTS, own)


def test_there_are_complete_documents_with_a_parcel() -> None:
    numbers = [conformance.tracking_numbers(conformance.complete) for conformance in CONFORMANCES.values()]
    assert [len(own) for own in numbers].count(1) >= 4


def test_of_several_parcels_marketiger_shows_the_newest() -> None:
    parcels = [{"id": f"f23e4567-e89b-12d3-a456-42661417400{n}", "trackingNumber": f"T{n}"} for n in range(3)]
    copies = copies_of("printags", shippings=parcels)
    assert CONFORMANCES["axim"].tracking_numbers(copies["axim"]) == ["T0", "T1", "T2"]
    assert CONFORMANCES["marketiger"].tracking_numbers(copies["marketiger"]) == ["T2"]


def test_no_parcel_is_no_parcel_everywhere() -> None:
    copies = copies_of("printags", shippings=[])
    assert copies["marketiger"]["trackAndTrace"] is None
    assert copies["axim"]["fulfilledItems"] == copies["native"]["shipments"] == []


@pytest.mark.parametrize("source", ["marketiger", "axim", "native"])
def test_unit_prices_are_the_same_in_each_own_unit(source: str) -> None:
    copies = copies_of(source)
    minor = [line["price"] for line in copies["marketiger"]["orderModels"]]
    major = [line["price"] for line in copies["axim"]["lineItems"]]
    assert [Decimal(repr(price)).scaleb(2) for price in major] == [Decimal(repr(price)) for price in minor]
    assert [Decimal(line["unit_price"]) for line in copies["native"]["lines"]] == [Decimal(repr(p)) for p in major]
    assert all(minor)


def test_printags_has_one_entry_for_each_piece_of_an_order_from_elsewhere() -> None:
    products = copies_of("marketiger")["printags"]["products"]
    assert len(products) == 7
    assert len({product["id"] for product in products}) == 7
