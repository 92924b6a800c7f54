"""Parses the query parameters of a list of orders into an OrderQuery, and builds the URL of the next page. Pure."""

from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from triplicate.api import cursors
from triplicate.app.ports import OrderQuery
from triplicate.core import ids, times
from triplicate.core.failures import AccountNotFound, DomainError, InvalidInput, Problem
from triplicate.core.search.facets import FREE, HELD, Facet, fold, normalise_value, steps_of
from triplicate.dialects.native.orders.parameters import ListParameters

MAX_VALUES = 20
HINT = (
    "No index serves this combination of filters, so the number of orders scanned per page is limited. Continue with "
    "`next`, or add a filter: an account, a reference, an email address, a SKU, a tracking number, a day or rarer "
    "words."
)
_DIRECT_FACETS = (Facet.ORIGIN, Facet.REFERENCE, Facet.EMAIL, Facet.SKU, Facet.TRACKING, Facet.PAYMENT, Facet.ENDING)


def parse_query(query: ListParameters) -> OrderQuery:
    """The query as an OrderQuery.

    Raises DomainError: InvalidInput with every invalid parameter, AccountNotFound for an account that is not a GUID.
    """
    problems: list[Problem] = []
    account = None if query.account is None else ids.guid(query.account)
    if query.account is not None and account is None:
        raise DomainError(AccountNotFound(query.account))
    words = tuple(dict.fromkeys(fold(query.q))) if query.q is not None else ()
    if query.q is not None and not words:
        problems.append(Problem("q", "must contain a letter or a digit"))
    facets = _facets(query)
    problems += [
        Problem(facet, f"must have at most {MAX_VALUES} values") for facet, v in facets.items() if len(v) > MAX_VALUES
    ]
    bounds = {name: _time_bound(query, name, problems) for name in _BOUNDS}
    after = _sort_key(query, problems)
    if problems:
        raise DomainError(InvalidInput(tuple(problems)))
    return OrderQuery(
        account=account,
        facets=facets,
        words=words,
        since=bounds["created_since"],
        until=bounds["created_until"],
        changed_since=bounds["changed_since"],
        changed_until=bounds["changed_until"],
        sort=query.sort,
        after=after,
        limit=query.limit,
    )


_BOUNDS = ("created_since", "created_until", "changed_since", "changed_until")


def _facets(query: ListParameters) -> dict[Facet, tuple[str, ...]]:
    steps = [step for stage in query.stage for step in steps_of(stage)]
    if query.stage and query.step:
        steps = [step for step in steps if step in query.step] or [""]
    filters: dict[Facet, Any] = {Facet.STEP: steps or query.step, Facet.FULFILMENT: query.fulfilment}
    filters |= {facet: getattr(query, facet.value) for facet in _DIRECT_FACETS}
    if query.held is not None:
        filters[Facet.HOLD] = [HELD if query.held else FREE]
    return {
        facet: tuple(dict.fromkeys(normalise_value(facet, v) for v in values))
        for facet, values in filters.items()
        if values
    }


def _time_bound(query: ListParameters, name: str, problems: list[Problem]) -> str | None:
    text: str | None = getattr(query, name)
    if text is None:
        return None
    timestamp = times.canonical(text.replace(" ", "+"))
    if timestamp is None:
        problems.append(Problem(name, "must be a date and time or a day, such as 2024-07-01T09:26:55Z or 2024-07-01"))
    elif name.endswith("until") and _is_day(text):
        return timestamp.replace("T00:00:00.000Z", "T23:59:59.999Z")
    return timestamp


def _is_day(text: str) -> bool:
    """Whether the text is an ISO 8601 date without a time."""
    with suppress(ValueError):
        return bool(date.fromisoformat(text))
    return False


def _sort_key(query: ListParameters, problems: list[Problem]) -> tuple[int, ...] | None:
    if query.cursor is None:
        return None
    sort_key = cursors.decode_cursor(query.sort, query.cursor)
    if sort_key is None:
        problems.append(Problem("cursor", "must be `next` from the previous page, with the same `sort`"))
    return sort_key


def next_page_url(query: list[tuple[str, str]], cursor: str) -> str:
    """The path of the next page: the same query with another cursor."""
    return f"/v1/orders?{urlencode([*((name, v) for name, v in query if name != 'cursor'), ('cursor', cursor)])}"
