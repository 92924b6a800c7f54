"""Reads of many rows, shared by both readers: list pages, facet counts and the event feed."""

from collections import defaultdict
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Select, Text, bindparam, func, literal_column, select

from triplicate.app.ports import OrderPage, OrderQuery
from triplicate.app.records import Event, Events
from triplicate.core.access import Principal
from triplicate.core.search.facets import Facet
from triplicate.store import schema
from triplicate.store.repositories.events import event_from_row
from triplicate.store.repositories.facets import FACETS_BY_CODE
from triplicate.store.search.indexes import Search
from triplicate.store.search.planner import plan
from triplicate.store.search.steps import Query, QuerySteps
from triplicate.store.statements import with_limit

T = TypeVar("T")
FacetCounts = dict[Facet, dict[str, int]]
_account: Any = bindparam("account", type_=Text)


class ListReads:
    """List pages, facet counts and events, limited to what the caller may see."""

    search: Search

    async def list(self, principal: Principal, query: OrderQuery) -> OrderPage:
        """Orders that the caller may see; raises DomainError(Unavailable) within the deadline.

        Raises ValueError for a bound that is not a timestamp, and for a cursor of a list with another sort.
        """
        page_plan = plan(principal, query, self.search)
        return OrderPage([], None, False) if page_plan is None else await self._run(page_plan.steps, page_plan.is_slow)

    async def counts(self, principal: Principal, account: str | None) -> FacetCounts:
        """Facet counts: how many visible orders have each value, from maintained counters."""
        if account is not None and not principal.owns(account):
            return {}
        visible_account = principal.account if account is None else account
        return await self._run(_count_steps(visible_account), visible_account is None)

    async def events(self, principal: Principal, after: int, limit: int, order: str | None = None) -> Events:
        """Visible events with a `seq` above `after`, oldest first; of one order if its GUID is given."""
        return await self._run(_event_steps(principal.account, after, limit, order), False)

    async def last_event(self, principal: Principal) -> int:
        """The `seq` of the newest visible event; 0 when there is none."""
        return await self._run(_last_event_steps(principal.account), False)

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        """Runs query steps and returns their result; slow ones may take milliseconds of database time."""
        raise NotImplementedError


def _count_steps(account: str | None) -> QuerySteps[FacetCounts]:
    counts: FacetCounts = defaultdict(dict)
    for code, value, count in (yield Query(_counts_statement(account is not None), {"account": account})):
        counts[FACETS_BY_CODE[code]][value] = int(count)
    return dict(counts)


@cache
def _counts_statement(within_account: bool) -> Select[Any]:
    columns = schema.facet_counts.c
    total = func.sum(columns.count)
    query = (
        select(columns.facet, columns.value, total)
        .group_by(columns.facet, columns.value)
        .having(total > literal_column("0"))
    )
    return query.where(columns.account == _account) if within_account else query


def _event_steps(account: str | None, after: int, limit: int, order: str | None) -> QuerySteps[list[Event]]:
    values = {"account": account, "after": after, "many": limit, "of": order}
    rows = yield Query(_events_statement(account is not None, order is not None), values)
    return [event_from_row(row) for row in rows]


def _last_event_steps(account: str | None) -> QuerySteps[int]:
    rows = yield Query(_last_event_statement(account is not None), {"account": account})
    return int(rows[0][0]) if rows else 0


@cache
def _last_event_statement(within_account: bool) -> Select[Any]:
    events = schema.events.c
    query = select(events.seq).order_by(events.seq.desc())
    return with_limit(query.where(events.account == _account) if within_account else query, literal_column("1"))


@cache
def _events_statement(within_account: bool, within_order: bool) -> Select[Any]:
    events = schema.events.c
    query = select(schema.events).where(events.seq > bindparam("after", type_=BigInteger)).order_by(events.seq)
    if within_account:
        query = query.where(events.account == _account)
    if within_order:
        query = query.where(events.order == bindparam("of", type_=Text))
    return with_limit(query, bindparam("many", type_=BigInteger))
