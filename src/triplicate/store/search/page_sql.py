"""Builds the SQL of a list page: candidates in order from one leading index, filtered by the remaining conditions.

A candidate that fails a condition is returned without its document, so the caller knows how far the scan has come.
Statements use keyset pagination: none counts, skips or sorts more rows than it returns.
"""

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    literal_column,
    select,
    tuple_,
    union_all,
)

from triplicate.core.search.facets import Facet
from triplicate.store import schema
from triplicate.store.repositories.facets import CODES
from triplicate.store.search.indexes import Search
from triplicate.store.statements import with_limit

_orders, _facets = schema.orders.c, schema.facets.c
_integer_parameters = {
    name: bindparam(name, type_=BigInteger)
    for name in ("before", "low", "before_changed", "changed_low", "changed_high", "many")
}
_UNSCOPED_INDEXES = ("words", "beginnings")
"""Leading indexes whose candidates may belong to any account."""


class PageShape(NamedTuple):
    """The shape of a page statement, which is its cache key: the leading index, the account scope and the filters.

    `facets` gives the number of values per facet. `word_count` is the number of words to check; `filters_created` and
    `filters_changed` say whether the times of creation and of the last change are bounded.
    """

    leading_index: Literal["position", "changed", "words", "beginnings", "known"] | Facet
    value_count: int
    within_account: bool
    facets: tuple[tuple[Facet, int], ...] = ()
    word_count: int = 0
    filters_created: bool = False
    filters_changed: bool = False

    @property
    def is_covered_by_index(self) -> bool:
        """Whether the leading index answers the query without further conditions."""
        return not (self.facets or self.word_count or self.filters_created or self.filters_changed)


def parameter_name(facet: Facet, index: int) -> str:
    """The bind name of a facet's value."""
    return f"{facet.value}_{index}"


@lru_cache(maxsize=512)
def page_statement(shape: PageShape, search: Search) -> Select[Any]:
    """Selects position, changed, account, version, digest, shape and document (null where a condition fails)."""
    candidates = _candidates(shape, search).subquery("found")
    conditions = _conditions(shape, search)
    document = case((and_(*conditions), _orders.document)) if conditions else _orders.document
    if "account" in candidates.c:
        account_conditions = [_orders.account == candidates.c.account]
    else:
        account_conditions = [] if shape.leading_index in _UNSCOPED_INDEXES else _scope(shape, _orders.account)
    ordering = (
        [candidates.c.changed.desc(), candidates.c.position.desc()]
        if shape.leading_index == "changed"
        else [candidates.c.position.desc()]
    )
    columns = (
        _orders.position,
        _orders.changed,
        _orders.account,
        _orders.version,
        _orders.digest,
        _orders.shape,
        document,
    )
    return (
        select(*columns)
        .select_from(
            candidates.join(schema.orders, and_(_orders.position == candidates.c.position, *account_conditions))
        )
        .order_by(*ordering)
    )


def _candidates(shape: PageShape, search: Search) -> Select[Any]:
    match shape.leading_index:
        case "position":
            return _position_scan(shape, _orders)
        case "changed":
            return _change_scan(shape)
        case "words" | "beginnings" | "known":
            return search.candidates[shape.leading_index]
        case Facet() as facet:
            return _facet_scan(shape, facet)


def _facet_scan(shape: PageShape, facet: Facet) -> Select[Any]:
    """Candidates by facet. Several values become a union of index scans, each limited to the page size."""
    scans = [
        _position_scan(shape, _facets, _facets.facet == _facet_code(facet), _facets.value == value)
        for value in _value_parameters(facet, shape.value_count)
    ]
    if len(scans) == 1:
        return scans[0]
    subqueries = [one.subquery(f"of_{place}") for place, one in enumerate(scans)]
    union = union_all(*(select(*one.c) for one in subqueries)).subquery("of_all")
    return with_limit(select(*union.c).distinct().order_by(union.c.position.desc()), _integer_parameters["many"])


def _change_scan(shape: PageShape) -> Select[Any]:
    sort_key = tuple_(_orders.changed, _orders.position)
    query = select(_orders.changed, _orders.position, *_account_column(shape, _orders)).where(
        sort_key < tuple_(_integer_parameters["before_changed"], _integer_parameters["before"]),
        _orders.changed >= _integer_parameters["changed_low"],
        _orders.changed <= _integer_parameters["changed_high"],
        *_scope(shape, _orders.account),
    )
    return with_limit(query.order_by(_orders.changed.desc(), _orders.position.desc()), _integer_parameters["many"])


def _position_scan(shape: PageShape, columns: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Scans a table by position, within the account if there is one; else each row says whose it is."""
    position = columns.position
    bounds = (position < _integer_parameters["before"], position >= _integer_parameters["low"])
    query: Select[Any] = select(position, *_account_column(shape, columns)).where(
        *_scope(shape, columns.account), *conditions, *bounds
    )
    return with_limit(query.order_by(position.desc()), _integer_parameters["many"])


def _account_column(shape: PageShape, columns: Any) -> tuple[Any, ...]:
    return () if shape.within_account else (columns.account,)


def _conditions(shape: PageShape, search: Search) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [*_scope(shape, _orders.account)] if shape.leading_index in _UNSCOPED_INDEXES else []
    if shape.filters_created:
        conditions += [
            _orders.position >= _integer_parameters["low"],
            _orders.position < bindparam("high", type_=BigInteger),
        ]
    if shape.filters_changed:
        conditions += [
            _orders.changed >= _integer_parameters["changed_low"],
            _orders.changed <= _integer_parameters["changed_high"],
        ]
    conditions += [_facet_condition(facet, values) for facet, values in shape.facets]
    if shape.word_count:
        conditions.append(search.condition(shape.word_count))
    return conditions


def _facet_condition(facet: Facet, value_count: int) -> ColumnElement[bool]:
    """Checks a facet of one order, as a scalar subquery, which query planners do not turn into a join."""
    row: Select[Any] = select(literal_column("1")).where(
        _facets.account == _orders.account,
        _facets.facet == _facet_code(facet),
        _facets.value.in_(_value_parameters(facet, value_count)),
        _facets.position == _orders.position,
    )
    return with_limit(row.correlate(schema.orders), literal_column("1")).scalar_subquery().is_not(None)


def _scope(shape: PageShape, account: Any) -> list[ColumnElement[bool]]:
    return [account == bindparam("account", type_=Text)] if shape.within_account else []


def _facet_code(facet: Facet) -> ColumnElement[int]:
    return literal_column(str(CODES[facet]))


def _value_parameters(facet: Facet, count: int) -> list[BindParameter[str]]:
    return [bindparam(parameter_name(facet, place), type_=Text) for place in range(count)]
