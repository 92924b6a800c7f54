"""Places orders and applies engine commands to them one after the other."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from triplicate.core.engine import place
from triplicate.core.engine.apply import Applied, apply
from triplicate.core.engine.commands import Accept, Command
from triplicate.core.engine.place import Identity, NewLine, NewOrder
from triplicate.core.engine.transitions import EngineContext
from triplicate.core.failures import ActionNotPossible, DomainError, Failure, InvalidInput
from triplicate.core.lifecycle import Obstacle, Step
from triplicate.core.order.order import Order

ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"
NOON = "2024-07-01T12:00:00.000Z"
LATER = "2024-07-02T09:30:00.000Z"
_NUMBERS = count(1)


def new_guid() -> str:
    """A GUID that no test has seen before."""
    return f"00000000-0000-4000-8000-{next(_NUMBERS):012x}"


def engine_context(at: str = LATER, by: str = "marie@example.fr") -> EngineContext:
    """Somebody does something at some time."""
    return EngineContext(at, by, new_guid)


def new_line(quantity: str = "1", price: str | None = "10.00", **members: Any) -> NewLine:
    """A line as it is asked for."""
    return NewLine(quantity=Decimal(quantity), price=None if price is None else Decimal(price), name="card", **members)


def new_order(*lines: NewLine, **members: Any) -> NewOrder:
    """An order as it is asked for: of one card for ten euros, unless other lines are named."""
    return NewOrder(lines=lines or (new_line(),), **members)


def placed_order(*lines: NewLine, **members: Any) -> Order:
    """An order that was placed at noon, through the native API, in an account that pays in euros."""
    new = new_order(*lines, **members)
    place.check(new)
    numbers = tuple(range(1, len(new.lines) + 1))
    who = Identity(new_guid(), 1, ACCOUNT, "native", "jean.dupont@example.fr", new.currency or "EUR", numbers)
    return place.new_order(new, who, engine_context(NOON))


def accepted_order(*lines: NewLine, **members: Any) -> Order:
    """An order that was placed and accepted."""
    return apply_commands(placed_order(*lines, **members), Accept())


def apply_command(order: Order, command: Command, at: str = LATER) -> Applied:
    """What a command does, which it must."""
    done = apply(order, command, engine_context(at))
    assert done is not None, "nothing changed"
    return done


def apply_commands(order: Order, *commands: Command) -> Order:
    """The order after these commands, one after the other."""
    for command in commands:
        order = apply_command(order, command).order
    return order


def failure_of(order: Order, command: Command) -> Failure:
    """Why a command is refused, which it must be."""
    with pytest.raises(DomainError) as caught:
        apply(order, command, engine_context())
    return caught.value.failure


def obstacle_of(order: Order, command: Command) -> tuple[Obstacle, str, str | None]:
    """What stands in a command's way, where, and how much there is left."""
    found = failure_of(order, command)
    assert isinstance(found, ActionNotPossible)
    return found.obstacle, found.path, found.remaining


def invalid_paths(order: Order, command: Command) -> list[str]:
    """Where a command's input is wrong."""
    found = failure_of(order, command)
    assert isinstance(found, InvalidInput)
    return [problem.path for problem in found.problems]


def history_statuses(order: Order) -> list[str]:
    """The words of the history."""
    return [moment.status for moment in order.history]


def line_counts(order: Order) -> list[str]:
    """Of each line: what was ordered, and of that, what left, what came back, what will never leave."""
    return [
        " ".join(
            f"{n.normalize():f}" for n in (one.quantity, one.fulfilled, one.returned_quantity, one.cancelled_quantity)
        )
        for one in order.lines
    ]


def piece_statuses(order: Order) -> list[str]:
    """How far each piece is, or what became of it."""
    return [unit.vendor_status or (unit.step or Step.CREATING).value for unit in order.pieces or ()]
