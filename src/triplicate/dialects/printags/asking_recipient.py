"""From the recipient of Printags' new order to the party it goes to, and what is wrong with it. Pure."""

import re
from collections.abc import Iterator

from triplicate.core import countries, ids
from triplicate.core.failures import Problem
from triplicate.core.party import Party, Person, PickupPoint, Place
from triplicate.dialects.printags import bodies

_REFUSED = re.compile(r"[^a-zA-Z0-9à-öø-ÿÀ-ÖØ-ß\-._ ',]")
"""What the vendor refuses in names and addresses (observed by a client; contract section 2.5)."""
_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})*")
"""What HTML's `<input type="email">` takes for an e-mail address."""


def problems(to: bodies.ShipTo) -> Iterator[Problem]:
    """Everything that is wrong with a recipient."""
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


def party(to: bodies.ShipTo, guid: str) -> Party:
    """The recipient, who has this GUID unless they come with one of their own."""
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
    """What is wrong with the code of a country, in capitals or not."""
    if not code.isascii() or not countries.is_code(code.upper()):
        yield Problem(path, f"{code[:8]!r} is not the code of a country (ISO 3166-1 alpha-2)")


def pickup(to: bodies.ShipTo) -> PickupPoint | None:
    """The point where the parcel is collected: in the country of the address where it names none."""
    point = to.servicePoint
    if point is None or not point.id:
        return None
    return PickupPoint(id=point.id, country=(point.country or to.address.countryCode).upper())


def _of_text(path: str, text: str) -> Iterator[Problem]:
    refused = list(dict.fromkeys(_REFUSED.findall(text)))
    if refused:
        yield Problem(path, f"must not have {' or '.join(repr(character) for character in refused[:10])} in it")
    elif not text.strip():
        yield Problem(path, "must not be empty")


def _of_point(point: bodies.ServicePoint) -> Iterator[Problem]:
    if point.country and not point.id:
        yield Problem("$.shipTo.servicePoint.id", "must say which service point it is")
    if point.country:
        yield from of_country("$.shipTo.servicePoint.country", point.country)
