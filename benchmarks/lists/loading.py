"""Fills a Triplicate with the orders to be listed, through its own store; what is there already stays.

Only the batches are larger than in service, and on SQLite the commits of the load do not wait for the disk and its
cache is large: every row is written by the code that writes it in service.
"""

import sys
import time
from functools import partial

import msgspec
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts.directory import create_account
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import READ
from triplicate.core.order.order import Order
from triplicate.main import Installation

from harness.installation import hurry
from lists import orders

BATCH = 5_000
LOADED = "benchmark orders"
replace = msgspec.structs.replace


def fill(of: Installation, count: int) -> str:
    """Makes sure that so many orders are there; a token that may list those of all accounts."""
    of.ensure_ready(upgrade=True)
    hurry(of)
    of.store.run("benchmark accounts", partial(_accounts, of))
    loaded = of.store.run("benchmark orders", lambda unit: int(unit.ensure_setting(LOADED, "0")))
    started, before = time.monotonic(), loaded
    while loaded < count:
        following = min(count, loaded + BATCH)
        of.store.run("benchmark orders", partial(_batch, loaded, following, count))
        loaded = following
        pace = (loaded - before) / (time.monotonic() - started)
        print(f"\r  {loaded:,} of {count:,}, {pace:,.0f}/s ", end="", file=sys.stderr, flush=True)
    if loaded > before:
        print(file=sys.stderr)
    grant = Grant("native", None, scopes=(READ,), label="benchmark")
    token, _ = of.store.run("benchmark token", lambda unit: issue(unit, grant, of.now(), of.keys.jwt))
    of.store.close()
    return token


def _accounts(of: Installation, unit: UnitOfWork) -> None:
    for number, account in enumerate(orders.ACCOUNTS):
        if unit.accounts.get(account) is None:
            create_account(unit, account, f"Account {number}", "EUR", of.now())


def _batch(start: int, following: int, count: int, unit: UnitOfWork) -> None:
    for index in range(start, following):
        made = _numbered(unit, orders.order(index, count))
        unit.orders.add(made)
        unit.record_event(_placed(made))
    unit.store_setting(LOADED, str(following))


def _numbered(unit: UnitOfWork, made: Order) -> Order:
    lines = tuple(replace(line, number=unit.orders.take_number(made.account, "line", 0)) for line in made.lines)
    return replace(made, number=unit.orders.take_number(made.account, "order", 0), lines=lines)


def _placed(made: Order) -> Event:
    return Event(
        order=made.guid,
        account=made.account,
        kind="placed",
        at=made.created_at or "",
        actor="benchmark",
        dialect="native",
        request="benchmark",
        version=1,
        data={"number": made.number},
    )
