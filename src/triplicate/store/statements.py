"""Prebuilt statements that are executed often, with bind parameters."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, literal_column, select, update

from triplicate.store import schema

_orders, _numbers, _counters, _facets = schema.orders.c, schema.numbers.c, schema.counters.c, schema.facets.c
_value: BindParameter[Any] = bindparam("value")
_account: BindParameter[Any] = bindparam("account")
_kind: BindParameter[Any] = bindparam("kind")
_order = select(_orders.account, _orders.version, _orders.document)
_own = _order.where(_orders.number == _value)
_shown = _order.join(schema.numbers, _numbers.order == _orders.guid).where(
    _numbers.kind == literal_column("'order'"), _numbers.number == _value
)


def first(query: Select[Any], many: ColumnElement[int]) -> Select[Any]:
    """Limits the rows. The explicit offset avoids the bind parameter that SQLAlchemy adds for SQLite."""
    return query.limit(many).offset(literal_column("0"))


def _two(query: Select[Any]) -> Select[Any]:
    """Limits to two rows, which is enough to detect an ambiguous name."""
    return first(query, literal_column("2"))


_last = (
    first(select(schema.ledger.c.balance).order_by(schema.ledger.c.number.desc()), literal_column("1"))
    .where(schema.ledger.c.account == schema.accounts.c.id)
    .scalar_subquery()
)
_lists, _versions = schema.price_lists.c, schema.price_lists.alias("versions").c
_newest = select(func.max(_versions.version)).where(_versions.account == _lists.account).scalar_subquery()

ONE_ROW: dict[str, Select[Any]] = {
    "guid": _order.where(_orders.guid == _value),
    "oid": _order.where(_orders.oid == _value),
    "number": _own.where(_orders.account == _account),
    "number everywhere": _two(_own),
    "shown": _two(_shown.where(_numbers.account == _account)),
    "shown everywhere": _two(_shown),
    "credential": select(schema.credentials).where(schema.credentials.c.lookup == _value),
    "user": select(schema.users).where(schema.users.c.email == _value),
    "file": select(schema.files).where(schema.files.c.id == _value),
    "account": select(schema.accounts, func.coalesce(_last, literal_column("0"))).where(schema.accounts.c.id == _value),
    "prices": first(
        select(schema.price_lists)
        .where(_lists.account.in_([_value, literal_column("''")]), _lists.version == _newest)
        .order_by(_lists.account.desc()),
        literal_column("1"),
    ),
}
"""`account` adds the balance of the last ledger entry; `prices` prefers the account's own list to the default."""

NUMBER_TAKEN: dict[str, Select[Any]] = {
    "order": select(exists().where(_orders.account == _account, _orders.number == _value)),
    "line": select(
        exists().where(
            _numbers.account == _account, _numbers.kind == literal_column("'line'"), _numbers.number == _value
        )
    ),
}
COUNTER = select(_counters.next).where(_counters.account == _account, _counters.kind == _kind).with_for_update()
MOVE_COUNTER = (
    update(schema.counters)
    .where(_counters.account == bindparam("of"), _counters.kind == bindparam("what"))
    .values(next=bindparam("to"))
)
POSITION_TAKEN = select(_orders.id).where(_orders.position == _value)
LINES_NOTED = select(_numbers.number).where(
    _numbers.account == _account,
    _numbers.kind == literal_column("'line'"),
    _numbers.number.in_(bindparam("numbers", expanding=True)),
    _numbers.order == bindparam("of"),
)
LOCKED: dict[str, Select[Any]] = {
    name: ONE_ROW[name].add_columns(_orders.position, _orders.changed).with_for_update(of=schema.orders)
    for name in ("guid", "oid", "number", "number everywhere", "shown", "shown everywhere")
}
_of_piece = (
    _order.add_columns(_orders.position, _orders.changed)
    .join(schema.pieces, schema.pieces.c.order == _orders.guid)
    .where(schema.pieces.c.piece == _value)
)
OF_PIECE: dict[bool, Select[Any]] = {
    bound: _two(_of_piece.where(_orders.account == _account) if bound else _of_piece).with_for_update(of=schema.orders)
    for bound in (False, True)
}
"""The orders with a piece of this GUID: of one account (True) or of all (False)."""
REFERRING = first(
    select(_orders.position, _orders.guid, _orders.document)
    .join(schema.facets, (_facets.account == _orders.account) & (_facets.position == _orders.position))
    .where(
        _facets.account == _account,
        _facets.facet == bindparam("facet"),
        _facets.value == _value,
        _facets.position < bindparam("before"),
    )
    .order_by(_facets.position.desc()),
    literal_column("20"),
)
NEXT_VERSION = (
    update(schema.orders)
    .where(_orders.guid == bindparam("of"))
    .values(
        version=bindparam("version"),
        shape=bindparam("shape"),
        changed=bindparam("changed"),
        document=bindparam("document"),
    )
)
