"""Imports a vendor's document of a company or a customer: as a new one, or merged into the existing one."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from triplicate.app.companies.buyer_draft import BuyerDraft, complete
from triplicate.app.context import Context
from triplicate.app.documents.import_document import Outcome, build_import_context, import_into
from triplicate.app.orders.events import order_event
from triplicate.app.ports import Buyers, UnitOfWork
from triplicate.app.records import Account
from triplicate.core.access import Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.documents.buyer_record import BuyerRecord
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.documents.merge_document import MergeRules
from triplicate.core.documents.newest_document import newest_document_rules

A = TypeVar("A", bound=Aggregate)


def import_company(
    uow: UnitOfWork,
    context: Context,
    account: Account,
    codecs: Mapping[str, DocumentCodec[Company]],
    dialect: str,
    value: Any,
) -> Outcome:
    """Imports a document of a company in a dialect. Raises DomainError(InvalidInput), with nothing stored."""
    target = BuyerTarget(uow, context, account, uow.companies, codecs, "company")
    return import_into(target, context, build_import_context(uow, account, context), codecs[dialect], value)


def import_customer(
    uow: UnitOfWork,
    context: Context,
    account: Account,
    codecs: Mapping[str, DocumentCodec[Customer]],
    dialect: str,
    value: Any,
) -> Outcome:
    """Imports a document of a customer in a dialect. Raises DomainError(InvalidInput), with nothing stored."""
    target = BuyerTarget(uow, context, account, uow.customers, codecs, "customer")
    return import_into(target, context, build_import_context(uow, account, context), codecs[dialect], value)


class BuyerTarget(Generic[A]):
    """Where imported companies or customers go: those of one account in a unit of work."""

    def __init__(
        self,
        uow: UnitOfWork,
        context: Context,
        account: Account,
        buyers: Buyers[A],
        codecs: Mapping[str, DocumentCodec[A]],
        noun: str,
    ) -> None:
        self._uow, self._context, self._account, self._buyers, self._noun = uow, context, account, buyers, noun
        self._principal: Principal = context.principal.bound_to_account(account.id)
        self.codecs = codecs
        self.rules: MergeRules[A] = newest_document_rules()

    def find(self, guid: str, oid: str) -> A | None:
        """The stored one with this 24-hex id, from which the GUID is derived."""
        return self._buyers.get(self._principal, self._account.id, oid)

    def number_new(self, incoming: A) -> A:
        """Companies keep the number of their document; nothing else is numbered."""
        return incoming

    def number_parts(self, incoming: A, current: A) -> A:
        """No part has a number."""
        return incoming

    def add(self, aggregate: A, incoming: A) -> None:
        """Stores a new one."""
        self._buyers.add(aggregate)

    def replace(self, aggregate: A) -> None:
        """Stores the next version."""
        self._buyers.replace(aggregate)

    def record(self, kind: str, aggregate: A, dialect: str, digest: str) -> None:
        """Records the event: `company imported`, for example."""
        self._record(kind, aggregate, dialect, digest)

    def names_in_use(self, drafts: Sequence[BuyerDraft]) -> set[str]:
        """Those of their 24-hex ids that the account has."""
        return self._buyers.oids_in_use(self._account.id, [draft.oid for draft in drafts])

    def add_drafts(self, drafts: Sequence[BuyerDraft]) -> None:
        """Stores new ones in this order, and records their events."""
        seal = self._context.keys.seal
        records = [complete(draft, None if draft.secret is None else seal(draft.secret)) for draft in drafts]
        self._buyers.add_records(records)
        for draft, record in zip(drafts, records, strict=True):
            self._record("imported", record, draft.dialect, draft.digest)

    def _record(self, kind: str, aggregate: A | BuyerRecord, dialect: str, digest: str) -> None:
        data = {"document": digest}
        self._uow.record_event(order_event(self._context, aggregate, f"{self._noun} {kind}", data, dialect))
