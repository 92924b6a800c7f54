"""Invariants of every change of an order; each is a function that fails with what it observed."""

import json
import math
from collections.abc import Callable
from decimal import Context, Decimal, localcontext

import msgspec

from tests.conformance.shared_facts import values
from tests.core.engine.vendor_words import axis_of
from tests.strategies.documents import CODECS
from tests.strategies.memory_account import unseal
from triplicate.core import lifecycle, money
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.engine import commands
from triplicate.core.engine.apply import Applied
from triplicate.core.engine.commands import Command
from triplicate.core.lifecycle import PAYMENT_MOVES, STEP_RANK, Action, Payment, Step
from triplicate.core.order import order, totals
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.search import facets

Invariant = Callable[[Order, Order, Command], None]
MOVES_PAYMENT: dict[type[Command], Action] = {
    commands.RequestPayment: Action.REQUEST_PAYMENT,
    commands.Pay: Action.PAY,
    commands.Refund: Action.REFUND,
    commands.Cancel: Action.CANCEL,
    commands.Amend: Action.AMEND_CONTENT,
}
_ANY = RenderOptions(secrets=True, link=str)


def version_and_event_advance(before: Order, done: Applied, command: Command) -> None:
    """What every change is: one version on, never earlier than before, and an event that can be written down."""
    after = done.order
    assert after.version == before.version + 1
    assert msgspec.structs.replace(after, version=0) != msgspec.structs.replace(before, version=0)
    assert (after.updated_at or "") >= (before.updated_at or "")
    assert (after.sync.changed_locally_at or "") >= (before.sync.changed_locally_at or "")
    assert msgspec.json.decode(msgspec.json.encode(done.data)) is not None
    with localcontext(Context(prec=2000)):
        for law in INVARIANTS:
            law(before, after, command)


def identity_stays(before: Order, after: Order, command: Command) -> None:
    """Nothing changes who the order and its lines are."""
    identity = ("guid", "oid", "number", "account", "origin", "owner", "currency", "created_at")
    for name in identity:
        assert getattr(after, name) == getattr(before, name)
    assert (after.sync.documents, after.sync.patches) == (before.sync.documents, before.sync.patches)
    existing = {line.guid: (line.oid, line.number) for line in before.lines}
    assert all(existing.get(line.guid, (line.oid, line.number)) == (line.oid, line.number) for line in after.lines)


def progress_is_monotonic(before: Order, after: Order, command: Command) -> None:
    """Steps and endings are for ever, unless somebody overrides them."""
    if not overrides(command, "step"):
        assert lifecycle.further_step(before.step, after.step) == after.step
    if before.ending is not None and not overrides(command, "ending"):
        assert after.ending is before.ending


def counts_are_consistent(before: Order, after: Order, command: Command) -> None:
    """What left and will never leave is no more than was ordered; what came back no more than what left."""
    existing = {line.guid: line for line in before.lines}
    for line in after.lines:
        was = existing.get(line.guid)
        if was is None or _counts(was) != _counts(line):
            assert line.fulfilled >= 0
            assert line.fulfilled + line.cancelled_quantity <= max(line.quantity, *_excess_counts(was, line))
            assert line.returned_quantity <= max(line.fulfilled, was.returned_quantity if was else ZERO)


def shipments_match_fulfilment(before: Order, after: Order, command: Command) -> None:
    """A parcel sent holds what is fulfilled more; without one, and without an override, nothing is."""
    if isinstance(command, commands.Override):
        return
    more = {line.guid: line.fulfilled - _line_by_guid(before, line.guid).fulfilled for line in after.lines}
    held: dict[str, Decimal] = {}
    for parcel in after.shipments[len(before.shipments) :]:
        held.update({item.line or "": item.quantity for item in parcel.items})
    assert {guid: much for guid, much in more.items() if much} == held
    assert len(after.shipments) - len(before.shipments) == isinstance(command, commands.Ship)


def payments_are_bounded(before: Order, after: Order, command: Command) -> None:
    """What is recorded as received was asked for, what is given back was received; records only grow."""
    assert after.payments[: len(before.payments)] == before.payments
    assert after.refunds[: len(before.refunds)] == before.refunds
    if len(after.payments) > len(before.payments):
        asked = totals.amount_requested(before)
        assert asked is not None
        assert sum(payment.amount for payment in after.payments) <= asked
    if len(after.refunds) > len(before.refunds):
        received, back = totals.paid(before), totals.refunded(before)
        assert received is not None
        assert back is not None
        assert back + after.refunds[-1].amount <= received
    assert all(payment.amount > 0 for payment in after.payments)
    assert all(refund.amount > 0 for refund in after.refunds)


def payment_follows_the_rules(before: Order, after: Order, command: Command) -> None:
    """Payment moves as the table says, unless somebody overrides it, or did before."""
    if after.payment is not before.payment and not overrides(command, "payment"):
        assert after.payment in PAYMENT_MOVES[MOVES_PAYMENT[type(command)]][before.payment]


def history_grows(before: Order, after: Order, command: Command) -> None:
    """History is in the order of time, and loses nothing."""
    assert [moment.at for moment in after.history] == sorted(moment.at for moment in after.history)
    rest = iter(after.history)
    assert all(any(moment == other for other in rest) for moment in before.history)


def native_status_matches_axis(before: Order, after: Order, command: Command) -> None:
    """A native word goes with the axis it is of, and only with that."""
    assert after.sync.vendor_statuses.items() <= before.sync.vendor_statuses.items()
    gone = before.sync.vendor_statuses.keys() - after.sync.vendor_statuses.keys()
    progressed = (after.step, after.ending) != (before.step, before.ending)
    repaid = after.payment is not before.payment
    counted = any(_counts(line) != _counts(_line_by_guid(before, line.guid)) for line in after.lines)
    refunded = repaid and Payment.REFUNDED in (before.payment, after.payment)
    due = {
        "payment": repaid,
        "order": progressed or counted or refunded,
        "state": progressed or refunded,
        "": progressed or repaid,
    }
    assert all(due[axis_of(name)] for name in gone), gone
    must = {"payment": repaid, "order": progressed, "state": progressed, "": progressed}
    assert not any(must[axis_of(name)] for name in after.sync.vendor_statuses), after.sync.vendor_statuses


def storage_round_trips(before: Order, after: Order, command: Command) -> None:
    """The order is the same after it was written down and read again."""
    assert order.decode(order.encode(after)) == after
    assert len(facets.facets(after)) >= len(facets.AXES)


def every_dialect_renders(before: Order, after: Order, command: Command) -> None:
    """Every dialect has a document of the order."""
    for mapping in CODECS.values():
        assert json.loads(codec.render(mapping, after, _ANY, unseal))


INVARIANTS: tuple[Invariant, ...] = (
    identity_stays,
    progress_is_monotonic,
    counts_are_consistent,
    shipments_match_fulfilment,
    payments_are_bounded,
    history_grows,
    native_status_matches_axis,
    storage_round_trips,
    every_dialect_renders,
)


def pieces_match_lines(after: Order) -> None:
    """Of an order placed here: as many have left, came back and were cancelled as the lines say, a part as a whole."""
    for line in after.lines:
        own = [unit for unit in after.pieces or () if unit.line == line.guid]
        back = sum(unit.vendor_status == "returned" for unit in own)
        never = sum(unit.vendor_status == "cancelled" for unit in own)
        away = sum(unit.step is not None and STEP_RANK[unit.step] >= STEP_RANK[Step.SHIPPED] for unit in own)
        assert len(own) == math.ceil(line.quantity)
        out = math.ceil(line.fulfilled)
        assert (away + back, back) == (out, out - math.ceil(line.fulfilled - line.returned_quantity))
        assert never == math.ceil(line.quantity) - math.ceil(line.quantity - line.cancelled_quantity)
        assert all((unit.step is None) == (unit.vendor_status is not None) for unit in own)


def copies_sum_to_totals(after: Order) -> None:
    """Of an order whose prices are all known: parts sum to totals in the copies that show both."""
    if totals.total(after) is None:
        return
    copies = {dialect: json.loads(codec.render(mapping, after, _ANY, unseal)) for dialect, mapping in CODECS.items()}
    exponent = money.exponent(after.currency)
    shown = {sum(parts) for parts in values(copies, "parts", exponent)}
    assert shown == {total or Decimal(0) for total in values(copies, "total", exponent)}
    assert len(shown) == 1


def payment_matches_records(after: Order) -> None:
    """Of an order placed here, whose payment nobody overrode: its state is what its records say."""
    received = sum(payment.amount for payment in after.payments)
    back = sum(refund.amount for refund in after.refunds)
    assert (totals.paid(after), totals.refunded(after)) == (received, back)
    if back and back == received:
        assert after.payment is Payment.REFUNDED
    elif after.payment is Payment.PARTIALLY_REFUNDED:
        assert back
    elif after.payment is Payment.PAID:
        assert received or not totals.amount_requested(after)
        assert not totals.outstanding(after)
    elif received:
        assert after.payment is Payment.PENDING
        assert after.ending is not None or totals.outstanding(after)


def overrides(command: Command, name: str) -> bool:
    """Whether a command overrides this member of the state."""
    return isinstance(command, commands.Override) and getattr(command, name) is not msgspec.UNSET


def _line_by_guid(order: Order, guid: str) -> Line:
    return next((line for line in order.lines if line.guid == guid), Line(guid=guid, oid="", number=0))


def _counts(line: Line) -> tuple[Decimal, Decimal, Decimal]:
    return line.fulfilled, line.returned_quantity, line.cancelled_quantity


def _excess_counts(was: Line | None, line: Line) -> tuple[Decimal, ...]:
    """What was counted beyond the order already: a document may have said so."""
    return (was.fulfilled + was.cancelled_quantity,) if was is not None else (ZERO,)
