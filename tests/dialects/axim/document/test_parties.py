"""Axim Commerce: who an order is from and where it goes is not made up."""

from tests.conformance.shared_facts import values
from tests.conformance.test_copies import copies_of


def test_a_guest_has_no_company_and_no_customer() -> None:
    guest = {"company": None, "customer": None, "guestOrder": True, "customerDetails": None, "companyDetails": None}
    copies = copies_of("axim", **guest, isCompanyDeleted=None)
    assert set(values(copies, "buyer")) == set(values(copies, "company")) == {None}
    assert (copies["native"]["buyer"], copies["native"]["company"], copies["native"]["guest"]) == (None, None, True)


def test_an_order_of_nobody_has_neither() -> None:
    copy = copies_of("native", buyer=None, company=None)["axim"]
    assert (copy["company"], copy["customer"]) == (None, None)


def test_a_recipient_that_nobody_named_is_not_made_up() -> None:
    assert copies_of("native", ship_to=None)["axim"]["shippingAddress"] == {}


def test_a_name_that_was_given_in_parts_is_shown_whole() -> None:
    to = copies_of("axim")["native"]["ship_to"]
    assert (to["name"], to["first_name"], to["last_name"]) == ("Riya Chandra", "Riya", "Chandra")
