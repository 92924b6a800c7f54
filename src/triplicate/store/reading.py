"""What the two fast readers share: their statements, written with SQLAlchemy and compiled once, and who owns a row."""

from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Dialect, Select, bindparam, literal_column, select

from triplicate.app.ports import Reference, Stored
from triplicate.core.access import Principal
from triplicate.store import schema
from triplicate.store.orders import owned

DEADLINE_S = 5.0
"""How long a read may wait for the database before the caller gets an answer."""

_orders, _numbers = schema.orders.c, schema.numbers.c
_order = select(_orders.account, _orders.version, _orders.document)
_value: BindParameter[Any] = bindparam("value")
_account: BindParameter[Any] = bindparam("account")
_own = _order.where(_orders.number == _value)
_shown = _order.join(schema.numbers, _numbers.order == _orders.guid).where(
    _numbers.kind == literal_column("'order'"), _numbers.number == _value
)

ONE_ROW: dict[str, Select[Any]] = {
    "guid": _order.where(_orders.guid == _value),
    "oid": _order.where(_orders.oid == _value),
    "number": _own.where(_orders.account == _account),
    "number everywhere": _own.limit(literal_column("2")).offset(literal_column("0")),
    "shown": _shown.where(_numbers.account == _account),
    "shown everywhere": _shown.limit(literal_column("2")).offset(literal_column("0")),
    "credential": select(schema.credentials).where(schema.credentials.c.lookup == _value),
    "user": select(schema.users).where(schema.users.c.email == _value),
    "file": select(schema.files).where(schema.files.c.id == _value),
}


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


def stored(principal: Principal, reference: Reference, rows: list[Any]) -> Stored:
    """The caller's order among the rows; raises Refused like `owned`."""
    return Stored(*owned(principal, reference, rows))
