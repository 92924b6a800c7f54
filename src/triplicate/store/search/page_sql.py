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
from triplicate.store.statements import first

_orders, _facets = schema.orders.c, schema.facets.c
_numbers = {
    name: bindparam(name, type_=BigInteger)
    for name in ("before", "low", "before_changed", "changed_low", "changed_high", "many")
}
_EVERYBODYS = ("words", "beginnings")
"""Leading indexes whose candidates may belong to any account."""


class Shape(NamedTuple):
    """The shape of a page statement, which is its cache key: the leading index, the account scope and the filters.

    `facets` gives the number of values per facet. `word_count` is the number of words to check; `filters_created` and
    `filters_changed` say whether the times of creation and of the last change are bounded.
    """

    lead: Literal["position", "changed", "words", "beginnings", "known"] | Facet
    values: int
    bound: bool
    facets: tuple[tuple[Facet, int], ...] = ()
    words: int = 0
    made: bool = False
    changed: bool = False

    @property
    def whole(self) -> bool:
        """Whether the leading index answers the query without further conditions."""
        return not (self.facets or self.words or self.made or self.changed)


def parameter(facet: Facet, place: int) -> str:
    """The bind name of a facet's value."""
    return f"{facet.value}_{place}"


@lru_cache(maxsize=512)
def statement(shape: Shape, search: Search) -> Select[Any]:
    """Selects position, changed, account, version and document (null where a condition fails)."""
    found = _candidates(shape, search).subquery("found")
    rest = _rest(shape, search)
    document = case((and_(*rest), _orders.document)) if rest else _orders.document
    own = () if shape.lead in _EVERYBODYS else _within(shape, _orders.account)
    order = [found.c.changed.desc(), found.c.position.desc()] if shape.lead == "changed" else [found.c.position.desc()]
    columns = (_orders.position, _orders.changed, _orders.account, _orders.version, document)
    return (
        select(*columns)
        .select_from(found.join(schema.orders, and_(_orders.position == found.c.position, *own)))
        .order_by(*order)
    )


def _candidates(shape: Shape, search: Search) -> Select[Any]:
    match shape.lead:
        case "position":
            return _sequence(_orders.position, *_within(shape, _orders.account))
        case "changed":
            return _by_change(shape)
        case "words" | "beginnings" | "known":
            return search.candidates[shape.lead]
        case Facet() as facet:
            return _by_facet(shape, facet)


def _by_facet(shape: Shape, facet: Facet) -> Select[Any]:
    """Candidates by facet. Several values become a union of index scans, each limited to the page size."""
    within = (*_within(shape, _facets.account), _facets.facet == _code(facet))
    each = [_sequence(_facets.position, *within, _facets.value == value) for value in _values(facet, shape.values)]
    if len(each) == 1:
        return each[0]
    subqueries = [one.subquery(f"of_{place}") for place, one in enumerate(each)]
    all_ = union_all(*(select(one.c.position) for one in subqueries)).subquery("of_all")
    return first(select(all_.c.position).distinct().order_by(all_.c.position.desc()), _numbers["many"])


def _by_change(shape: Shape) -> Select[Any]:
    place = tuple_(_orders.changed, _orders.position)
    query = select(_orders.changed, _orders.position).where(
        place < tuple_(_numbers["before_changed"], _numbers["before"]),
        _orders.changed >= _numbers["changed_low"],
        _orders.changed <= _numbers["changed_high"],
        *_within(shape, _orders.account),
    )
    return first(query.order_by(_orders.changed.desc(), _orders.position.desc()), _numbers["many"])


def _sequence(position: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    bounds = (position < _numbers["before"], position >= _numbers["low"])
    return first(select(position).where(*conditions, *bounds).order_by(position.desc()), _numbers["many"])


def _rest(shape: Shape, search: Search) -> list[ColumnElement[bool]]:
    rest: list[Any] = [*_within(shape, _orders.account)] if shape.lead in _EVERYBODYS else []
    if shape.made:
        rest += [_orders.position >= _numbers["low"], _orders.position < bindparam("high", type_=BigInteger)]
    if shape.changed:
        rest += [_orders.changed >= _numbers["changed_low"], _orders.changed <= _numbers["changed_high"]]
    rest += [_fits(facet, values) for facet, values in shape.facets]
    if shape.words:
        rest.append(search.fits(shape.words))
    return rest


def _fits(facet: Facet, values: int) -> ColumnElement[bool]:
    """Checks a facet of one order, as a scalar subquery, which query planners do not turn into a join."""
    row: Select[Any] = select(literal_column("1")).where(
        _facets.account == _orders.account,
        _facets.facet == _code(facet),
        _facets.value.in_(_values(facet, values)),
        _facets.position == _orders.position,
    )
    return first(row.correlate(schema.orders), literal_column("1")).scalar_subquery().is_not(None)


def _within(shape: Shape, account: Any) -> list[ColumnElement[bool]]:
    return [account == bindparam("account", type_=Text)] if shape.bound else []


def _code(facet: Facet) -> ColumnElement[int]:
    return literal_column(str(CODES[facet]))


def _values(facet: Facet, many: int) -> list[BindParameter[str]]:
    return [bindparam(parameter(facet, place), type_=Text) for place in range(many)]
