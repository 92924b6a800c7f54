"""Orders at list prices: who may change their prices, and how they are paid when they are accepted."""

from typing import Any

from triplicate.app.accounts.balance import PAY_FROM_BALANCE
from triplicate.core.access import PRICES, Principal
from triplicate.core.engine.commands import Accept, Amend, Command, Pay
from triplicate.core.failures import DomainError, MissingScope
from triplicate.core.order import totals
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order


def require_price_scope(principal: Principal, command: Command, before: Order, after: Order) -> None:
    """Raises DomainError(MissingScope) if an amendment changes what an order at list prices costs, or what its prices
    are for, and the principal may not amend prices.

    Lines may be removed, and quantities changed: the price of a piece stays.
    """
    if not isinstance(command, Amend) or before.price_list is None or principal.may(PRICES):
        return
    lines = {line.guid: _priced_content(line) for line in before.lines}
    if _priced_shipping(before) != _priced_shipping(after) or any(
        lines.get(line.guid) != _priced_content(line) for line in after.lines
    ):
        raise DomainError(MissingScope(PRICES))


def payment_on_acceptance(command: Command, after: Order) -> Pay | None:
    """The payment that follows an acceptance: an order at list prices is paid from the balance, if anything is due."""
    if isinstance(command, Accept) and after.price_list is not None and totals.receivable(after):
        return PAY_FROM_BALANCE
    return None


def _priced_content(line: Line) -> tuple[Any, ...]:
    """The price of a piece, and what decides it."""
    content = None if line.nfc is None else line.nfc.type
    return line.price, line.charges, line.product, line.sku, line.model, line.components, content, len(line.artwork)


def _priced_shipping(order: Order) -> tuple[Any, ...]:
    return order.shipping, order.totals.shipping, order.totals.tax
