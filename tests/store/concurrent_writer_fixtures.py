"""A crowd that places and changes orders at the same time, in threads or in processes; what each of them wrote."""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress

import msgspec

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import HERE, THERE, Undone
from tests.strategies.orders import line, order
from triplicate.app.ports import Reference, Unit
from triplicate.app.records import Event
from triplicate.core.access import OPERATOR
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order.order import Order
from triplicate.main import House

WORKERS, ROUNDS = 4, 15
STEPS, PAYMENTS = [Step.CREATED, Step.VALIDATED, Step.SHIPPED], [None, Payment.UNPAID, Payment.PAID]


def threads() -> Executor:
    """The crowd as threads of this process."""
    return ThreadPoolExecutor(WORKERS)


def processes() -> Executor:
    """The crowd as processes of their own."""
    return ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn"))


def gather(executor: Executor, database: Database) -> int:
    """Lets the crowd work; how many transactions came to an end."""
    with executor:
        return sum(executor.map(work, [database] * WORKERS, range(WORKERS)))


def work(database: Database, place: int) -> int:
    """What one of the crowd does: transactions of some orders each, in both accounts, some of them undone."""
    house = House(database.config())
    chance, mine, ended = random.Random(place), list[str](), 0
    for _ in range(ROUNDS):
        deed = _deed(chance, list(mine))
        with suppress(Undone):
            mine = house.store.run("crowd", deed)
            ended += 1
    house.store.close()
    return ended


def _deed(chance: random.Random, mine: list[str]) -> Callable[[Unit], list[str]]:
    seed = chance.random()

    def deed(unit: Unit) -> list[str]:
        again, known = random.Random(seed), list(mine)
        for _ in range(again.randrange(1, 4)):
            if known and again.random() < 0.5:
                _change(unit, again.choice(known), again)
            else:
                known.append(_add(unit, again))
        time.sleep(again.random() / 500)
        if again.random() < 0.2:
            raise Undone
        return known

    return deed


def _add(unit: Unit, chance: random.Random) -> str:
    """Adds an order; those of both accounts lock the counters in the same sequence."""
    account = chance.choice([HERE, THERE])
    digits = f"{chance.getrandbits(128):032x}"
    guid = f"{digits[:8]}-{digits[8:12]}-4000-8000-{digits[20:]}"
    made = order(
        guid=guid,
        oid=digits[:24],
        account=account,
        number=unit.orders.take_number(account, "order", 0),
        step=chance.choice(STEPS),
        payment=chance.choice(PAYMENTS),
        lines=(msgspec.structs.replace(line(0), number=unit.orders.take_number(account, "line", 0)),),
    )
    unit.orders.add(made)
    _record(unit, made, "placed")
    return guid


def _change(unit: Unit, guid: str, chance: random.Random) -> None:
    found = unit.orders.get(OPERATOR, Reference("guid", guid))
    after = msgspec.structs.replace(
        found, version=found.version + 1, step=chance.choice(STEPS), payment=chance.choice(PAYMENTS)
    )
    unit.orders.replace(after)
    _record(unit, after, "changed")


def _record(unit: Unit, told: Order, kind: str) -> None:
    unit.record(
        Event(
            order=told.guid,
            account=told.account,
            kind=kind,
            at="2025-01-01T00:00:00.000Z",
            actor="crowd",
            dialect="native",
            request="r",
            version=told.version,
        )
    )
