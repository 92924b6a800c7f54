"""Payments and refunds of an order. Amounts are minor units of its currency."""

import msgspec


class PaymentRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Money received: `amount` in minor units of the order's currency; `reference` is the payer's or the bank's."""

    guid: str
    amount: int
    at: str
    method: str | None = None
    reference: str | None = None


class RefundRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Money given back: `amount` in minor units of the order's currency."""

    guid: str
    amount: int
    at: str
    reason: str | None = None
    reference: str | None = None
