"""Metadata search: scans the index of the rarest mark and checks the metadata of each candidate.

A mark is a facet value for one metadata member (`core.search.metadata`). For several marks, the number of orders of
each is estimated by a bounded count, and the rarest leads. Orders with too many marks have one catch-all mark instead,
and are candidates of every metadata search.
"""

from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Select, Text, bindparam, func, literal_column, select

from triplicate.core.search import metadata as core
from triplicate.core.search.facets import Facet
from triplicate.store import schema
from triplicate.store.cursor import Values
from triplicate.store.repositories.facets import CODES
from triplicate.store.search.page_sql import parameter
from triplicate.store.search.steps import Question, Steps
from triplicate.store.statements import first

_MOST_COUNTED = 16
"""At most this many marks are counted; further ones are unlikely to be rarer."""
_RARE = 20
"""A mark with at most this many orders is rare enough; counting stops."""
_facets = schema.facets.c


class _Telling(msgspec.Struct):
    metadata: dict[str, Any] = {}


_DECODER = msgspec.json.Decoder(_Telling)


def tells(document: bytes, wanted: dict[str, Any]) -> bool:
    """Whether the metadata of an encoded order contain the filter's members."""
    return core.has(_DECODER.decode(document).metadata, wanted)


def alternatives(mark: str) -> list[str]:
    """The facet values to search for a mark: the mark itself and the catch-all."""
    return sorted((mark, core.MANY))


def rarest(marks: list[str], values: Values) -> Steps[Values]:
    """The bind values with the rarest of these marks as the leading facet value."""
    counts: list[tuple[int, int, str]] = []
    for mark in marks[:_MOST_COUNTED]:
        ((count, oldest),) = yield Question(_counted(values["account"] is not None), {**values, "mark": mark})
        counts.append((count, oldest or 0, mark))
        if count <= _RARE:
            break
    *_, mark = min(counts)
    return values | {parameter(Facet.METADATA, place): one for place, one in enumerate(alternatives(mark))}


@cache
def _counted(bound: bool) -> Select[int, Any]:
    """Counts up to 1000 newest orders with a mark and returns the oldest position; the older, the rarer the mark."""
    query: Select[Any] = select(_facets.position).where(
        _facets.facet == literal_column(str(CODES[Facet.METADATA])), _facets.value == bindparam("mark", type_=Text)
    )
    if bound:
        query = query.where(_facets.account == bindparam("account", type_=Text))
    some = first(query.order_by(_facets.position.desc()), literal_column("1000")).subquery("some")
    return select(func.count(), func.min(some.c.position))
