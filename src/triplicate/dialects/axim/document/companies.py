"""Companies as Axim Commerce documents them ("Get Company"): wire type, codec and field coverage. Pure."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from triplicate.core import ids
from triplicate.core.company.company import Company
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import DocumentCodec, ImportContext, RenderOptions
from triplicate.core.failures import invalid
from triplicate.dialects.axim.document import addresses
from triplicate.dialects.axim.document.addresses import (
    Address,
    MetaFields,
    decode_addresses,
    encode_address,
    encode_metadata,
    unset_if_none,
)
from triplicate.dialects.axim.document.decode import metadata, running_number
from triplicate.dialects.axim.document.wire import NAME, Flag, JsonList, Text

Addresses = list[Address] | None | UnsetType


class WireCompany(msgspec.Struct, kw_only=True):
    """`data` of Get Company. No page says which members are required, so all but the id are optional."""

    entityId: int | str | None | UnsetType = UNSET
    id: str
    name: Text = UNSET
    email: Text = UNSET
    phoneNumber: Text = UNSET
    status: Text = UNSET
    billingAddress: Addresses = UNSET
    shippingAddress: Addresses = UNSET
    address: Any = UNSET
    paymentMethods: list[str] | None | UnsetType = UNSET
    paymentTerms: JsonList = UNSET
    isTaxExempt: Flag = UNSET
    notes: Text = UNSET
    metaFields: MetaFields = UNSET
    createdAt: Text = UNSET
    updatedAt: Text = UNSET


FIELDS = {
    "entityId": "exact",
    "id": "exact",
    "name": "exact",
    "email": "exact",
    "phoneNumber": "exact",
    "status": "exact",
    "billingAddress": "exact",
    **addresses.stored_fields("billingAddress"),
    "shippingAddress": "exact",
    **addresses.stored_fields("shippingAddress"),
    "address": "kept",
    "paymentMethods": "exact",
    "paymentTerms": "kept",
    "isTaxExempt": "exact",
    "notes": "exact",
    "metaFields": "exact",
    "metaFields.code": "exact",
    "metaFields.value": "exact",
    "createdAt": "derived: in UTC with milliseconds",
    "updatedAt": "derived: in UTC with milliseconds",
}


def decode(document: WireCompany, context: ImportContext) -> Company:
    """The company that the document describes. Raises DomainError(InvalidInput) for a malformed id or timestamp."""
    oid = ids.oid(document.id)
    if oid is None:
        raise invalid("$.id", f"{document.id!r} is not a 24-hex id")
    return Company(
        guid=ids.derived_guid(NAME, "company", oid),
        oid=oid,
        account=context.account,
        origin=NAME,
        created_at=coerce.timestamp("$.createdAt", document.createdAt),
        updated_at=coerce.timestamp("$.updatedAt", document.updatedAt),
        number=running_number(document.entityId),
        name=coerce.text(document.name),
        email=coerce.text(document.email),
        phone=coerce.text(document.phoneNumber),
        status=coerce.text(document.status),
        tax_exempt=coerce.boolean(document.isTaxExempt),
        notes=coerce.text(document.notes),
        payment_methods=tuple(document.paymentMethods or ()),
        billing_addresses=decode_addresses("$.billingAddress", document.billingAddress),
        shipping_addresses=decode_addresses("$.shippingAddress", document.shippingAddress),
        metadata=metadata(document.metaFields),
    )


def encode(company: Company, options: RenderOptions) -> WireCompany:
    """The company as `data` of the response; what is unknown is left out."""
    return WireCompany(
        entityId=company.number or UNSET,
        id=company.oid,
        name=unset_if_none(company.name),
        email=unset_if_none(company.email),
        phoneNumber=unset_if_none(company.phone),
        status=unset_if_none(company.status),
        billingAddress=[encode_address(stored) for stored in company.billing_addresses] or UNSET,
        shippingAddress=[encode_address(stored) for stored in company.shipping_addresses] or UNSET,
        paymentMethods=list(company.payment_methods) or UNSET,
        isTaxExempt=unset_if_none(company.tax_exempt),
        notes=unset_if_none(company.notes),
        metaFields=encode_metadata(company.metadata),
        createdAt=unset_if_none(company.created_at),
        updatedAt=unset_if_none(company.updated_at),
    )


CODEC = DocumentCodec(
    dialect=NAME,
    revision=1,
    wire_type=WireCompany,
    envelope=("data",),
    decode=decode,
    encode=encode,
    fields=FIELDS,
    noun="a company",
)
