"""Turns the recipient of "Create a new order" into a party, and reports its problems. Pure."""

import re
from collections.abc import Iterator

from triplicate.core import countries, ids
from triplicate.core.failures import Problem
from triplicate.core.order.party import Party, Person, PickupPoint, Place
from triplicate.dialects.printags import requests

_REFUSED = re.compile(r"[^a-zA-Z0-9à-öø-ÿÀ-ÖØ-ß\-._ ',]")
"""Characters that the vendor rejects in names and addresses (observed by a client; contract section 2.5)."""
_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})*")
"""The e-mail addresses that HTML's `<input type="email">` accepts."""


def problems(to: requests.ShipTo) -> Iterator[Problem]:
    """Every problem of a recipient."""
    yield from _of_text("$.shipTo.name", to.name)
    for name in ("addressLine1", "city"):
        yield from _of_text(f"$.shipTo.address.{name}", getattr(to.address, name))
    if to.address.addressLine2:
        yield from _of_text("$.shipTo.address.addressLine2", to.address.addressLine2)
    if not to.address.postcode.strip():
        yield Problem("$.shipTo.address.postcode", "must not be empty")
    yield from of_country("$.shipTo.address.countryCode", to.address.countryCode)
    if to.id and ids.guid(to.id) is None:
        yield Problem("$.shipTo.id", f"{to.id[:64]!r} is not a GUID")
    if to.email and not _EMAIL.fullmatch(to.email):
        yield Problem("$.shipTo.email", f"{to.email[:64]!r} is not an e-mail address")
    if to.servicePoint is not None:
        yield from _of_point(to.servicePoint)


def party(to: requests.ShipTo, guid: str) -> Party:
    """The recipient as a party; `guid` is its id if the body has none."""
    return Party(
        id=to.id or guid,
        person=Person(full=to.name, email=to.email or None, phone=to.phone or None),
        line1=to.address.addressLine1,
        line2=to.address.addressLine2 or None,
        city=to.address.city,
        postcode=to.address.postcode,
        country=Place(code=to.address.countryCode.upper()),
        pickup=pickup(to),
    )


def of_country(path: str, code: str) -> Iterator[Problem]:
    """Problems of a country code, in upper or lower case."""
    if not code.isascii() or not countries.is_code(code.upper()):
        yield Problem(path, f"{code[:8]!r} is not a country code (ISO 3166-1 alpha-2)")


def pickup(to: requests.ShipTo) -> PickupPoint | None:
    """The pick-up point; its country defaults to the address's."""
    point = to.servicePoint
    if point is None or not point.id:
        return None
    return PickupPoint(id=point.id, country=(point.country or to.address.countryCode).upper())


def _of_text(path: str, text: str) -> Iterator[Problem]:
    refused = list(dict.fromkeys(_REFUSED.findall(text)))
    if refused:
        yield Problem(path, f"must not contain {' or '.join(repr(character) for character in refused[:10])}")
    elif not text.strip():
        yield Problem(path, "must not be empty")


def _of_point(point: requests.ServicePoint) -> Iterator[Problem]:
    if point.country and not point.id:
        yield Problem("$.shipTo.servicePoint.id", "is required")
    if point.country:
        yield from of_country("$.shipTo.servicePoint.country", point.country)
