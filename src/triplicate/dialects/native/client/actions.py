"""Actions on orders: a method for each, and one that takes the action's name."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

import msgspec
from msgspec import UNSET, UnsetType

from triplicate.core.engine import commands
from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.document.wire import Order
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.orders.command_operations import OPERATIONS_BY_ACTION
from triplicate.dialects.native.parameters import OrderParameters

OrderOrId = Order | str
"""An order, or any of its ids: GUID, 24-hex id, running number."""


class ChangeOptions(TypedDict, total=False):
    """Options of a change.

    `version` is a precondition: the order must still have it (VersionConflict). Your own `idempotency_key` makes the
    call safe to repeat, also from another process: the same call with the same key is applied once.
    """

    version: int
    idempotency_key: str


def order_id(order: OrderOrId) -> str:
    """The id to put in a request for an order."""
    return order.id if isinstance(order, Order) else order


class Actions(Connection):
    """Actions on an order. Each returns the changed order; ActionNotPossible says why it cannot be done."""

    def move_order(
        self, order: OrderOrId, action: str, body: msgspec.Struct | None = None, **how: Unpack[ChangeOptions]
    ) -> Order:
        """Applies an action by its name, with its body; raises KeyError for an unknown action."""
        return self._call(
            OPERATIONS_BY_ACTION[action],
            OrderParameters(order_id(order)),
            body,
            version=how.get("version"),
            key=how.get("idempotency_key"),
        )

    def place_draft(self, order: OrderOrId, **how: Unpack[ChangeOptions]) -> Order:
        """Places a draft."""
        return self.move_order(order, "place", **how)

    def accept_order(self, order: OrderOrId, **how: Unpack[ChangeOptions]) -> Order:
        """Accepts the order for production. A draft is placed first."""
        return self.move_order(order, "accept", **how)

    def advance_order(
        self, order: OrderOrId, step: Step, *, units: Iterable[str] = (), **how: Unpack[ChangeOptions]
    ) -> Order:
        """Advances the order to a step from `in_queue` to `ready_for_shipping`.

        With `units` (piece ids), only these pieces advance; the order's step is that of its slowest piece.
        """
        return self.move_order(order, "advance", commands.Advance(step, tuple(units)), **how)

    def ship_order(
        self,
        order: OrderOrId,
        *,
        items: Iterable[requests.Portion] = (),
        units: Iterable[str] = (),
        carrier: str | None = None,
        tracking_number: str | None = None,
        tracking_url: str | None = None,
        tracker_id: str | None = None,
        shipped_at: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Ships a parcel with portions of lines, or with pieces; by default with everything that remains.

        When nothing remains, the order is shipped.
        """
        body = requests.Shipment(
            items=list(items),
            units=list(units),
            carrier=carrier,
            tracking_number=tracking_number,
            tracking_url=tracking_url,
            tracker_id=tracker_id,
            shipped_at=shipped_at,
        )
        return self.move_order(order, "ship", body, **how)

    def track_order(
        self,
        order: OrderOrId,
        *,
        shipment: str | None = None,
        carrier: str | None = None,
        tracking_number: str | None = None,
        tracking_url: str | None = None,
        tracker_id: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Sets the tracking data of a shipment; omitted values stay. `shipment` is optional if there is only one."""
        body = commands.Track(
            shipment=shipment,
            carrier=carrier,
            tracking_number=tracking_number,
            tracking_url=tracking_url,
            tracker_id=tracker_id,
        )
        return self.move_order(order, "track", body, **how)

    def deliver_order(
        self,
        order: OrderOrId,
        *,
        shipment: str | None = None,
        delivered_at: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Records the delivery of a shipment, or of all without `shipment`.

        When everything has shipped and every shipment is delivered, the order is delivered.
        """
        return self.move_order(order, "deliver", commands.Deliver(shipment, delivered_at), **how)

    def return_order(
        self,
        order: OrderOrId,
        *,
        items: Iterable[requests.Portion] = (),
        reason: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Records the return of portions of lines, by default of all that was shipped. `refund_order` refunds money."""
        return self.move_order(order, "return", requests.Portions(list(items), reason), **how)

    def hold_order(self, order: OrderOrId, *, reason: str | None = None, **how: Unpack[ChangeOptions]) -> Order:
        """Puts the order on hold until it is released."""
        return self.move_order(order, "hold", commands.Hold(reason), **how)

    def release_order(self, order: OrderOrId, **how: Unpack[ChangeOptions]) -> Order:
        """Ends the hold."""
        return self.move_order(order, "release", **how)

    def cancel_order(
        self,
        order: OrderOrId,
        *,
        items: Iterable[requests.Portion] = (),
        reason: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Cancels the order, or portions of its lines. Shipped goods can only be returned."""
        return self.move_order(order, "cancel", requests.Portions(list(items), reason), **how)

    def expire_order(self, order: OrderOrId, **how: Unpack[ChangeOptions]) -> Order:
        """Ends an unpaid order."""
        return self.move_order(order, "expire", **how)

    def fail_order(self, order: OrderOrId, *, reason: str | None = None, **how: Unpack[ChangeOptions]) -> Order:
        """Ends an order that cannot be produced."""
        return self.move_order(order, "fail", commands.Fail(reason), **how)

    def request_payment(
        self, order: OrderOrId, *, link: str | None = None, pending: bool = False, **how: Unpack[ChangeOptions]
    ) -> Order:
        """Requests payment, optionally with a payment `link`; `pending` if the payment has started."""
        return self.move_order(order, "request payment", commands.RequestPayment(link, pending), **how)

    def record_payment(
        self,
        order: OrderOrId,
        *,
        amount: int | None = None,
        method: str | None = None,
        reference: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Records a payment, in minor units of the order's currency; by default the outstanding amount."""
        return self.move_order(order, "record payment", commands.Pay(amount, method, reference), **how)

    def refund_order(
        self,
        order: OrderOrId,
        *,
        amount: int | None = None,
        reason: str | None = None,
        reference: str | None = None,
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Records a refund, in minor units; by default all that was paid and not yet refunded."""
        return self.move_order(order, "refund", commands.Refund(amount, reason, reference), **how)

    def approve_order(self, order: OrderOrId, **how: Unpack[ChangeOptions]) -> Order:
        """Approves the order."""
        return self.move_order(order, "approve", **how)

    def comment_order(
        self, order: OrderOrId, text: str, *, customer: bool = False, **how: Unpack[ChangeOptions]
    ) -> Order:
        """Adds a comment; `customer` if it is the customer's."""
        return self.move_order(order, "comment", commands.AddComment(text, customer), **how)

    def override_order(
        self,
        order: OrderOrId,
        reason: str,
        *,
        step: Step | UnsetType = UNSET,
        payment: Payment | None | UnsetType = UNSET,
        ending: Ending | None | UnsetType = UNSET,
        shipments_removed: Iterable[str] = (),
        **how: Unpack[ChangeOptions],
    ) -> Order:
        """Sets the state regardless of the lifecycle rules; the `reason` is recorded, and omitted values stay.

        The only way to move backwards or to remove a shipment. It applies to the version of the given order; with an
        id alone, give the `version`.
        """
        body = commands.Override(
            reason=reason, step=step, payment=payment, ending=ending, shipments_removed=tuple(shipments_removed)
        )
        return self.move_order(order, "override", body, **with_version(order, how))


def with_version(order: OrderOrId, options: ChangeOptions) -> ChangeOptions:
    """The options, with the version of the given order unless they name another."""
    version = order.version if isinstance(order, Order) else None
    return options if "version" in options or version is None else {**options, "version": version}
