"""Commands as strategies, sensible and absurd ones, of things that an order has and of things that it has not."""

from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import UNSET

from tests.core.engine.workbench import new_guid
from triplicate.core.engine import commands
from triplicate.core.engine.commands import Command, Portion
from triplicate.core.lifecycle import Ending, LineStage, Payment, Step
from triplicate.core.order import Component, Line, Model, Order, ShippingChoice
from triplicate.core.party import Party, Person

NUMBERS = st.sampled_from(
    [Decimal(text) for text in "1 1 1 2 3 0.5 1.25 0 -1 1E-7 1E+9 1E+30 1E+999999 0E-999999 NaN sNaN Infinity".split()]
)
AMOUNTS = st.none() | st.sampled_from([1, 1, 500, 1000, 999_999, 0, -1, 2**53, 10**30]) | st.integers(1, 5000)
TEXTS = st.none() | st.sampled_from(["", " ", "UPS", "3S1", "3S2", "\u202e", "x" * 70])
MOMENTS = st.none() | st.sampled_from(["2024-07-01T09:26:55Z", "2024-07-01", "", "soon", "9999-12-31T23:59:59-23:59"])
REASONS = st.sampled_from(["by mistake", " "])


def wishes(order: Order) -> st.SearchStrategy[Command]:
    """Anything that might be asked of this order."""
    lines = [name for line in order.lines[:3] for name in (line.guid, line.guid.upper(), line.oid, str(line.number))]
    units = [unit.guid for unit in (order.units or ())[:6]]
    parcels = [parcel.guid for parcel in order.shipments[:3]]
    items = _several(st.builds(Portion, _name(lines), NUMBERS))
    some_units = _several(_name(units))
    return st.one_of(
        st.sampled_from([commands.Place(), commands.Release(), commands.Expire(), commands.Approve()]),
        st.just(commands.Accept()),
        st.builds(commands.Advance, st.sampled_from(Step), some_units),
        st.builds(commands.Ship, items=items, tracking_number=TEXTS, carrier=TEXTS, shipped_at=MOMENTS),
        st.builds(commands.Ship, units=some_units),
        st.builds(commands.Ship, items=items, units=some_units),
        st.just(commands.Ship()),
        st.builds(commands.Deliver, st.none() | _name(parcels), MOMENTS),
        st.builds(commands.Return, items, TEXTS),
        st.builds(commands.Hold, TEXTS),
        st.builds(commands.Cancel, items, TEXTS),
        st.builds(commands.Fail, TEXTS),
        st.builds(commands.RequestPayment, TEXTS, st.booleans()),
        st.builds(commands.Pay, AMOUNTS, TEXTS, TEXTS),
        st.builds(commands.Refund, AMOUNTS, TEXTS, TEXTS),
        st.builds(commands.AddComment, st.sampled_from(["Thank you", " ", "é"]), st.booleans()),
        amendments(order),
        st.builds(
            commands.Override,
            reason=REASONS,
            step=st.just(UNSET) | st.sampled_from(Step),
            payment=st.just(UNSET) | st.none() | st.sampled_from(Payment),
            ending=st.just(UNSET) | st.none() | st.sampled_from(Ending),
            shipments_removed=_several(_name(parcels)),
        ),
    )


def amendments(order: Order) -> st.SearchStrategy[commands.Amend]:
    """Anything that might be asked to be otherwise."""
    return st.builds(
        commands.Amend,
        reference=st.just(UNSET) | TEXTS,
        metadata=st.just(UNSET) | st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 2)),
        buyer=st.just(UNSET) | st.none() | st.just(Person(email="ann@example.org")),
        ship_to=st.just(UNSET) | st.none() | st.just(Party(city="Delft")),
        shipping=st.just(UNSET) | st.just(ShippingChoice(id="2503")),
        shipping_amount=st.just(UNSET) | AMOUNTS,
        tax_amount=st.just(UNSET) | AMOUNTS,
        lines=st.just(UNSET) | st.just(UNSET) | _lines(order),
    )


@st.composite
def _lines(draw: st.DrawFn, order: Order) -> tuple[Line, ...]:
    """The lines of the order with other quantities and prices, without some of them, and with others."""
    lines = [_amended(draw, line) for line in order.lines if draw(st.integers(0, 4))]
    for number in range(draw(st.sampled_from([0, 0, 1]))):
        lines.append(_amended(draw, Line(guid=new_guid(), oid=f"{number:024x}", number=900 + number, name="more")))
    return (*lines, *lines[: draw(st.sampled_from([0, 0, 0, 0, 1]))])


def _amended(draw: st.DrawFn, line: Line) -> Line:
    members: dict[str, Any] = {
        "quantity": NUMBERS,
        "price": st.none() | NUMBERS,
        "model": st.none() | st.builds(Model, id=st.just("oak"), width=NUMBERS),
        "components": st.none() | st.tuples(st.builds(Component, quantity=NUMBERS, price=st.none() | NUMBERS)),
        "fulfilled": NUMBERS,
        "cancelled_quantity": NUMBERS,
        "returned": st.booleans(),
        "stage": st.sampled_from(LineStage),
    }
    chosen = draw(st.sets(st.sampled_from(["quantity", "quantity", "price", *members]), max_size=2))
    return msgspec.structs.replace(line, **{name: draw(members[name]) for name in sorted(chosen)})


def _name(known: list[str]) -> st.SearchStrategy[str]:
    """One of the names that there are, or one that there is not."""
    wrong = st.sampled_from(["", "0", "999", "00000000-0000-0000-0000-000000000000", "x" * 100])
    return st.one_of(*[st.sampled_from(known)] * 8, wrong) if known else wrong


def _several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)
