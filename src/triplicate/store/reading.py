"""What the two fast readers and the transactions share: what to ask for an order, and who owns what comes back."""

from typing import Any, NamedTuple

from sqlalchemy import Dialect, Select

from triplicate.app.ports import Reference, Stored
from triplicate.core.access import Principal
from triplicate.core.failures import NoSuchOrder, NotYourOrder, Refused

DEADLINE_S = 5.0
"""How long a read may wait for the database before the caller gets an answer."""


class Lookup(NamedTuple):
    """One question to the database: a statement by its name, and its parameters in the order they stand in it."""

    statement: str
    parameters: tuple[Any, ...]


def text(statement: Select[Any], dialect: Dialect) -> str:
    """The statement in the driver's own words."""
    return str(statement.compile(dialect=dialect))


def lookups(principal: Principal, reference: Reference) -> tuple[Lookup, ...]:
    """What to ask for an order, in this order, until something answers. A number counts within an account."""
    if reference.kind != "number":
        return (Lookup(reference.kind, (reference.value,)),)
    if principal.account is None:
        return tuple(Lookup(f"{name} everywhere", (reference.value,)) for name in ("number", "shown"))
    within = (reference.value, principal.account)
    return Lookup("number", within), Lookup("shown", within)


def owned(principal: Principal, reference: Reference, rows: list[Any]) -> Stored:
    """The one row that the reference means and the principal owns.

    Raises Refused: NoSuchOrder when there is none (or a number means several), NotYourOrder when it is another's.
    """
    if len(rows) != 1:
        raise Refused(NoSuchOrder(str(reference.value)))
    if not principal.owns(rows[0][0]):
        raise Refused(NotYourOrder(str(reference.value)))
    return Stored(*rows[0][:3])
