"""Imports a vendor's document as a new order, or merges it into the order that already exists."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from triplicate.app.context import Context
from triplicate.app.documents.import_document import Outcome, build_import_context, import_into
from triplicate.app.orders.events import order_event
from triplicate.app.orders.order_draft import OrderDraft, complete
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Account
from triplicate.core.access import Principal
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.documents.merge import ORDER_RULES
from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.core.order import totals
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


def import_document(
    uow: UnitOfWork, context: Context, account: Account, document_codec: DocumentCodec[Order], value: Any
) -> Outcome:
    """Imports one document.

    Raises DomainError, with nothing stored: InvalidInput; OrderOfAnotherAccount for an id of another account.
    """
    target = OrderTarget(uow, context, context.principal.bound_to_account(account.id))
    return import_into(target, context, build_import_context(uow, account, context), document_codec, value)


class OrderTarget:
    """Where imported orders go: one account's orders in a unit of work."""

    rules = ORDER_RULES

    def __init__(self, uow: UnitOfWork, context: Context, principal: Principal) -> None:
        self._uow, self._context, self._principal = uow, context, principal

    @property
    def codecs(self) -> Mapping[str, DocumentCodec[Order]]:
        """The order codecs of all dialects."""
        return self._context.codecs

    def find(self, guid: str, oid: str) -> Order | None:
        """The stored order that a document describes, looked up by GUID, then by 24-hex id."""
        for name in (OrderName("guid", guid), OrderName("oid", oid)):
            try:
                return self._uow.orders.get(self._principal, name)
            except DomainError as error:
                if not isinstance(error.failure, OrderNotFound):
                    raise
        return None

    def number_new(self, incoming: Order) -> Order:
        """The order and its lines numbered: with the numbers of the document where they are free."""
        number = self._uow.orders.take_number(incoming.account, "order", incoming.number)
        return _number_lines(self._uow, replace(incoming, number=number))

    def number_parts(self, incoming: Order, current: Order) -> Order:
        """The order with its new lines numbered; the others have their numbers."""
        return _number_lines(self._uow, incoming, frozenset(line.guid for line in current.lines))

    def add(self, aggregate: Order, incoming: Order) -> None:
        """Stores a new order; also under the document's number, if another order has that."""
        self._uow.orders.add(aggregate)
        if incoming.number and incoming.number != aggregate.number:
            self._uow.orders.add_number_alias(aggregate, incoming.number)

    def replace(self, aggregate: Order) -> None:
        """Stores the next version of an order."""
        self._uow.orders.replace(aggregate)

    def record(self, kind: str, aggregate: Order, dialect: str, digest: str) -> None:
        """Records the event, with the difference between stated and computed total in minor units, if there is one."""
        self._record(kind, aggregate, dialect, digest, totals.mismatch(aggregate))

    def names_in_use(self, drafts: Sequence[OrderDraft]) -> set[str]:
        """Those of their GUIDs and 24-hex ids that orders have, in whatever account."""
        orders = self._uow.orders
        guids = orders.names_in_use("guid", [draft.guid for draft in drafts])
        return guids | orders.names_in_use("oid", [draft.oid for draft in drafts])

    def add_drafts(self, drafts: Sequence[OrderDraft]) -> None:
        """Numbers and stores new orders in this order, and records their events."""
        records = [self._complete(draft) for draft in drafts]
        self._uow.orders.add_records(records)
        for draft, record in zip(drafts, records, strict=True):
            if draft.number and draft.number != record.number:
                self._uow.orders.add_number_alias(record, draft.number)
            self._record("imported", record, record.origin, draft.digest, draft.total_mismatch)

    def _complete(self, draft: OrderDraft) -> OrderRecord:
        account = draft.record.account
        number = self._uow.orders.take_number(account, "order", draft.number)
        line_numbers = _take_line_numbers(self._uow, account, draft.line_numbers)
        secret = None if draft.secret is None else self._context.keys.seal(draft.secret)
        return complete(draft, number, line_numbers, secret)

    def _record(
        self, kind: str, order: Order | OrderRecord, dialect: str, digest: str, total_mismatch: int | None
    ) -> None:
        data = {"document": digest, **({"total_mismatch": total_mismatch} if total_mismatch else {})}
        self._uow.record_event(order_event(self._context, order, kind, data, dialect))


def _number_lines(uow: UnitOfWork, order: Order, existing_lines: frozenset[str] = frozenset()) -> Order:
    """The order with all lines numbered: existing lines keep theirs, others get the document's number if it is free."""
    numbers = {line.guid: line.number for line in order.lines if line.guid in existing_lines}
    new_lines: dict[str, int] = {}
    for line in order.lines:
        if line.guid not in numbers:
            new_lines.setdefault(line.guid, line.number)
    taken_numbers = _take_line_numbers(uow, order.account, new_lines.values(), numbers.values())
    numbers |= zip(new_lines, taken_numbers, strict=True)
    return replace(order, lines=tuple(replace(line, number=numbers[line.guid]) for line in order.lines))


def _take_line_numbers(
    uow: UnitOfWork, account: str, preferred_numbers: Iterable[int], used_numbers: Iterable[int] = ()
) -> list[int]:
    """A number for each new line of an order: the preferred one where it is free, and not used in the order."""
    used, numbers = set(used_numbers), []
    for preferred in preferred_numbers:
        numbers.append(uow.orders.take_number(account, "line", 0 if preferred in used else preferred))
        used.add(numbers[-1])
    return numbers
