"""Order lookups shared by readers and transactions: which statements to run, and the ownership check."""

from typing import Any, NamedTuple

from sqlalchemy import Dialect, Select

from triplicate.app.ports import Reference, Stored
from triplicate.core.access import Principal
from triplicate.core.failures import NoSuchOrder, NotYourOrder, Refused

DEADLINE_S = 5.0
"""How long a read may wait for the database before the request fails."""


class Lookup(NamedTuple):
    """A statement by its name, with its positional parameters."""

    statement: str
    parameters: tuple[Any, ...]


def text(statement: Select[Any], dialect: Dialect) -> str:
    """The SQL text of a statement for an SQLAlchemy dialect."""
    return str(statement.compile(dialect=dialect))


def lookups(principal: Principal, reference: Reference) -> tuple[Lookup, ...]:
    """The lookups for an order, to be tried in turn until one returns rows. A number is unique within an account."""
    if reference.kind != "number":
        return (Lookup(reference.kind, (reference.value,)),)
    if principal.account is None:
        return tuple(Lookup(f"{name} everywhere", (reference.value,)) for name in ("number", "shown"))
    within = (reference.value, principal.account)
    return Lookup("number", within), Lookup("shown", within)


def owned(principal: Principal, reference: Reference, rows: list[Any]) -> Stored:
    """The single row found, if the principal owns it.

    Raises DomainError: OrderNotFound for none or several rows, OrderOfAnotherAccount if it belongs to another account.
    """
    if len(rows) != 1:
        raise Refused(NoSuchOrder(str(reference.value)))
    if not principal.owns(rows[0][0]):
        raise Refused(NotYourOrder(str(reference.value)))
    return Stored(*rows[0][:3])
