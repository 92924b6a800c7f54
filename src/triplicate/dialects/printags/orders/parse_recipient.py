"""Turns the recipient of "Create a new order" into a party, and reports its problems. Pure."""

import re
from collections.abc import Iterator

from triplicate.core import countries, ids
from triplicate.core.failures import Problem
from triplicate.core.order.party import Party, Person, PickupPoint, Place
from triplicate.dialects.printags.orders import requests

_FORBIDDEN_CHARACTER = re.compile(r"[^a-zA-Z0-9à-öø-ÿÀ-ÖØ-ß\-._ ',]")
"""Characters that the vendor rejects in names and addresses (observed by a client; contract section 2.5)."""
_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})*")
"""The e-mail addresses that HTML's `<input type="email">` accepts."""


def problems(ship_to: requests.ShipTo) -> Iterator[Problem]:
    """Every problem of a recipient."""
    yield from _text_problems("$.shipTo.name", ship_to.name)
    for name in ("addressLine1", "city"):
        yield from _text_problems(f"$.shipTo.address.{name}", getattr(ship_to.address, name))
    if ship_to.address.addressLine2:
        yield from _text_problems("$.shipTo.address.addressLine2", ship_to.address.addressLine2)
    if not ship_to.address.postcode.strip():
        yield Problem("$.shipTo.address.postcode", "must not be empty")
    yield from country_problems("$.shipTo.address.countryCode", ship_to.address.countryCode)
    if ship_to.id and ids.guid(ship_to.id) is None:
        yield Problem("$.shipTo.id", f"{ship_to.id[:64]!r} is not a GUID")
    if ship_to.email and not _EMAIL.fullmatch(ship_to.email):
        yield Problem("$.shipTo.email", f"{ship_to.email[:64]!r} is not an e-mail address")
    if ship_to.servicePoint is not None:
        yield from _service_point_problems(ship_to.servicePoint)


def party(ship_to: requests.ShipTo, guid: str) -> Party:
    """The recipient as a party; `guid` is its id if the body has none."""
    return Party(
        id=ship_to.id or guid,
        person=Person(full=ship_to.name, email=ship_to.email or None, phone=ship_to.phone or None),
        line1=ship_to.address.addressLine1,
        line2=ship_to.address.addressLine2 or None,
        city=ship_to.address.city,
        postcode=ship_to.address.postcode,
        country=Place(code=ship_to.address.countryCode.upper()),
        pickup=pickup_point(ship_to),
    )


def country_problems(path: str, code: str) -> Iterator[Problem]:
    """Problems of a country code, in upper or lower case."""
    if not code.isascii() or not countries.is_code(code.upper()):
        yield Problem(path, f"{code[:8]!r} is not a country code (ISO 3166-1 alpha-2)")


def pickup_point(ship_to: requests.ShipTo) -> PickupPoint | None:
    """The pick-up point; its country defaults to the address's."""
    point = ship_to.servicePoint
    if point is None or not point.id:
        return None
    return PickupPoint(id=point.id, country=(point.country or ship_to.address.countryCode).upper())


def _text_problems(path: str, text: str) -> Iterator[Problem]:
    forbidden = list(dict.fromkeys(_FORBIDDEN_CHARACTER.findall(text)))
    if forbidden:
        yield Problem(path, f"must not contain {' or '.join(repr(character) for character in forbidden[:10])}")
    elif not text.strip():
        yield Problem(path, "must not be empty")


def _service_point_problems(point: requests.ServicePoint) -> Iterator[Problem]:
    if point.country and not point.id:
        yield Problem("$.shipTo.servicePoint.id", "is required")
    if point.country:
        yield from country_problems("$.shipTo.servicePoint.country", point.country)
