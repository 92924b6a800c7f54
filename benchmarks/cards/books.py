"""Whether the books are right after the rounds: as many orders, debits, events, keys and kept answers as answers given,
numbers without gaps, and the balance lower by exactly what these orders cost."""

from decimal import Decimal
from typing import NamedTuple

from cards.creating import KEYS, LINKS, NATIVE, Kind, first
from cards.services import Desk
from harness.orders import rows

COUNTED = {
    "printags": "select count(*) from orders where origin = 'printags'",
    "native": "select count(*) from orders where origin = 'native'",
    "placed": "select count(*) from events where kind = 'placed'",
    "paid": "select count(*) from events where kind = 'paid'",
    "debits": "select count(*) from ledger where kind = 'debit'",
    "movements": "select count(*) from ledger",
    "pieces": "select count(*) from pieces",
    "keys": "select count(*) from piece_keys",
    "answers": "select count(*) from idempotency",
}
NUMBERED = {
    "orders": "select count(distinct number), max(number) from orders",
    "movements": "select count(distinct number), max(number) from ledger",
    "events": "select sum(found), sum(last) from (select count(distinct number) as found, max(number) as last "
    "from events group by account) as numbers",
}
PIECES = 5


class Books(NamedTuple):
    counts: dict[str, int]
    balance: Decimal


def books(desk: Desk) -> Books:
    return Books({what: int(str(rows(desk.location, query)[0][0])) for what, query in COUNTED.items()}, desk.balance())


def settled(desk: Desk, before: Books, prices: dict[str, Decimal]) -> None:
    """Ends the run unless everything adds up."""
    after = books(desk)
    more = {what: count - before.counts[what] for what, count in after.counts.items()}
    if more != expected(desk.answers):
        raise SystemExit(f"{desk.name}: to {desk.answers} answers there are {more} more, not {expected(desk.answers)}.")
    spent = sum((price * desk.answers[kind] for kind, price in prices.items()), Decimal(0))
    if not spent or after.balance != before.balance - spent:
        raise SystemExit(f"{desk.name}: the balance went from {before.balance} to {after.balance}, not by {spent}.")
    for what, query in NUMBERED.items():
        [(there, last)] = rows(desk.location, query)
        if there != last:
            raise SystemExit(f"{desk.name}: the numbers of {what} have gaps: {there} up to {last}.")


def expected(answers: dict[str, int]) -> dict[str, int]:
    links, keys, native = (answers.get(kind.name, 0) for kind in (LINKS, KEYS, NATIVE))
    printags, all_of_them = links + keys, links + keys + native
    return {
        "printags": printags,
        "native": native,
        "placed": all_of_them,
        "paid": printags,
        "debits": printags,
        "movements": printags,
        "pieces": PIECES * all_of_them,
        "keys": keys,
        "answers": all_of_them,
    }


def priced(desk: Desk) -> dict[str, Decimal]:
    """What an order of each kind that is debited costs, as the first of them says when it is read: all are alike."""
    return {kind.name: _price(desk, kind) for kind in (LINKS, KEYS)}


def _price(desk: Desk, kind: Kind) -> Decimal:
    order = desk.ask(f"/accounts/@me/orders/{first(desk, kind)['orderId']}")["order"]
    if len(order["products"]) != PIECES or order["status"] != "created":
        raise SystemExit(f"{desk.name}: an order of {kind.name} is read as {order}.")
    return Decimal(str(order["total"]))
