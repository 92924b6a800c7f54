"""Moving orders: a method for every verb of the native API, and one that takes the verb as data."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

import msgspec
from msgspec import UNSET, UnsetType

from triplicate.client.connection import Connection
from triplicate.core.engine import commands
from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.dialects.native import api, bodies
from triplicate.dialects.native.wire import Order

AnOrder = Order | str
"""An order as it was read, or any of its ids: GUID, 24-hex id, running number."""


class How(TypedDict, total=False):
    """How a change is to be made.

    With a `version`, nothing happens unless the order still has that one (NotThisVersion). An `idempotency_key` of
    your own makes the call safe to repeat, also by another process: the same call with the same key is done once.
    """

    version: int
    idempotency_key: str


def id_of(order: AnOrder) -> str:
    """By what an order is asked for."""
    return order.id if isinstance(order, Order) else order


class Verbs(Connection):
    """What can be done to an order. Each verb answers the order as it then is; NotPossible tells why it cannot be."""

    def move_order(self, order: AnOrder, verb: str, body: msgspec.Struct | None = None, **how: Unpack[How]) -> Order:
        """Does a verb by its name, with the body that it takes; raises KeyError when there is no such verb."""
        return self._ask(
            api.OF_VERBS[verb],
            Order,
            {"orderId": id_of(order)},
            body,
            version=how.get("version"),
            key=how.get("idempotency_key"),
        )

    def place_draft(self, order: AnOrder, **how: Unpack[How]) -> Order:
        """Places a draft."""
        return self.move_order(order, "place", **how)

    def accept_order(self, order: AnOrder, **how: Unpack[How]) -> Order:
        """Accepts the order for production. A draft is placed on the way."""
        return self.move_order(order, "accept", **how)

    def advance_order(self, order: AnOrder, step: Step, *, units: Iterable[str] = (), **how: Unpack[How]) -> Order:
        """Moves the order on to a step from `in_queue` to `ready_for_shipping`.

        With `units` (ids of pieces), these move alone, and the order is as far as the last of its pieces.
        """
        return self.move_order(order, "advance", commands.Advance(step, tuple(units)), **how)

    def ship_order(
        self,
        order: AnOrder,
        *,
        items: Iterable[bodies.Portion] = (),
        units: Iterable[str] = (),
        carrier: str | None = None,
        tracking_number: str | None = None,
        tracking_url: str | None = None,
        tracker_id: str | None = None,
        shipped_at: str | None = None,
        **how: Unpack[How],
    ) -> Order:
        """Sends a parcel: with portions of lines, or with pieces; with all that is left where neither is named.

        When nothing is left, the order has shipped.
        """
        body = bodies.Shipment(
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
        order: AnOrder,
        *,
        shipment: str | None = None,
        carrier: str | None = None,
        tracking_number: str | None = None,
        tracking_url: str | None = None,
        tracker_id: str | None = None,
        **how: Unpack[How],
    ) -> Order:
        """Says how a parcel that has left can be followed; what is left out stays. The only one need not be named."""
        body = commands.Track(
            shipment=shipment,
            carrier=carrier,
            tracking_number=tracking_number,
            tracking_url=tracking_url,
            tracker_id=tracker_id,
        )
        return self.move_order(order, "track", body, **how)

    def deliver_order(
        self, order: AnOrder, *, shipment: str | None = None, delivered_at: str | None = None, **how: Unpack[How]
    ) -> Order:
        """A parcel arrived, or all of them where no `shipment` is named.

        When everything was sent and every parcel arrived, the order is delivered.
        """
        return self.move_order(order, "deliver", commands.Deliver(shipment, delivered_at), **how)

    def return_order(
        self, order: AnOrder, *, items: Iterable[bodies.Portion] = (), reason: str | None = None, **how: Unpack[How]
    ) -> Order:
        """Portions of lines came back, or all that was shipped. Money is given back by `refund_order`."""
        return self.move_order(order, "return", bodies.Portions(list(items), reason), **how)

    def hold_order(self, order: AnOrder, *, reason: str | None = None, **how: Unpack[How]) -> Order:
        """Stops the order where it is, until it is released."""
        return self.move_order(order, "hold", commands.Hold(reason), **how)

    def release_order(self, order: AnOrder, **how: Unpack[How]) -> Order:
        """Ends the hold."""
        return self.move_order(order, "release", **how)

    def cancel_order(
        self, order: AnOrder, *, items: Iterable[bodies.Portion] = (), reason: str | None = None, **how: Unpack[How]
    ) -> Order:
        """Cancels the order, or only portions of its lines. What has been shipped can be returned instead."""
        return self.move_order(order, "cancel", bodies.Portions(list(items), reason), **how)

    def expire_order(self, order: AnOrder, **how: Unpack[How]) -> Order:
        """Ends an order that nobody paid."""
        return self.move_order(order, "expire", **how)

    def fail_order(self, order: AnOrder, *, reason: str | None = None, **how: Unpack[How]) -> Order:
        """Ends an order that cannot be made."""
        return self.move_order(order, "fail", commands.Fail(reason), **how)

    def request_payment(
        self, order: AnOrder, *, link: str | None = None, pending: bool = False, **how: Unpack[How]
    ) -> Order:
        """Asks for payment, by a `link` where there is one; `pending` when the payer has begun."""
        return self.move_order(order, "request payment", commands.RequestPayment(link, pending), **how)

    def record_payment(
        self,
        order: AnOrder,
        *,
        amount: int | None = None,
        method: str | None = None,
        reference: str | None = None,
        **how: Unpack[How],
    ) -> Order:
        """Records money received, in minor units of the order's currency: all that is outstanding by default."""
        return self.move_order(order, "record payment", commands.Pay(amount, method, reference), **how)

    def refund_order(
        self,
        order: AnOrder,
        *,
        amount: int | None = None,
        reason: str | None = None,
        reference: str | None = None,
        **how: Unpack[How],
    ) -> Order:
        """Records money given back, in minor units: all that is left of what was paid by default."""
        return self.move_order(order, "refund", commands.Refund(amount, reason, reference), **how)

    def approve_order(self, order: AnOrder, **how: Unpack[How]) -> Order:
        """Approves the order."""
        return self.move_order(order, "approve", **how)

    def comment_order(self, order: AnOrder, text: str, *, customer: bool = False, **how: Unpack[How]) -> Order:
        """Says something about the order; `customer` when it is the customer's own."""
        return self.move_order(order, "comment", commands.AddComment(text, customer), **how)

    def override_order(
        self,
        order: AnOrder,
        reason: str,
        *,
        step: Step | UnsetType = UNSET,
        payment: Payment | None | UnsetType = UNSET,
        ending: Ending | None | UnsetType = UNSET,
        shipments_removed: Iterable[str] = (),
        **how: Unpack[How],
    ) -> Order:
        """Sets the state against the rules, for a reason that stays on the record; what is left out stays.

        The only way backwards, and the only way to take a parcel away. It is meant for the version of the order that
        is given; with an id alone, name the `version`.
        """
        body = commands.Override(
            reason=reason, step=step, payment=payment, ending=ending, shipments_removed=tuple(shipments_removed)
        )
        return self.move_order(order, "override", body, **meant(order, how))


def meant(order: AnOrder, how: How) -> How:
    """How, for the version of the order that was given where no other is named."""
    known = order.version if isinstance(order, Order) else None
    return how if "version" in how or known is None else {**how, "version": known}
