"""The canonical customer: a person who buys, for a company or for themselves. Immutable: a change is a new value."""

from typing import Any

import msgspec

from triplicate.core.aggregate import Aggregate
from triplicate.core.order.party import Party, Person


class Customer(Aggregate, frozen=True, omit_defaults=True, kw_only=True):
    """A customer. `company` and `role` are the vendor's ids of its company and role, `status` the vendor's word."""

    person: Person = Person()
    company: str | None = None
    role: str | None = None
    status: str | None = None
    verified_email: bool | None = None
    newsletter: bool | None = None
    is_business: bool | None = None
    address: Party | None = None
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)


_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Customer)


def encode(customer: Customer) -> bytes:
    """The customer as stored: JSON without default values."""
    return _ENCODER.encode(customer)


def decode(document: bytes) -> Customer:
    """The customer from its stored JSON."""
    return _DECODER.decode(document)
