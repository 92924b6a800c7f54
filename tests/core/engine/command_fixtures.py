"""Hypothesis strategies of commands, valid and invalid, for a given order."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import UNSET

from tests.core.engine.engine_fixtures import new_guid
from triplicate.core.engine import commands
from triplicate.core.engine.commands import Command, Portion
from triplicate.core.engine.progress import STEPS
from triplicate.core.lifecycle import Ending, LineStage, Payment, Step
from triplicate.core.order.line import Component, Line
from triplicate.core.order.order import Order, ShippingChoice
from triplicate.core.order.party import Party, Person
from triplicate.core.order.piece import ProductModel

_UNUSUAL_QUANTITIES = st.sampled_from(
    [Decimal(text) for text in "1 2 0.5 0 -1 1E-7 1E+9 1E+30 1E+999999 0E-999999 NaN sNaN Infinity".split()]
)
_SMALL_QUANTITIES = st.sampled_from([Decimal(text) for text in "1 1 1 1 2 0.5".split()])
_QUANTITIES = st.one_of(_SMALL_QUANTITIES, _SMALL_QUANTITIES, _UNUSUAL_QUANTITIES)
_AMOUNTS = st.sampled_from([None, 0, -1, 999_999, 2**53, 10**30]) | st.integers(1, 2000)
_TEXTS = st.sampled_from([None, "", " ", "UPS", "3S1", "3S2", "\u202e", "x" * 70])
_MOMENTS = st.sampled_from([None, None, "2024-07-01T09:26:55Z", "2024-07-01", "", "soon", "9999-12-31T23:59:59-23:59"])
_INVALID_IDS = ("", "0", "999", "00000000-0000-0000-0000-000000000000", "x" * 100)
_COUNTS = st.sampled_from([0, 1, 1, 2, 3])
_RARELY = st.sampled_from([False] * 7 + [True])
_HALF = st.booleans()
Draw = st.DrawFn


@st.composite
def commands_for(draw: Draw, order: Order) -> Command:
    """Anything that might be asked of this order."""
    return draw(st.sampled_from(_KINDS))(draw, order)


def _ship(draw: Draw, order: Order) -> Command:
    return commands.Ship(items=_portions(draw, order), tracking_number=draw(_TEXTS), shipped_at=draw(_MOMENTS))


def _ship_pieces(draw: Draw, order: Order) -> Command:
    items = _portions(draw, order) if draw(_RARELY) else ()
    return commands.Ship(pieces=_pieces(draw, order), items=items, carrier=draw(_TEXTS))


def _deliver(draw: Draw, order: Order) -> Command:
    parcel = _existing_or_invalid_id(draw, [parcel.guid for parcel in order.shipments]) if draw(_HALF) else None
    return commands.Deliver(parcel, draw(_MOMENTS))


def _track(draw: Draw, order: Order) -> Command:
    parcel = _existing_or_invalid_id(draw, [parcel.guid for parcel in order.shipments]) if draw(_HALF) else None
    return commands.Track(shipment=parcel, carrier=draw(_TEXTS), tracking_number=draw(_TEXTS))


def _advance(draw: Draw, order: Order) -> Command:
    return commands.Advance(draw(st.sampled_from(STEPS[:3])), _pieces(draw, order) if draw(_HALF) else ())


def _amend(draw: Draw, order: Order) -> Command:
    to = Party(person=Person(full="Ann"), city="Delft")
    members: dict[str, st.SearchStrategy[Any]] = {
        "reference": _TEXTS,
        "metadata": st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 2)),
        "buyer": st.sampled_from([None, Person(email="ann@example.org")]),
        "ship_to": st.sampled_from([None, to]),
        "bill_to": st.just(to),
        "shipping": st.just(ShippingChoice(id="2503")),
        "shipping_amount": _AMOUNTS,
        "tax_amount": _AMOUNTS,
    }
    chosen = draw(st.sets(st.sampled_from([*members, "lines"]), max_size=2))
    given = {name: draw(members[name]) for name in sorted(chosen) if name != "lines"}
    return commands.Amend(**given, lines=_lines(draw, order) if "lines" in chosen else UNSET)


def _override(draw: Draw, order: Order) -> Command:
    removed = [parcel.guid for parcel in order.shipments if draw(_HALF)]
    return commands.Override(
        reason="by mistake" if draw(st.integers(0, 5)) else " ",
        step=draw(st.sampled_from(Step)) if draw(_HALF) else UNSET,
        payment=draw(st.sampled_from([None, *Payment])) if draw(_RARELY) else UNSET,
        ending=draw(st.sampled_from([None, None, None, *Ending])) if draw(_HALF) else UNSET,
        shipments_removed=(*removed, *(["nothing"] if draw(_RARELY) else [])),
    )


def _end(draw: Draw, order: Order) -> Command:
    ends: list[Command] = [commands.Cancel(), commands.Fail("no wood"), commands.Expire()]
    return draw(st.sampled_from(ends)) if draw(_HALF) else commands.Hold("art")


_KINDS: tuple[Callable[[Draw, Order], Command], ...] = (
    lambda draw, order: commands.Place(),
    lambda draw, order: commands.Accept(),
    lambda draw, order: commands.Accept(),
    lambda draw, order: commands.Release(),
    lambda draw, order: commands.Approve(),
    _advance,
    lambda draw, order: commands.Advance(draw(st.sampled_from(Step)), ()),
    _ship,
    _ship,
    _ship_pieces,
    lambda draw, order: commands.Ship(),
    _deliver,
    _track,
    lambda draw, order: commands.Return(_portions(draw, order), draw(_TEXTS)),
    lambda draw, order: commands.Cancel((*_portions(draw, order), Portion("1", draw(_SMALL_QUANTITIES)))),
    lambda draw, order: commands.RequestPayment(draw(_TEXTS), draw(_HALF)),
    lambda draw, order: commands.Pay(draw(_AMOUNTS), draw(_TEXTS), draw(_TEXTS)),
    lambda draw, order: commands.Pay(),
    lambda draw, order: commands.Refund(draw(_AMOUNTS), draw(_TEXTS), draw(_TEXTS)),
    lambda draw, order: commands.AddComment("Thank you" if draw(_HALF) else " ", draw(_HALF)),
    _amend,
    _amend,
    _override,
    _end,
)


def _lines(draw: Draw, order: Order) -> tuple[Line, ...]:
    """The lines of the order with other quantities and prices, without some of them, and with others."""
    lines = [_amended(draw, line) for line in order.lines if draw(st.integers(0, 4))]
    if draw(_RARELY):
        lines.append(_amended(draw, Line(guid=new_guid(), oid="f" * 24, number=900, name="more")))
    return (*lines, *(lines[:1] if draw(_RARELY) else []))


def _amended(draw: Draw, line: Line) -> Line:
    members: dict[str, st.SearchStrategy[Any]] = {
        "quantity": _QUANTITIES,
        "price": st.none() | _QUANTITIES,
        "name": st.sampled_from([None, "Gloves"]),
        "model": st.none() | st.builds(ProductModel, id=st.just("oak"), width=_QUANTITIES),
        "components": st.none() | st.tuples(st.builds(Component, quantity=_QUANTITIES, price=st.none() | _QUANTITIES)),
        "fulfilled": _QUANTITIES,
        "cancelled_quantity": _QUANTITIES,
        "returned": st.booleans(),
        "stage": st.sampled_from(LineStage),
    }
    chosen = draw(st.sets(st.sampled_from(["quantity", "quantity", "price", *members]), max_size=2))
    return msgspec.structs.replace(line, **{name: draw(members[name]) for name in sorted(chosen)})


def _portions(draw: Draw, order: Order) -> tuple[Portion, ...]:
    names = [name for line in order.lines for name in (line.guid, line.guid.upper(), line.oid, str(line.number))]
    return tuple(Portion(_existing_or_invalid_id(draw, names), draw(_QUANTITIES)) for _ in range(draw(_COUNTS)))


def _pieces(draw: Draw, order: Order) -> tuple[str, ...]:
    names = [unit.guid for unit in order.pieces or ()]
    return tuple(_existing_or_invalid_id(draw, names) for _ in range(draw(_COUNTS)))


def _existing_or_invalid_id(draw: Draw, known: list[str]) -> str:
    """One of the names that there are, or, seldom, one that there is not."""
    return draw(st.sampled_from(_INVALID_IDS if not known or draw(_RARELY) else known))
