"""Order lookups shared by readers and transactions: which statements to run, and the ownership check."""

from typing import Any, NamedTuple

from sqlalchemy import Dialect, Select

from triplicate.app.ports import OrderName
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError, OrderNotFound, OrderOfAnotherAccount, PieceNotFound, invalid
from triplicate.store.cursor import Row

DEADLINE_S = 5.0
"""How long a read may wait for the database before the request fails."""


class Lookup(NamedTuple):
    """A statement by its name, with its positional parameters."""

    statement: str
    parameters: tuple[Any, ...]


def to_sql(statement: Select[Any], dialect: Dialect) -> str:
    """The SQL text of a statement for an SQLAlchemy dialect."""
    return str(statement.compile(dialect=dialect))


def lookups(principal: Principal, name: OrderName) -> tuple[Lookup, ...]:
    """The lookups for an order, to be tried in turn until one returns rows. A number is unique within an account."""
    kinds = ("number", "alias") if name.kind == "number" else (name.kind,)
    if principal.account is None:
        return tuple(Lookup(f"{kind} everywhere", (name.value,)) for kind in kinds)
    return tuple(Lookup(kind, (name.value, principal.account)) for kind in kinds)


def require_owned_row(principal: Principal, name: OrderName, rows: list[Row]) -> Row:
    """The single row of an order, which begins with its account, if the principal owns it.

    Raises DomainError: OrderNotFound for none or several rows, OrderOfAnotherAccount if it belongs to another account.
    """
    if rows and not principal.owns(rows[0][0]):
        raise DomainError(OrderOfAnotherAccount(str(name.value)))
    if len(rows) != 1:
        raise DomainError(OrderNotFound(str(name.value)))
    return rows[0]


def piece_lookup(principal: Principal, piece_guid: str) -> Lookup:
    """The lookup of the orders, at most two, of a piece's GUID that the principal may see."""
    if principal.account is None:
        return Lookup("piece everywhere", (piece_guid,))
    return Lookup("piece", (piece_guid, principal.account))


def require_order_of_piece(piece_guid: str, rows: list[Any]) -> Any:
    """The single row found; raises DomainError: PieceNotFound, InvalidInput for several orders."""
    if not rows:
        raise DomainError(PieceNotFound(piece_guid))
    if len(rows) > 1:
        raise invalid("piece", f"several orders have a piece {piece_guid}")
    return rows[0]
