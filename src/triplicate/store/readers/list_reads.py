"""Reads of many rows, shared by both readers: list pages, facet counts and the event feed."""

from collections import defaultdict
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Select, Text, bindparam, func, literal_column, select

from triplicate.app.ports import Listing, Page
from triplicate.app.records import Event, Events
from triplicate.core.access import Principal
from triplicate.core.search.facets import Facet
from triplicate.store import schema
from triplicate.store.repositories.events import event
from triplicate.store.repositories.facets import OF_CODE
from triplicate.store.search.indexes import Search
from triplicate.store.search.planner import plan
from triplicate.store.search.steps import Question, Steps
from triplicate.store.statements import first

T = TypeVar("T")
Counts = dict[Facet, dict[str, int]]
_account: Any = bindparam("account", type_=Text)


class Lists:
    """List pages, facet counts and events, limited to what the caller may see."""

    search: Search

    async def list(self, principal: Principal, listing: Listing) -> Page:
        """Orders that the caller may see; raises DomainError(Unavailable) within the deadline.

        Raises ValueError for a bound that is not a timestamp, and for a cursor of a list with another sort.
        """
        planned = plan(principal, listing, self.search)
        return Page([], None, False) if planned is None else await self._answer(planned.steps, planned.heavy)

    async def counts(self, principal: Principal, account: str | None) -> Counts:
        """Facet counts: how many visible orders have each value, from maintained counters."""
        if account is not None and not principal.owns(account):
            return {}
        own = principal.account if account is None else account
        return await self._answer(_counting(own), own is None)

    async def events(self, principal: Principal, after: int, limit: int, order: str | None = None) -> Events:
        """Visible events with a `seq` above `after`, oldest first; of one order if its GUID is given."""
        return await self._answer(_telling(principal.account, after, limit, order), False)

    async def last_event(self, principal: Principal) -> int:
        """The `seq` of the newest visible event; 0 when there is none."""
        return await self._answer(_ending(principal.account), False)

    async def _answer(self, steps: Steps[T], heavy: bool) -> T:
        """Runs query steps and returns their result; slow ones may take milliseconds of database time."""
        raise NotImplementedError


def _counting(account: str | None) -> Steps[Counts]:
    counts: Counts = defaultdict(dict)
    for code, value, count in (yield Question(_counted(account is not None), {"account": account})):
        counts[OF_CODE[code]][value] = int(count)
    return dict(counts)


@cache
def _counted(bound: bool) -> Select[Any]:
    tallies = schema.tallies.c
    total = func.sum(tallies.count)
    query = (
        select(tallies.facet, tallies.value, total)
        .group_by(tallies.facet, tallies.value)
        .having(total > literal_column("0"))
    )
    return query.where(tallies.account == _account) if bound else query


def _telling(account: str | None, after: int, limit: int, order: str | None) -> Steps[list[Event]]:
    values = {"account": account, "after": after, "many": limit, "of": order}
    rows = yield Question(_told(account is not None, order is not None), values)
    return [event(row) for row in rows]


def _ending(account: str | None) -> Steps[int]:
    rows = yield Question(_newest(account is not None), {"account": account})
    return int(rows[0][0]) if rows else 0


@cache
def _newest(bound: bool) -> Select[Any]:
    events = schema.events.c
    query = select(events.seq).order_by(events.seq.desc())
    return first(query.where(events.account == _account) if bound else query, literal_column("1"))


@cache
def _told(bound: bool, of_one: bool) -> Select[Any]:
    events = schema.events.c
    query = select(schema.events).where(events.seq > bindparam("after", type_=BigInteger)).order_by(events.seq)
    if bound:
        query = query.where(events.account == _account)
    if of_one:
        query = query.where(events.order == bindparam("of", type_=Text))
    return first(query, bindparam("many", type_=BigInteger))
