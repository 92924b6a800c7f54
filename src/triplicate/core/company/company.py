"""The canonical company: a business that buys, with its stored addresses. Immutable: a change is a new value."""

from typing import Any

import msgspec

from triplicate.core.aggregate import Aggregate
from triplicate.core.order.party import Party


class StoredAddress(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An address in a company's address book. One that is not `active` is no longer offered."""

    party: Party
    is_default: bool | None = None
    active: bool | None = None
    metadata: dict[str, Any] = {}
    created_at: str | None = None
    updated_at: str | None = None


class Company(Aggregate, frozen=True, omit_defaults=True, kw_only=True):
    """A company. `number` is the running number in its documents (0: none), `status` the vendor's word for it."""

    number: int = 0
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    status: str | None = None
    tax_exempt: bool | None = None
    notes: str | None = None
    payment_methods: tuple[str, ...] = ()
    billing_addresses: tuple[StoredAddress, ...] = ()
    shipping_addresses: tuple[StoredAddress, ...] = ()
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)


_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Company)


def encode(company: Company) -> bytes:
    """The company as stored: JSON without default values."""
    return _ENCODER.encode(company)


def decode(document: bytes) -> Company:
    """The company from its stored JSON."""
    return _DECODER.decode(document)
