"""Query planner for lists: chooses the leading index, the remaining conditions and the start key."""

from typing import Literal, NamedTuple

from triplicate.app.ports import OrderPage, OrderQuery
from triplicate.core.access import Principal
from triplicate.core.search import metadata
from triplicate.core.search.facets import FREE, NONE, Facet, normalise_value
from triplicate.store.cursor import Values
from triplicate.store.search import sort_keys
from triplicate.store.search.fold import search_words
from triplicate.store.search.fts5 import MAX_PREFIX_LENGTH
from triplicate.store.search.index_scan import IndexScan, SortKey, read_page
from triplicate.store.search.metadata import facet_values, lead_by_rarest_mark
from triplicate.store.search.page_sql import PageShape, parameter_name
from triplicate.store.search.steps import QuerySteps
from triplicate.store.search.strategy import ListStrategy

_MAX_INTEGER = (1 << 63) - 1
_SELECTIVE_FACETS = (Facet.TRACKING, Facet.REFERENCE, Facet.EMAIL, Facet.METADATA, Facet.SKU)
_COMMON_VALUES = {Facet.ENDING: NONE, Facet.HOLD: FREE, Facet.FULFILMENT: NONE}
"""Values that most orders have, and that are therefore not selective."""


class Plan(NamedTuple):
    """The plan of a page. A slow one may take milliseconds of database time."""

    steps: QuerySteps[OrderPage]
    is_slow: bool


def plan(principal: Principal, query: OrderQuery, strategy: ListStrategy) -> Plan | None:
    """Plans a page; None when it must be empty."""
    account = query.account if principal.account is None else principal.account
    facets = {facet: _normalised_values(facet, values) for facet, values in query.facets.items()}
    words, marks = search_words(query.words), metadata.query_marks(query.metadata)
    if marks:
        facets[Facet.METADATA] = facet_values(marks[0])
    is_empty = (
        query.account not in (None, account)
        or not all(facets.values())
        or (query.words and not words)
        or not _is_encodable(account or "")
    )
    if is_empty:
        return None
    shape = _page_shape(query, facets, words, account is not None, strategy.word_index)
    values = {"account": account, **strategy.search.values(account, words), **_bounds(query)}
    for facet, folded_values in facets.items():
        values |= {parameter_name(facet, place): one for place, one in enumerate(folded_values)}
    scan = IndexScan(shape, strategy.search, values, query.limit, query.metadata)
    is_slow = (
        not shape.is_covered_by_index
        or bool(marks)
        or bool(words and (account or len(words) > 1 or len(words[0]) > MAX_PREFIX_LENGTH))
    )
    start = _start_key(query, values)
    if words and query.sort == "newest":
        return Plan(strategy.read_word_page(scan, words, start), is_slow)
    return Plan(_rarest_mark_page(scan, marks, start) if len(marks) > 1 else read_page(scan, start), is_slow)


def _rarest_mark_page(scan: IndexScan, marks: list[str], start: SortKey) -> QuerySteps[OrderPage]:
    """Reads the page along the rarest of several metadata marks, if metadata is the leading index."""
    if scan.shape.leading_index is not Facet.METADATA:
        return (yield from read_page(scan, start))
    values = yield from lead_by_rarest_mark(marks, scan.values)
    return (yield from read_page(scan._replace(values=values), start))


def _page_shape(
    query: OrderQuery,
    facets: dict[Facet, list[str]],
    words: tuple[str, ...],
    within_account: bool,
    word_index: Literal["words", "position"],
) -> PageShape:
    filters_changed = query.changed_since is not None or query.changed_until is not None
    if query.sort == "changed":
        filters_created = query.since is not None or query.until is not None
        return PageShape(
            "changed", 0, within_account, _value_counts(facets), len(words), filters_created=filters_created
        )
    if words or not facets:
        leading_index = word_index if words else "position"
        word_count = 0 if leading_index == "words" else len(words)
        return PageShape(
            leading_index, 0, within_account, _value_counts(facets), word_count, filters_changed=filters_changed
        )
    leading_facet = min(facets, key=lambda facet: _rank(facet, facets[facet]))
    other_facets = {facet: values for facet, values in facets.items() if facet is not leading_facet}
    return PageShape(
        leading_facet,
        len(facets[leading_facet]),
        within_account,
        _value_counts(other_facets),
        filters_changed=filters_changed,
    )


def _rank(facet: Facet, values: list[str]) -> int:
    """Estimated selectivity: the lower, the fewer orders are likely to match."""
    if facet in _SELECTIVE_FACETS:
        return _SELECTIVE_FACETS.index(facet)
    if facet in _COMMON_VALUES:
        return 30 if _COMMON_VALUES[facet] in values else 10
    return 20 + list(Facet).index(facet)


def _value_counts(facets: dict[Facet, list[str]]) -> tuple[tuple[Facet, int], ...]:
    return tuple((facet, len(values)) for facet, values in sorted(facets.items()))


def _normalised_values(facet: Facet, values: tuple[str, ...]) -> list[str]:
    """The values as they are indexed, sorted and without duplicates or unencodable ones."""
    return sorted({normalise_value(facet, text) for text in values if _is_encodable(text)})


def _is_encodable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _bounds(query: OrderQuery) -> Values:
    return {
        "low": sort_keys.first_position(_milliseconds_or(query.since, 0)),
        "high": sort_keys.last_position(_milliseconds_or(query.until, sort_keys.MAX_MS)) + 1
        if query.until
        else _MAX_INTEGER,
        "changed_low": _milliseconds_or(query.changed_since, -1),
        "changed_high": _milliseconds_or(query.changed_until, _MAX_INTEGER),
    }


def _milliseconds_or(moment: str | None, default: int) -> int:
    if moment is None:
        return default
    ms = sort_keys.parse_milliseconds(moment)
    if ms is None:
        raise ValueError("a time bound must be an ISO 8601 timestamp")
    return ms


def _start_key(query: OrderQuery, values: Values) -> SortKey:
    """The exclusive start key of the page; raises ValueError for a cursor of another sort."""
    first_key = (_MAX_INTEGER, _MAX_INTEGER) if query.sort == "changed" else (values["high"],)
    if query.after is None:
        return first_key
    if len(query.after) != len(first_key):
        raise ValueError("the cursor is of a list with another sort")
    after = tuple(min(max(number, -1), _MAX_INTEGER) for number in query.after)
    return min(first_key, after)
