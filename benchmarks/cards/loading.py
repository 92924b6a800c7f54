"""Fills a Triplicate with orders as Printags' API places them: priced, paid from the balance, in pieces and with keys.

What the API does in a transaction of its own for each is done here for many at a time; what is there already stays.
"""

import sys
import time
import uuid
from functools import partial
from typing import NamedTuple

import msgspec
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import balance, directory
from triplicate.app.accounts.balance import PAY_FROM_BALANCE
from triplicate.app.catalog import price_lists
from triplicate.app.context import Context
from triplicate.app.orders.place import place
from triplicate.app.orders.place_priced import QuoteContext
from triplicate.app.ports import UnitOfWork
from triplicate.cli.accounts.prices import sample_text
from triplicate.core import ids, times
from triplicate.core.access import OPERATOR, READ, WRITE
from triplicate.core.catalog import price_list_file
from triplicate.core.catalog.price_list import PriceList, decode
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.orders import parse_request, requests
from triplicate.main import Installation

from cards import orders
from harness.installation import hurry
from lists.orders import moment

BATCH = 500
LOADED = "benchmark cards"
ACCOUNT = ids.derived_guid("bench", "cards")
PAID_IN = 10**12


class Tokens(NamedTuple):
    """What the account signs in with, by dialect."""

    printags: str
    native: str


class Shop(NamedTuple):
    """The prices of the account, under their name."""

    prices: PriceList
    name: str


def fill(of: Installation, count: int) -> Tokens:
    """Makes sure that so many orders are there; what the account signs in with."""
    of.ensure_ready(upgrade=True)
    hurry(of)
    shop = of.store.run("benchmark shop", partial(_shop, of))
    loaded = of.store.run("benchmark orders", lambda unit: int(unit.ensure_setting(LOADED, "0")))
    started, before = time.monotonic(), loaded
    while loaded < count:
        following = min(count, loaded + BATCH)
        of.store.run("benchmark orders", partial(_batch, of, shop, loaded, following, count))
        loaded = following
        pace = (loaded - before) / (time.monotonic() - started)
        print(f"\r  {loaded:,} of {count:,}, {pace:,.0f}/s ", end="", file=sys.stderr, flush=True)
    if loaded > before:
        print(file=sys.stderr)
    tokens = of.store.run("benchmark tokens", partial(_tokens, of))
    of.store.close()
    return tokens


def _shop(of: Installation, unit: UnitOfWork) -> Shop:
    """The account with its money and prices."""
    doing = _acting(of, times.from_datetime(of.now()))
    if unit.accounts.get(ACCOUNT) is None:
        directory.create_account(unit, ACCOUNT, "Cards", "EUR", of.now())
        price_lists.import_price_list(unit, doing, None, price_list_file.read(price_list_file.parse(sample_text())))
        balance.top_up(unit, doing, ACCOUNT, PAID_IN)
    version = unit.prices.current(ACCOUNT)
    assert version is not None
    return Shop(decode(version.document), version.name)


def _batch(of: Installation, shop: Shop, start: int, following: int, count: int, unit: UnitOfWork) -> None:
    for index in range(start, following):
        given = orders.before(index)
        world = QuoteContext(shop.prices, shop.name, "EN", str(uuid.uuid4()), lambda id: None)
        new = parse_request.parse_order(msgspec.convert(given, requests.NewOrder), given, world)
        place(unit, _acting(of, times.from_datetime(moment(index / count))), ACCOUNT, NAME, new, PAY_FROM_BALANCE)
    unit.store_setting(LOADED, str(following))


def _tokens(of: Installation, unit: UnitOfWork) -> Tokens:
    def token(dialect: str) -> str:
        grant = Grant(dialect, ACCOUNT, scopes=(READ, WRITE), label="benchmark")
        return issue(unit, grant, of.now(), of.keys.jwt)[0]

    return Tokens(printags=token("printags"), native=token("native"))


def _acting(of: Installation, at: str) -> Context:
    return of.context(OPERATOR, "benchmark")._replace(at=at)
