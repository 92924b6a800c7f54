"""The kinds of documents that are imported: the codec of each in a dialect, and where they go in a unit of work."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from triplicate.api.dialect import Dialect
from triplicate.app.companies.import_document import BuyerTarget
from triplicate.app.context import Context
from triplicate.app.documents.import_batch import BatchTarget
from triplicate.app.orders.import_document import OrderTarget
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account
from triplicate.core.documents.codec import DocumentCodec


class DocumentKind(StrEnum):
    """What a document describes."""

    ORDERS = "orders"
    COMPANIES = "companies"
    CUSTOMERS = "customers"


def codec_of(dialect: Dialect, kind: DocumentKind) -> DocumentCodec[Any] | None:
    """The codec of a dialect's documents of this kind; None if it has none."""
    match kind:
        case DocumentKind.ORDERS:
            return dialect.codec
        case DocumentKind.COMPANIES:
            return dialect.company_codec
        case DocumentKind.CUSTOMERS:
            return dialect.customer_codec


def target_of(
    kind: DocumentKind,
    uow: UnitOfWork,
    context: Context,
    account: Account,
    codecs: Mapping[str, DocumentCodec[Any]],
) -> BatchTarget[Any, Any]:
    """Where documents of this kind go. `codecs` are those of the kind in all dialects, by name."""
    match kind:
        case DocumentKind.ORDERS:
            return OrderTarget(uow, context, context.principal.bound_to_account(account.id))
        case DocumentKind.COMPANIES:
            return BuyerTarget(uow, context, account, uow.companies, codecs, "company")
        case DocumentKind.CUSTOMERS:
            return BuyerTarget(uow, context, account, uow.customers, codecs, "customer")
