"""From request bodies to the people and places of an order: who buys, where it goes, who is billed. Pure."""

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
    """Raises Refused(InvalidInput) for countries that there are none of, a moment that is none, a nameless place."""
    problems = list(_buyer_problems(body.buyer))
    for name in ("ship_to", "bill_to"):
        problems += _address_problems(getattr(body, name), f"$.{name}")
    if problems:
        raise DomainError(InvalidInput(tuple(problems)))


def without_unchanged(body: requests.Amendment, order: Order) -> requests.Amendment:
    """The amendment without the people and places that are as the order shows them: who sends back what was read, names
    that follow from others and all, asks for nothing."""
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
    """Who buys."""
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
    """The buying organisation."""
    if body is None:
        return None
    return Company(id=body.id, name=body.name, email=body.email, phone=body.phone, deleted=body.deleted)


def party(address: requests.Address | None) -> Party | None:
    """Somebody at an address."""
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
    """A country's code as every dialect writes it."""
    return None if code is None else code.upper()


def _buyer_problems(buyer: object) -> Iterator[Problem]:
    if isinstance(buyer, requests.Buyer) and buyer.created_at is not None and times.canonical(buyer.created_at) is None:
        yield Problem("$.buyer.created_at", "must be a moment such as 2024-07-01T09:26:55Z")


def _address_problems(address: object, path: str) -> Iterator[Problem]:
    if not isinstance(address, requests.Address):
        return
    if address.country is not None and not _is_country_code(address.country.code):
        yield Problem(f"{path}.country.code", _INVALID_COUNTRY_CODE)
    if address.pickup_point is not None:
        if not address.pickup_point.id:
            yield Problem(f"{path}.pickup_point.id", "must say which service point it is")
        if not _is_country_code(address.pickup_point.country):
            yield Problem(f"{path}.pickup_point.country", _INVALID_COUNTRY_CODE)


_INVALID_COUNTRY_CODE = "must be the code of a country (ISO 3166-1 alpha-2), such as NL"


def _is_country_code(code: str | None) -> bool:
    """Whether it is the alpha-2 code of a country, or left out."""
    return code is None or (len(code) == 2 and countries.name(code) is not None)
