"""Persons, companies and addresses: buyer, recipient and payer of an order."""

import msgspec


class Person(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A person whose name is one text (`full`) or in parts (`first`, `last`), exactly as received."""

    id: str | None = None
    full: str | None = None
    first: str | None = None
    last: str | None = None
    email: str | None = None
    phone: str | None = None
    created_at: str | None = None


class Company(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The buying company, as it was when the order was placed."""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    deleted: bool | None = None


class Place(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A country or state: a code, a name, or both."""

    code: str | None = None
    name: str | None = None


class PickupPoint(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A service point where the recipient collects the parcel."""

    id: str
    country: str | None = None


class Party(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A recipient or payer: a person at an address. `country.code` is ISO 3166-1 alpha-2 where the vendor sent that."""

    id: str | None = None
    person: Person = Person()
    company: str | None = None
    company_email: str | None = None
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    postcode: str | None = None
    state: Place | None = None
    country: Place | None = None
    pickup: PickupPoint | None = None


def full_name(person: Person) -> str | None:
    """The name as one text: `full`, or the trimmed parts joined by one space; None without a name."""
    if person.full is not None:
        return person.full
    if person.first is None and person.last is None:
        return None
    return " ".join(part for part in ((person.first or "").strip(), (person.last or "").strip()) if part)


def name_parts(person: Person) -> tuple[str | None, str | None]:
    """First and last name: the parts, or the full name split at its last space."""
    if person.first is not None or person.last is not None:
        return person.first, person.last
    if person.full is None:
        return None, None
    first, _, last = person.full.strip().rpartition(" ")
    return first.rstrip(), last
