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
from triplicate.store.search.page_sql import parameter_name
from triplicate.store.search.steps import Query, QuerySteps
from triplicate.store.statements import with_limit

_MAX_COUNTED = 16
"""At most this many marks are counted; further ones are unlikely to be rarer."""
_RARE_COUNT = 20
"""A mark with at most this many orders is rare enough; counting stops."""
_facets = schema.facets.c


class _MetadataOnly(msgspec.Struct):
    metadata: dict[str, Any] = {}


_DECODER = msgspec.json.Decoder(_MetadataOnly)


def has_metadata(document: bytes, metadata_filter: dict[str, Any]) -> bool:
    """Whether the metadata of an encoded order contain the filter's members."""
    return core.contains(_DECODER.decode(document).metadata, metadata_filter)


def facet_values(mark: str) -> list[str]:
    """The facet values to search for a mark: the mark itself and the catch-all."""
    return sorted((mark, core.OVERFLOW_MARK))


def lead_by_rarest_mark(marks: list[str], values: Values) -> QuerySteps[Values]:
    """The bind values with the rarest of these marks as the leading facet value."""
    counts: list[tuple[int, int, str]] = []
    for mark in marks[:_MAX_COUNTED]:
        ((count, oldest),) = yield Query(_count_statement(values["account"] is not None), {**values, "mark": mark})
        counts.append((count, oldest or 0, mark))
        if count <= _RARE_COUNT:
            break
    *_, mark = min(counts)
    return values | {parameter_name(Facet.METADATA, place): one for place, one in enumerate(facet_values(mark))}


@cache
def _count_statement(within_account: bool) -> Select[int, Any]:
    """Counts up to 1000 newest orders with a mark and returns the oldest position; the older, the rarer the mark."""
    query: Select[Any] = select(_facets.position).where(
        _facets.facet == literal_column(str(CODES[Facet.METADATA])), _facets.value == bindparam("mark", type_=Text)
    )
    if within_account:
        query = query.where(_facets.account == bindparam("account", type_=Text))
    sample = with_limit(query.order_by(_facets.position.desc()), literal_column("1000")).subquery("some")
    return select(func.count(), func.min(sample.c.position))
