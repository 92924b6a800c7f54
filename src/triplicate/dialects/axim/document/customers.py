"""Customers as Axim Commerce documents them ("Get Customer"): wire type, codec and field coverage. Pure."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from triplicate.core import ids
from triplicate.core.company.customer import Customer
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import DocumentCodec, ImportContext, RenderOptions
from triplicate.core.failures import invalid
from triplicate.core.order.party import Person
from triplicate.dialects.axim.document import addresses, wire
from triplicate.dialects.axim.document.addresses import MetaFields, encode_metadata, encode_party, unset_if_none
from triplicate.dialects.axim.document.decode import metadata, party
from triplicate.dialects.axim.document.wire import NAME, Flag, Text


class WireCustomer(msgspec.Struct, kw_only=True):
    """`data` of Get Customer. No page says which members are required, so all but the id are optional."""

    id: str
    email: Text = UNSET
    firstName: Text = UNSET
    lastName: Text = UNSET
    phoneNumber: Text = UNSET
    role: Text = UNSET
    company: Text = UNSET
    status: Text = UNSET
    verifiedEmail: Flag = UNSET
    newsletter: Flag = UNSET
    isB2B: Flag = UNSET
    metaFields: MetaFields = UNSET
    createdBy: Any = UNSET
    createdAt: Text = UNSET
    updatedAt: Text = UNSET
    address: wire.Address | str | None | UnsetType = UNSET


FIELDS = {
    **dict.fromkeys("id email firstName lastName phoneNumber role company status".split(), "exact"),
    **dict.fromkeys("verifiedEmail newsletter isB2B metaFields metaFields.code metaFields.value".split(), "exact"),
    "createdBy": "kept",
    "createdAt": "derived: in UTC with milliseconds",
    "updatedAt": "derived: in UTC with milliseconds",
    "address": "exact",
    **addresses.fields("address"),
}


def decode(document: WireCustomer, context: ImportContext) -> Customer:
    """The customer that the document describes. Raises DomainError(InvalidInput) for a malformed id or timestamp."""
    oid = ids.oid(document.id)
    if oid is None:
        raise invalid("$.id", f"{document.id!r} is not a 24-hex id")
    return Customer(
        guid=ids.derived_guid(NAME, "customer", oid),
        oid=oid,
        account=context.account,
        origin=NAME,
        created_at=coerce.timestamp("$.createdAt", document.createdAt),
        updated_at=coerce.timestamp("$.updatedAt", document.updatedAt),
        person=Person(
            id=oid,
            first=coerce.text(document.firstName),
            last=coerce.text(document.lastName),
            email=coerce.text(document.email),
            phone=coerce.text(document.phoneNumber),
        ),
        company=coerce.text(document.company),
        role=coerce.text(document.role),
        status=coerce.text(document.status),
        verified_email=coerce.boolean(document.verifiedEmail),
        newsletter=coerce.boolean(document.newsletter),
        is_business=coerce.boolean(document.isB2B),
        address=party(document.address),
        metadata=metadata(document.metaFields),
    )


def encode(customer: Customer, options: RenderOptions) -> WireCustomer:
    """The customer as `data` of the response; what is unknown is left out."""
    return WireCustomer(
        id=customer.oid,
        email=unset_if_none(customer.person.email),
        firstName=unset_if_none(customer.person.first),
        lastName=unset_if_none(customer.person.last),
        phoneNumber=unset_if_none(customer.person.phone),
        role=unset_if_none(customer.role),
        company=unset_if_none(customer.company),
        status=unset_if_none(customer.status),
        verifiedEmail=unset_if_none(customer.verified_email),
        newsletter=unset_if_none(customer.newsletter),
        isB2B=unset_if_none(customer.is_business),
        metaFields=encode_metadata(customer.metadata),
        createdAt=unset_if_none(customer.created_at),
        updatedAt=unset_if_none(customer.updated_at),
        address=UNSET if customer.address is None else encode_party(customer.address),
    )


CODEC = DocumentCodec(
    dialect=NAME,
    revision=1,
    wire_type=WireCustomer,
    envelope=("data",),
    decode=decode,
    encode=encode,
    fields=FIELDS,
    noun="a customer",
)
