"""Stored addresses in Axim's company and customer documents: wire types, decoding and encoding. Pure."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from triplicate.core.company.company import StoredAddress
from triplicate.core.documents import coerce
from triplicate.core.order.party import Party
from triplicate.dialects.axim.document import wire
from triplicate.dialects.axim.document.decode import metadata, party
from triplicate.dialects.axim.document.wire import Flag, Text

MetaFields = list[wire.MetaField] | None | UnsetType


class Address(wire.Address, kw_only=True):
    """An address in an address book: its `status` is whether it is active."""

    isDefaultAddress: Flag = UNSET
    status: Flag = UNSET
    metaFields: MetaFields = UNSET
    createdAt: Text = UNSET
    updatedAt: Text = UNSET


def fields(member: str) -> dict[str, str]:
    """The field coverage of an address, or of each in a list, in this member."""
    exact = "companyName companyEmail firstName lastName address1 address2 phoneNumber city state state.name state.code"
    return {
        f"{member}.shippingAddressId": "kept",
        f"{member}.billingAddressId": "kept",
        **{f"{member}.{name}": "exact" for name in f"{exact} country country.name country.code zipcode id".split()},
    }


def stored_fields(member: str) -> dict[str, str]:
    """The field coverage of the addresses of an address book in this member."""
    exact = "isDefaultAddress status metaFields metaFields.code metaFields.value".split()
    return {
        **fields(member),
        **{f"{member}.{name}": "exact" for name in exact},
        f"{member}.createdAt": "derived: in UTC with milliseconds",
        f"{member}.updatedAt": "derived: in UTC with milliseconds",
    }


def decode_addresses(path: str, addresses: Any) -> tuple[StoredAddress, ...]:
    """The addresses of an address book. Raises DomainError(InvalidInput) for a malformed timestamp."""
    return tuple(
        StoredAddress(
            party=party(address) or Party(),
            is_default=coerce.boolean(address.isDefaultAddress),
            active=coerce.boolean(address.status),
            metadata=metadata(address.metaFields),
            created_at=coerce.timestamp(f"{path}[{index}].createdAt", address.createdAt),
            updated_at=coerce.timestamp(f"{path}[{index}].updatedAt", address.updatedAt),
        )
        for index, address in enumerate(addresses if isinstance(addresses, list) else ())
    )


def encode_address(stored: StoredAddress) -> Address:
    """One address of an address book; what is unknown is left out."""
    return Address(
        **msgspec.structs.asdict(encode_party(stored.party)),
        isDefaultAddress=unset_if_none(stored.is_default),
        status=unset_if_none(stored.active),
        metaFields=encode_metadata(stored.metadata),
        createdAt=unset_if_none(stored.created_at),
        updatedAt=unset_if_none(stored.updated_at),
    )


def encode_party(stored: Party) -> wire.Address:
    """A person at an address; what is unknown is left out."""
    return wire.Address(
        companyName=unset_if_none(stored.company),
        companyEmail=unset_if_none(stored.company_email),
        firstName=unset_if_none(stored.person.first),
        lastName=unset_if_none(stored.person.last),
        address1=unset_if_none(stored.line1),
        address2=unset_if_none(stored.line2),
        phoneNumber=unset_if_none(stored.person.phone),
        city=unset_if_none(stored.city),
        state=UNSET if stored.state is None else _region(stored.state.name, stored.state.code),
        country=UNSET if stored.country is None else _region(stored.country.name, stored.country.code),
        zipcode=unset_if_none(stored.postcode),
        id=unset_if_none(stored.id),
    )


def encode_metadata(values: dict[str, Any]) -> MetaFields:
    """Metadata as a list of codes and values; left out where there are none."""
    return [wire.MetaField(code=code, value=value) for code, value in values.items()] or UNSET


def unset_if_none(value: Any) -> Any:
    """The value, or nothing where it is unknown."""
    return UNSET if value is None else value


def _region(name: str | None, code: str | None) -> wire.Region:
    return wire.Region(name=unset_if_none(name), code=unset_if_none(code))
