"""Finding by metadata: along the rarest of the marks asked for, each candidate then looked at itself.

A mark is a facet like any other (`core.metadata`), so that what few orders have is found in the index. Where several
are asked for, the database counts some of each first, not further than a page has to look; the rarest leads. Orders
that have too many marks have another one instead, and are candidates whatever is asked for.
"""

from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Select, Text, bindparam, func, literal_column, select

from triplicate.core import metadata as core
from triplicate.core.facets import Facet
from triplicate.store import schema
from triplicate.store.asking import Question, Steps
from triplicate.store.driver import Values
from triplicate.store.facets import CODES
from triplicate.store.list_statements import parameter
from triplicate.store.statements import first

_MOST_COUNTED = 16
"""So many marks are counted at most: among them is a rare one, or there are none that are."""
_RARE = 20
"""A mark that no more orders have needs no rarer one."""
_facets = schema.facets.c


class _Telling(msgspec.Struct):
    metadata: dict[str, Any] = {}


_DECODER = msgspec.json.Decoder(_Telling)


def tells(document: bytes, wanted: dict[str, Any]) -> bool:
    """Whether the metadata of an encoded order have in them what is asked for."""
    return core.has(_DECODER.decode(document).metadata, wanted)


def alternatives(mark: str) -> list[str]:
    """The values of the facet, one of which every order has that has a mark."""
    return sorted((mark, core.MANY))


def rarest(marks: list[str], values: Values) -> Steps[Values]:
    """`values`, the account among them, with the rarest of these marks as what is asked for."""
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
    """How many orders have a mark, as far as counting goes, and how far back these lie: the further, the rarer."""
    query: Select[Any] = select(_facets.position).where(
        _facets.facet == literal_column(str(CODES[Facet.METADATA])), _facets.value == bindparam("mark", type_=Text)
    )
    if bound:
        query = query.where(_facets.account == bindparam("account", type_=Text))
    some = first(query.order_by(_facets.position.desc()), literal_column("1000")).subquery("some")
    return select(func.count(), func.min(some.c.position))
