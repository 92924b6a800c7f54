"""Units of work for groups: each does something to the store, and some of them fail."""

from collections.abc import Callable
from contextvars import Context
from typing import Any

import msgspec

from tests.store.document_fixtures import ACCOUNT, guid, oid, principal_of
from tests.strategies.orders import line, order
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Event
from triplicate.app.units import Conflict, Interruption, Outcome, Success, UnitFailure
from triplicate.core.lifecycle import Step
from triplicate.core.order.order import Order
from triplicate.main import Installation


class NamedUnit:
    """A unit that counts its runs."""

    context: Context | None = None

    def __init__(self, name: str, work: Callable[[UnitOfWork], Any]) -> None:
        self.name = name
        self.runs = 0
        self.result: Any = None
        self._work = work

    def run(self, uow: UnitOfWork) -> None:
        """Does the work, and keeps what it gives."""
        self.runs += 1
        self.result = self._work(uow)


def place_unit(
    place: int,
    account: str = ACCOUNT,
    then: Callable[[UnitOfWork], Any] = lambda _: None,
    reference: str | None = None,
) -> NamedUnit:
    """A unit that places the order of a place, and then does something more."""

    def work(uow: UnitOfWork) -> int:
        number = uow.orders.take_number(account, "order", 0)
        lines = (msgspec.structs.replace(line(0), number=uow.orders.take_number(account, "line", 0)),)
        placed = order(
            guid=guid(place),
            oid=oid(place),
            account=account,
            number=number,
            step=Step.CREATED,
            lines=lines,
            reference=reference,
        )
        uow.orders.add(placed)
        record_event(uow, placed)
        then(uow)
        return number

    return NamedUnit(f"place {place}", work)


def advance_unit(place: int, account: str = ACCOUNT, then: Callable[[UnitOfWork], Any] = lambda _: None) -> NamedUnit:
    """A unit that changes the order of a place, and then does something more."""

    def work(uow: UnitOfWork) -> int:
        before = uow.orders.get(principal_of(account), OrderName("guid", guid(place)))
        step = Step.SHIPPED if before.step is Step.CREATED else Step.CREATED
        after = msgspec.structs.replace(
            before, version=before.version + 1, step=step, reference=f"version {before.version + 1}"
        )
        uow.orders.replace(after)
        record_event(uow, after)
        then(uow)
        return after.version

    return NamedUnit(f"advance {place}", work)


def record_event(uow: UnitOfWork, changed: Order) -> None:
    """Records that an order changed."""
    uow.record_event(
        Event(
            order=changed.guid,
            account=changed.account,
            kind="changed",
            at="2025-01-01T00:00:00.000Z",
            actor="a",
            dialect="native",
            request="r",
            version=changed.version,
        )
    )


def fail_with(error: BaseException) -> Callable[[UnitOfWork], None]:
    """The end of a unit that fails."""

    def fail(_: UnitOfWork) -> None:
        raise error

    return fail


def kinds(outcomes: list[Outcome]) -> list[str]:
    """The outcomes by name."""
    return [type(outcome).__name__ for outcome in outcomes]


def run_all(installation: Installation, units: list[NamedUnit], sizes: list[int]) -> list[Success | UnitFailure]:
    """Runs units in groups of at most these sizes, and again alone those that must, as the executor does."""
    outcomes: dict[NamedUnit, Success | UnitFailure] = {}
    waiting, size = list(units), iter(sizes)
    while waiting:
        group = waiting[: next(size, 3)]
        taken = installation.store.run_group(iter(group))
        for unit, outcome in zip(group, taken, strict=False):
            match outcome:
                case Conflict() | Interruption():
                    outcomes[unit] = installation.store.run_again(unit, outcome)
                case _:
                    outcomes[unit] = outcome
        waiting = waiting[len(taken) :]
    return [outcomes[unit] for unit in units]


def stored_orders(installation: Installation) -> dict[str, int]:
    """The versions of the stored orders, by GUID."""
    with installation.store.sql.connect() as connection:
        rows = connection.exec_driver_sql("SELECT guid, version FROM orders").all()
    return {row.guid: row.version for row in rows}
