"""Imports a vendor's document as a new order, or merges it into the order that already exists."""

from collections.abc import Mapping
from typing import Any

import msgspec

from triplicate.app.context import Context
from triplicate.app.documents.import_document import Outcome, build_import_context, import_into
from triplicate.app.orders.events import order_event
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Account
from triplicate.core.access import Principal
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.documents.merge import ORDER_RULES
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

    def find(self, incoming: Order) -> Order | None:
        """The stored order that a document describes, looked up by GUID, then by 24-hex id."""
        for name in (OrderName("guid", incoming.guid), OrderName("oid", incoming.oid)):
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
        difference = totals.mismatch(aggregate)
        data = {"document": digest, **({"total_mismatch": difference} if difference else {})}
        self._uow.record_event(order_event(self._context, aggregate, kind, data, dialect))


def _number_lines(uow: UnitOfWork, order: Order, existing_lines: frozenset[str] = frozenset()) -> Order:
    """The order with all lines numbered: existing lines keep theirs, others get the document's number if it is free."""
    numbers = {line.guid: line.number for line in order.lines if line.guid in existing_lines}
    used_numbers = set(numbers.values())
    for line in order.lines:
        if line.guid not in numbers:
            preferred_number = 0 if line.number in used_numbers else line.number
            numbers[line.guid] = uow.orders.take_number(order.account, "line", preferred_number)
            used_numbers.add(numbers[line.guid])
    return replace(order, lines=tuple(replace(line, number=numbers[line.guid]) for line in order.lines))
