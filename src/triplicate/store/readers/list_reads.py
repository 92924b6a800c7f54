"""Reads of many rows, shared by both readers: list pages, facet counts and the event feed."""

from collections import defaultdict
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, Text, bindparam, func, literal_column, select

from triplicate.app.ports import CursorOutOfRange, EventPage, OrderPage, OrderQuery
from triplicate.app.records import Events
from triplicate.core.access import Principal
from triplicate.core.search.facets import Facet
from triplicate.store import schema
from triplicate.store.event_cursor import decode_cursor
from triplicate.store.readers.event_reads import account_events, feed_end, feed_page, last_seq, order_events
from triplicate.store.repositories.facets import FACETS_BY_CODE
from triplicate.store.search.planner import plan
from triplicate.store.search.steps import Query, QuerySteps
from triplicate.store.search.strategy import ListStrategy

T = TypeVar("T")
FacetCounts = dict[Facet, dict[str, int]]
_account: Any = bindparam("account", type_=Text)
_MAX_DIGITS = 18


class ListReads:
    """List pages, facet counts and events, limited to what the caller may see."""

    lists: ListStrategy

    async def list(self, principal: Principal, query: OrderQuery) -> OrderPage:
        """Orders that the caller may see; raises DomainError(Unavailable) within the deadline.

        Raises ValueError for a bound that is not a timestamp, and for a cursor of a list with another sort.
        """
        page_plan = plan(principal, query, self.lists)
        return OrderPage([], None, False) if page_plan is None else await self._run(page_plan.steps, page_plan.is_slow)

    async def counts(self, principal: Principal, account: str | None) -> FacetCounts:
        """Facet counts: how many visible orders have each value, from maintained counters."""
        if account is not None and not principal.owns(account):
            return {}
        visible_account = principal.account if account is None else account
        return await self._run(_count_steps(visible_account), visible_account is None)

    async def events(self, principal: Principal, after: str, limit: int) -> EventPage:
        """Visible events after a cursor, those of each account in order; raises ValueError for another feed's cursor.

        The cursor of a caller who is bound to an account is the `seq` of the last event, for others it is opaque.
        Raises CursorOutOfRange for one beyond the newest event.
        """
        if principal.account is None:
            return _not_ahead(await self._run(feed_page(decode_cursor(after), limit), False))
        seq = _parse_seq(after)
        events = _not_ahead(await self._run(account_events(principal.account, seq, limit), False))
        return EventPage(events, str(events[-1].seq if events else seq))

    async def order_events(self, account: str, order: str, after: int, limit: int) -> Events:
        """Events of an order with a `seq` above `after`, oldest first. Raises CursorOutOfRange as `events` does."""
        return _not_ahead(await self._run(order_events(account, order, after, limit), False))

    async def last_event(self, principal: Principal) -> str:
        """The cursor after the newest visible event."""
        if principal.account is None:
            return await self._run(feed_end(), False)
        return str(await self._run(last_seq(principal.account), False))

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        """Runs query steps and returns their result; slow ones may take milliseconds of database time."""
        raise NotImplementedError


def _not_ahead(page: T | None) -> T:
    if page is None:
        raise CursorOutOfRange("the cursor is beyond the newest event")
    return page


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


def _parse_seq(after: str) -> int:
    if not (after.isascii() and after.isdigit() and len(after) <= _MAX_DIGITS):
        raise ValueError("the cursor of an account's events is a number")
    return int(after)
