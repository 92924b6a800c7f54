"""Totals: sums that an order states, and those that follow from its parts, in minor units of its currency."""

from decimal import Decimal

from triplicate.core import money
from triplicate.core.order import Line, Order


def line_total(line: Line) -> Decimal | None:
    """Price times quantity in major units, exactly; None without a price."""
    return None if line.price is None else line.price * line.quantity


def subtotal(order: Order) -> int | None:
    """The stated subtotal, else the sum of the lines; None when a price is unknown. No lines sum to nothing known."""
    if order.totals.subtotal is not None:
        return order.totals.subtotal
    sums = [line_total(line) for line in order.lines]
    known = [amount for amount in sums if amount is not None]
    if not sums or len(known) != len(sums):
        return None
    return money.to_minor(sum(known, Decimal(0)), order.currency)


def total(order: Order) -> int | None:
    """The stated total, else subtotal, shipping and tax together; None when the subtotal is unknown."""
    if order.totals.total is not None:
        return order.totals.total
    lines = subtotal(order)
    return None if lines is None else lines + (order.totals.shipping or 0) + (order.totals.tax or 0)


def mismatch(order: Order) -> int | None:
    """By how much a stated total differs from its stated or derived parts; None when that cannot be said."""
    lines = subtotal(order)
    if order.totals.total is None or lines is None:
        return None
    return order.totals.total - (lines + (order.totals.shipping or 0) + (order.totals.tax or 0))
