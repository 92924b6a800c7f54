"""Query planner for lists: chooses the leading index, the remaining conditions and the start key."""

from typing import NamedTuple

from triplicate.app.ports import Listing, Page
from triplicate.core.access import Principal
from triplicate.core.search import metadata
from triplicate.core.search.facets import FREE, NONE, Facet, value
from triplicate.store.cursor import Values
from triplicate.store.search import sort_keys
from triplicate.store.search.fold import asked
from triplicate.store.search.fts5 import STREAMED, Fts5
from triplicate.store.search.index_scan import Place, Walk, page
from triplicate.store.search.indexes import Search
from triplicate.store.search.metadata import alternatives, rarest
from triplicate.store.search.page_sql import Shape, parameter
from triplicate.store.search.postgres_text import sought
from triplicate.store.search.steps import Steps
from triplicate.store.search.tsvector import TsVector

_LAST = (1 << 63) - 1
_LEADING = (Facet.TRACKING, Facet.REFERENCE, Facet.EMAIL, Facet.METADATA, Facet.SKU)
_COMMON = {Facet.ENDING: NONE, Facet.HOLD: FREE, Facet.FULFILMENT: NONE}
"""Values that most orders have, and that are therefore not selective."""


class Plan(NamedTuple):
    """The plan of a page. A slow one may take milliseconds of database time."""

    steps: Steps[Page]
    heavy: bool


def plan(principal: Principal, listing: Listing, search: Search) -> Plan | None:
    """Plans a page; None when it must be empty."""
    account = listing.account if principal.account is None else principal.account
    facets = {facet: _sayable(facet, values) for facet, values in listing.facets.items()}
    words, marks = asked(listing.words), metadata.asked(listing.metadata)
    if marks:
        facets[Facet.METADATA] = alternatives(marks[0])
    nothing = (
        listing.account not in (None, account)
        or not all(facets.values())
        or (listing.words and not words)
        or not _encodable(account or "")
    )
    if nothing:
        return None
    shape = _shape(listing, facets, words, account is not None, search)
    values = {"account": account, **search.values(account, words), **_bounds(listing)}
    for facet, told in facets.items():
        values |= {parameter(facet, place): one for place, one in enumerate(told)}
    walk = Walk(shape, search, values, listing.limit, listing.metadata)
    heavy = not shape.whole or bool(marks) or bool(words and (account or len(words) > 1 or len(words[0]) > STREAMED))
    start = _start(listing, values)
    if words and isinstance(search, TsVector) and listing.sort == "newest":
        return Plan(sought(walk, search, words, start), True)
    return Plan(_along_the_rarest(walk, marks, start) if len(marks) > 1 else page(walk, start), heavy)


def _along_the_rarest(walk: Walk, marks: list[str], start: Place) -> Steps[Page]:
    """Reads the page along the rarest of several metadata marks, if metadata is the leading index."""
    if walk.shape.lead is not Facet.METADATA:
        return (yield from page(walk, start))
    values = yield from rarest(marks, walk.values)
    return (yield from page(walk._replace(values=values), start))


def _shape(
    listing: Listing, facets: dict[Facet, list[str]], words: tuple[str, ...], bound: bool, search: Search
) -> Shape:
    changed = listing.changed_since is not None or listing.changed_until is not None
    if listing.sort == "changed":
        made = listing.since is not None or listing.until is not None
        return Shape("changed", 0, bound, _counted(facets), len(words), made=made)
    if words and isinstance(search, Fts5):
        return Shape("words", 0, bound, _counted(facets), changed=changed)
    if words or not facets:
        return Shape("position", 0, bound, _counted(facets), len(words), changed=changed)
    lead = min(facets, key=lambda facet: _rank(facet, facets[facet]))
    rest = {facet: values for facet, values in facets.items() if facet is not lead}
    return Shape(lead, len(facets[lead]), bound, _counted(rest), changed=changed)


def _rank(facet: Facet, values: list[str]) -> int:
    """Estimated selectivity: the lower, the fewer orders are likely to match."""
    if facet in _LEADING:
        return _LEADING.index(facet)
    if facet in _COMMON:
        return 30 if _COMMON[facet] in values else 10
    return 20 + list(Facet).index(facet)


def _counted(facets: dict[Facet, list[str]]) -> tuple[tuple[Facet, int], ...]:
    return tuple((facet, len(values)) for facet, values in sorted(facets.items()))


def _sayable(facet: Facet, values: tuple[str, ...]) -> list[str]:
    """The values as they are indexed, sorted and without duplicates or unencodable ones."""
    return sorted({value(facet, text) for text in values if _encodable(text)})


def _encodable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _bounds(listing: Listing) -> Values:
    return {
        "low": sort_keys.earliest(_ms(listing.since, 0)),
        "high": sort_keys.latest(_ms(listing.until, sort_keys.LAST_MS)) + 1 if listing.until else _LAST,
        "changed_low": _ms(listing.changed_since, -1),
        "changed_high": _ms(listing.changed_until, _LAST),
    }


def _ms(moment: str | None, otherwise: int) -> int:
    if moment is None:
        return otherwise
    ms = sort_keys.millis(moment)
    if ms is None:
        raise ValueError("a time bound must be an ISO 8601 timestamp")
    return ms


def _start(listing: Listing, values: Values) -> Place:
    """The exclusive start key of the page; raises ValueError for a cursor of another sort."""
    first = (_LAST, _LAST) if listing.sort == "changed" else (values["high"],)
    if listing.after is None:
        return first
    if len(listing.after) != len(first):
        raise ValueError("the cursor is of a list with another sort")
    after = tuple(min(max(number, -1), _LAST) for number in listing.after)
    return min(first, after)
