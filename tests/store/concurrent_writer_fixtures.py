"""Concurrent writers, in threads or in processes, that place and change orders at random."""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress

import msgspec

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback
from tests.strategies.orders import line, order
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import OPERATOR
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order.order import Order
from triplicate.main import Installation

WORKERS, ROUNDS = 4, 15
STEPS, PAYMENTS = [Step.CREATED, Step.VALIDATED, Step.SHIPPED], [None, Payment.UNPAID, Payment.PAID]


def thread_pool() -> Executor:
    """The crowd as threads of this process."""
    return ThreadPoolExecutor(WORKERS)


def process_pool() -> Executor:
    """The crowd as processes of their own."""
    return ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn"))


def run_writers(executor: Executor, database: Database) -> int:
    """Lets the crowd work; how many transactions came to an end."""
    with executor:
        return sum(executor.map(run_writer, [database] * WORKERS, range(WORKERS)))


def run_writer(database: Database, place: int) -> int:
    """What one of the crowd does: transactions of some orders each, in both accounts, some of them undone."""
    installation = Installation(database.config())
    chance, mine, ended = random.Random(place), list[str](), 0
    for _ in range(ROUNDS):
        deed = _random_transaction(chance, list(mine))
        with suppress(Rollback):
            mine = installation.store.run("crowd", deed)
            ended += 1
    installation.store.close()
    return ended


def _random_transaction(chance: random.Random, mine: list[str]) -> Callable[[UnitOfWork], list[str]]:
    seed = chance.random()

    def deed(unit: UnitOfWork) -> list[str]:
        again, known = random.Random(seed), list(mine)
        for _ in range(again.randrange(1, 4)):
            if known and again.random() < 0.5:
                _change_order(unit, again.choice(known), again)
            else:
                known.append(_add_order(unit, again))
        time.sleep(again.random() / 500)
        if again.random() < 0.2:
            raise Rollback
        return known

    return deed


def _add_order(uow: UnitOfWork, chance: random.Random) -> str:
    """Adds an order; those of both accounts lock the counters in the same sequence."""
    account = chance.choice([ACCOUNT, OTHER_ACCOUNT])
    digits = f"{chance.getrandbits(128):032x}"
    guid = f"{digits[:8]}-{digits[8:12]}-4000-8000-{digits[20:]}"
    made = order(
        guid=guid,
        oid=digits[:24],
        account=account,
        number=uow.orders.take_number(account, "order", 0),
        step=chance.choice(STEPS),
        payment=chance.choice(PAYMENTS),
        lines=(msgspec.structs.replace(line(0), number=uow.orders.take_number(account, "line", 0)),),
    )
    uow.orders.add(made)
    _record_event(uow, made, "placed")
    return guid


def _change_order(uow: UnitOfWork, guid: str, chance: random.Random) -> None:
    record = uow.orders.get(OPERATOR, OrderName("guid", guid))
    after = msgspec.structs.replace(
        record, version=record.version + 1, step=chance.choice(STEPS), payment=chance.choice(PAYMENTS)
    )
    uow.orders.replace(after)
    _record_event(uow, after, "changed")


def _record_event(uow: UnitOfWork, told: Order, kind: str) -> None:
    uow.record_event(
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
