"""A workbench: orders as they are placed here, and the engine's verbs done to them one after the other."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from triplicate.core.engine import place
from triplicate.core.engine.apply import Applied, apply
from triplicate.core.engine.commands import Accept, Command
from triplicate.core.engine.place import Identity, NewLine, NewOrder
from triplicate.core.engine.transitions import Act
from triplicate.core.failures import Failure, InvalidInput, NotPossible, Refused
from triplicate.core.lifecycle import Obstacle, Step
from triplicate.core.order.order import Order

ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"
NOON = "2024-07-01T12:00:00.000Z"
LATER = "2024-07-02T09:30:00.000Z"
_NUMBERS = count(1)


def new_guid() -> str:
    """A GUID that no test has seen before."""
    return f"00000000-0000-4000-8000-{next(_NUMBERS):012x}"


def act(at: str = LATER, by: str = "marie@example.fr") -> Act:
    """Somebody does something at some time."""
    return Act(at, by, new_guid)


def goods(quantity: str = "1", price: str | None = "10.00", **members: Any) -> NewLine:
    """A line as it is asked for."""
    return NewLine(quantity=Decimal(quantity), price=None if price is None else Decimal(price), name="card", **members)


def asked_for(*lines: NewLine, **members: Any) -> NewOrder:
    """An order as it is asked for: of one card for ten euros, unless other lines are named."""
    return NewOrder(lines=lines or (goods(),), **members)


def placed(*lines: NewLine, **members: Any) -> Order:
    """An order that was placed at noon, through the native API, in an account that pays in euros."""
    new = asked_for(*lines, **members)
    place.check(new)
    numbers = tuple(range(1, len(new.lines) + 1))
    who = Identity(new_guid(), 1, ACCOUNT, "native", "jean.dupont@example.fr", new.currency or "EUR", numbers)
    return place.placed(new, who, act(NOON))


def accepted(*lines: NewLine, **members: Any) -> Order:
    """An order that was placed and accepted."""
    return after(placed(*lines, **members), Accept())


def applied(order: Order, command: Command, at: str = LATER) -> Applied:
    """What a command does, which it must."""
    done = apply(order, command, act(at))
    assert done is not None, "nothing changed"
    return done


def after(order: Order, *commands: Command) -> Order:
    """The order after these commands, one after the other."""
    for command in commands:
        order = applied(order, command).order
    return order


def failure(order: Order, command: Command) -> Failure:
    """Why a command is refused, which it must be."""
    with pytest.raises(Refused) as caught:
        apply(order, command, act())
    return caught.value.failure


def obstacle(order: Order, command: Command) -> tuple[Obstacle, str, str | None]:
    """What stands in a command's way, where, and how much there is left."""
    found = failure(order, command)
    assert isinstance(found, NotPossible)
    return found.because, found.path, found.left


def invalid(order: Order, command: Command) -> list[str]:
    """Where a command's input is wrong."""
    found = failure(order, command)
    assert isinstance(found, InvalidInput)
    return [problem.path for problem in found.problems]


def told(order: Order) -> list[str]:
    """The words of the history."""
    return [moment.word for moment in order.history]


def counts(order: Order) -> list[str]:
    """Of each line: what was ordered, and of that, what left, what came back, what will never leave."""
    return [
        " ".join(
            f"{n.normalize():f}" for n in (one.quantity, one.fulfilled, one.returned_quantity, one.cancelled_quantity)
        )
        for one in order.lines
    ]


def pieces(order: Order) -> list[str]:
    """How far each piece is, or what became of it."""
    return [unit.word or (unit.step or Step.CREATING).value for unit in order.units or ()]
