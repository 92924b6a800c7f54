"""Applies a command: dispatches it to its function, and derives the event from the two versions of the order."""

from decimal import Context, localcontext
from typing import Any, assert_never

import msgspec

from triplicate.core.aggregate import with_sync
from triplicate.core.engine import amendments, commands, override, payments, progress, returns, shipments
from triplicate.core.engine.transitions import EngineContext, Transition
from triplicate.core.order.order import Order

replace = msgspec.structs.replace
_AXES = ("step", "payment", "ending")
_EXACT = Context(prec=1000)
"""A precision at which nothing is rounded: documents may contain any double, and integers of any length."""


class Applied(msgspec.Struct, frozen=True):
    """The order's next version and its event: `kind` names the command, `data` holds the changes."""

    order: Order
    kind: str
    data: dict[str, Any]


def apply(order: Order, command: commands.Command, context: EngineContext) -> Applied | None:
    """The order after a command; None when it changes nothing. Raises DomainError: ActionNotPossible, InvalidInput.

    `order` must have been prepared with `core.documents.codec.settle`.
    """
    with localcontext(_EXACT):
        transition = _transition(order, command, context)
    if transition.order == order:
        return None
    updated = replace(
        with_sync(transition.order, changed_locally_at=max(context.at, transition.order.sync.changed_locally_at or "")),
        version=order.version + 1,
        updated_at=max(context.at, order.updated_at or ""),
    )
    return Applied(updated, kind(command), {**_state_changes(order, updated), **_event_data(transition.event_data)})


KINDS: dict[type[msgspec.Struct], str] = {
    commands.Place: "placed",
    commands.Accept: "accepted",
    commands.Advance: "advanced",
    commands.Ship: "shipped",
    commands.Track: "tracked",
    commands.Deliver: "delivered",
    commands.Return: "returned",
    commands.Hold: "held",
    commands.Release: "released",
    commands.Cancel: "cancelled",
    commands.Expire: "expired",
    commands.Fail: "failed",
    commands.RequestPayment: "payment requested",
    commands.Pay: "paid",
    commands.Refund: "refunded",
    commands.Amend: "amended",
    commands.Approve: "approved",
    commands.AddComment: "commented",
    commands.Override: "overridden",
}
"""The event kind of each command. The first event of an order is `placed`, `drafted` or `imported`."""


def _transition(order: Order, command: commands.Command, context: EngineContext) -> Transition:
    match command:
        case commands.Place():
            return progress.place(order, context)
        case commands.Accept():
            return progress.accept(order, context)
        case commands.Advance():
            return progress.advance(order, command, context)
        case commands.Ship():
            return shipments.ship(order, command, context)
        case commands.Track():
            return shipments.track(order, command, context)
        case commands.Deliver():
            return shipments.deliver(order, command, context)
        case commands.Return():
            return returns.return_items(order, command, context)
        case commands.Hold():
            return progress.hold(order, command, context)
        case commands.Release():
            return progress.release(order, context)
        case commands.Cancel():
            return returns.cancel(order, command, context)
        case commands.Expire():
            return progress.expire(order, context)
        case commands.Fail():
            return progress.fail(order, command, context)
        case commands.RequestPayment():
            return payments.request_payment(order, command, context)
        case commands.Pay():
            return payments.pay(order, command, context)
        case commands.Refund():
            return payments.refund(order, command, context)
        case commands.Amend():
            return amendments.amend(order, command, context)
        case commands.Approve():
            return progress.approve(order, context)
        case commands.AddComment():
            return amendments.comment(order, command, context)
        case commands.Override():
            return override.override(order, command, context)
        case _:
            assert_never(command)


def kind(command: commands.Command) -> str:
    """The event kind of a command."""
    return next(KINDS[of] for of in type(command).__mro__ if of in KINDS)


def _state_changes(before: Order, after: Order) -> dict[str, Any]:
    """The old and new value of each axis of the state that changed."""
    moves = {name: (getattr(before, name), getattr(after, name)) for name in _AXES}
    return {name: {"from": was, "to": now} for name, (was, now) in moves.items() if was != now}


def _event_data(event_data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event_data.items() if value not in (None, [], ())}
