"""Converts and validates the buyer, company and addresses of request bodies. Pure."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from triplicate.core import countries, times
from triplicate.core.documents.codec import STABLE_OPTIONS
from triplicate.core.failures import DomainError, InvalidInput, Problem
from triplicate.core.order.order import Order
from triplicate.core.order.party import Company, Party, Person, PickupPoint, Place
from triplicate.dialects.native.document.encode import encode
from triplicate.dialects.native.orders import requests


def require_valid_parties(body: requests.NewOrder | requests.Amendment) -> None:
    """Raises DomainError(InvalidInput) for an unknown country, an invalid timestamp or a pickup point without id."""
    problems = list(_buyer_problems(body.buyer))
    for name in ("ship_to", "bill_to"):
        problems += _address_problems(getattr(body, name), f"$.{name}")
    if problems:
        raise DomainError(InvalidInput(tuple(problems)))


def without_unchanged(body: requests.Amendment, order: Order) -> requests.Amendment:
    """The amendment without buyer and addresses that equal those of the order as the API shows it.

    A client that sends back what it read, derived names included, thereby changes nothing.
    """
    present_names = [name for name in ("buyer", "ship_to", "bill_to") if getattr(body, name) is not UNSET]
    if not present_names:
        return body
    current = encode(order, STABLE_OPTIONS)
    unchanged = {
        name: UNSET
        for name in present_names
        if msgspec.to_builtins(getattr(body, name)) == msgspec.to_builtins(getattr(current, name))
    }
    return msgspec.structs.replace(body, **unchanged)


def person(buyer: requests.Buyer | None) -> Person | None:
    """The buyer."""
    if buyer is None:
        return None
    return Person(
        id=buyer.id,
        full=buyer.name,
        first=buyer.first_name,
        last=buyer.last_name,
        email=buyer.email,
        phone=buyer.phone,
        created_at=None if buyer.created_at is None else times.canonical(buyer.created_at),
    )


def company(body: requests.Company | None) -> Company | None:
    """The buying company."""
    if body is None:
        return None
    return Company(id=body.id, name=body.name, email=body.email, phone=body.phone, deleted=body.deleted)


def party(address: requests.Address | None) -> Party | None:
    """A person at a postal address."""
    if address is None:
        return None
    contact = Person(
        full=address.name,
        first=address.first_name,
        last=address.last_name,
        email=address.email,
        phone=address.phone,
    )
    state, pickup = address.state, address.pickup_point
    return Party(
        id=address.id,
        person=contact,
        company=address.company,
        company_email=address.company_email,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        postcode=address.postcode,
        state=None if state is None else Place(code=state.code, name=state.name),
        country=_country(address.country),
        pickup=PickupPoint(id=pickup.id, country=_uppercase_code(pickup.country))
        if pickup is not None and pickup.id
        else None,
    )


def _country(place: requests.Place | None) -> Place | None:
    return None if place is None else Place(code=_uppercase_code(place.code), name=place.name)


def _uppercase_code(code: str | None) -> str | None:
    """A country code in upper case, as every dialect writes it."""
    return None if code is None else code.upper()


def _buyer_problems(buyer: object) -> Iterator[Problem]:
    if isinstance(buyer, requests.Buyer) and buyer.created_at is not None and times.canonical(buyer.created_at) is None:
        yield Problem("$.buyer.created_at", "must be a date and time such as 2024-07-01T09:26:55Z")


def _address_problems(address: object, path: str) -> Iterator[Problem]:
    if not isinstance(address, requests.Address):
        return
    if address.country is not None and not _is_country_code(address.country.code):
        yield Problem(f"{path}.country.code", _INVALID_COUNTRY_CODE)
    if address.pickup_point is not None:
        if not address.pickup_point.id:
            yield Problem(f"{path}.pickup_point.id", "is required: the id of the pickup point")
        if not _is_country_code(address.pickup_point.country):
            yield Problem(f"{path}.pickup_point.country", _INVALID_COUNTRY_CODE)


_INVALID_COUNTRY_CODE = "must be an ISO 3166-1 alpha-2 country code, such as NL"


def _is_country_code(code: str | None) -> bool:
    """Whether this is an ISO 3166-1 alpha-2 code or missing."""
    return code is None or (len(code) == 2 and countries.name(code) is not None)
