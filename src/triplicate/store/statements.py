"""Prebuilt statements that are executed often, with bind parameters."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)

from triplicate.store import schema
from triplicate.store.multi_row import MultiRow

_orders, _numbers, _counters, _facets = schema.orders.c, schema.numbers.c, schema.counters.c, schema.facets.c
_value: BindParameter[Any] = bindparam("value")
_account: BindParameter[Any] = bindparam("account")
_order = select(_orders.account, _orders.version, _orders.digest, _orders.shape, _orders.document)
_by_number = _order.where(_orders.number == _value)
_by_alias = _order.join(schema.numbers, (_numbers.order == _orders.guid) & (_numbers.account == _orders.account)).where(
    _numbers.kind == literal_column("'order'"), _numbers.number == _value
)
_all_accounts = select(schema.accounts.c.id)
"""Whoever looks a number up everywhere probes the index within each account, since none begins with the number."""
_file = select(schema.files).where(schema.files.c.id == _value)


def with_limit(query: Select[Any], limit: ColumnElement[int]) -> Select[Any]:
    """Limits the rows. The explicit offset avoids the bind parameter that SQLAlchemy adds for SQLite."""
    return query.limit(limit).offset(literal_column("0"))


def _at_most_two(query: Select[Any]) -> Select[Any]:
    """Limits to two rows, which is enough to detect an ambiguous name."""
    return with_limit(query, literal_column("2"))


_last_balance = (
    with_limit(select(schema.ledger.c.balance).order_by(schema.ledger.c.number.desc()), literal_column("1"))
    .where(schema.ledger.c.account == schema.accounts.c.id)
    .scalar_subquery()
)
_lists, _versions = schema.price_lists.c, schema.price_lists.alias("versions").c
_newest_version = select(func.max(_versions.version)).where(_versions.account == _lists.account).scalar_subquery()

_pieces = schema.pieces.c
_by_piece = _order.join(schema.pieces, (_pieces.order == _orders.guid) & (_pieces.account == _orders.account)).where(
    _pieces.piece == _value
)

ONE_ROW: dict[str, Select[Any]] = {
    "guid": _order.where(_orders.guid == _value, _orders.account == _account),
    "oid": _order.where(_orders.oid == _value, _orders.account == _account),
    "number": _by_number.where(_orders.account == _account),
    "alias": _at_most_two(_by_alias.where(_numbers.account == _account)),
    "guid everywhere": _at_most_two(_order.where(_orders.guid == _value)),
    "oid everywhere": _at_most_two(_order.where(_orders.oid == _value)),
    "number everywhere": _at_most_two(_by_number.where(_orders.account.in_(_all_accounts))),
    "alias everywhere": _at_most_two(_by_alias.where(_numbers.account.in_(_all_accounts))),
    "piece": _at_most_two(_by_piece.where(_orders.account == _account)),
    "piece everywhere": _at_most_two(_by_piece),
    "credential": select(schema.credentials).where(schema.credentials.c.lookup == _value),
    "user": select(schema.users).where(schema.users.c.email == _value),
    "file": _file.where(schema.files.c.account == _account),
    "file everywhere": _at_most_two(_file),
    "file usage": select(schema.file_usage.c.bytes).where(schema.file_usage.c.account == _value),
    "account": select(schema.accounts, func.coalesce(_last_balance, literal_column("0"))).where(
        schema.accounts.c.id == _value
    ),
    "response": select(schema.idempotency).where(
        schema.idempotency.c.account == _account,
        schema.idempotency.c.caller == bindparam("caller"),
        schema.idempotency.c.key == bindparam("under"),
        schema.idempotency.c.expires_at > bindparam("now"),
    ),
    "prices": with_limit(
        select(schema.price_lists)
        .where(_lists.account.in_([_value, literal_column("''")]), _lists.version == _newest_version)
        .order_by(_lists.account.desc()),
        literal_column("1"),
    ),
}
"""`account` adds the balance of the last ledger entry; `prices` prefers the account's own list to the default."""

VERSION_STATEMENTS = {name: f"{name} version" for name in ("guid", "oid", "number", "alias")}
"""The names of the statements that read an order's version only, by those that read the order, within an account."""
ONE_ROW |= {
    version_name: ONE_ROW[name].with_only_columns(_orders.account, _orders.version, _orders.digest)
    for name, version_name in VERSION_STATEMENTS.items()
}

NUMBER_TAKEN: dict[str, Select[Any]] = {
    "order": select(exists().where(_orders.account == _account, _orders.number == _value)),
    "line": select(
        exists().where(
            _numbers.account == _account, _numbers.kind == literal_column("'line'"), _numbers.number == _value
        )
    ),
}
LOCK_COUNTERS = (
    select(_counters.kind, _counters.next)
    .where(_counters.account == _account)
    .order_by(_counters.kind)
    .with_for_update()
)
"""The counters of an account, locked: whoever holds them has the account to itself until the transaction ends."""
ORDER_FOR_UPDATE: dict[str, Select[Any]] = {
    name: ONE_ROW[name].add_columns(_orders.position, _orders.changed).with_for_update(of=schema.orders)
    for name in ("guid", "oid", "number", "alias")
}
ACCOUNTS_WITH_NUMBER: dict[str, Select[Any]] = {
    name: ONE_ROW[f"{name} everywhere"].with_only_columns(_orders.account) for name in ("number", "alias")
}
"""The accounts, at most two, in which an order has this number."""


def _accounts_with_order(id_name: str) -> MultiRow:
    return MultiRow(
        "WITH names (name) AS (VALUES ",
        "(CAST(:name_{n} AS text))",
        tail=") SELECT names.name, min(orders.account), max(orders.account) FROM names CROSS JOIN orders "
        f"WHERE orders.{id_name} = names.name GROUP BY names.name",
    )


ACCOUNTS_WITH_ORDER = {id_name: _accounts_with_order(id_name) for id_name in ("guid", "oid")}
"""Of each of these ids that orders have: the first and the last account in which one has it."""
ACCOUNTS_WITH_PIECE = _at_most_two(select(_pieces.account).where(_pieces.piece == _value))
ORDERS_BY_PIECE = ONE_ROW["piece"].add_columns(_orders.position, _orders.changed).with_for_update(of=schema.orders)
INSERT_ORDER = (
    insert(schema.orders)
    .prefix_with("OR FAIL", dialect="sqlite")
    .from_select(
        schema.orders.columns.keys(),
        select(*(bindparam(column.name, type_=column.type) for column in schema.orders.columns)).where(
            ~exists().where(schema.orders.alias("others").c.position == bindparam("position", type_=BigInteger))
        ),
    )
)
"""Inserts nothing if an order has this position: lists over all accounts are paged by position."""
POSITIONS_IN_USE = MultiRow(
    "WITH places (account, position) AS (VALUES ",
    "(CAST(:account_{n} AS text), CAST(:position_{n} AS bigint))",
    tail=") SELECT places.position FROM places CROSS JOIN orders WHERE orders.position = places.position",
)
"""Those positions of new orders, each in its account, that orders of any account have: as `INSERT_ORDER` finds out."""
ORDERS_BY_REFERENCE = with_limit(
    select(_orders.position, _orders.guid, _orders.shape, _orders.document)
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
UPDATE_ORDER = (
    update(schema.orders)
    .where(_orders.account == bindparam("of_account"), _orders.position == bindparam("at_position"))
    .values(
        version=bindparam("version"),
        shape=bindparam("shape"),
        changed=bindparam("changed"),
        digest=bindparam("digest"),
        document=bindparam("document"),
    )
)
