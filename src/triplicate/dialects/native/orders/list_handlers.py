"""Handlers that list and count orders."""

from collections import Counter

import msgspec

from triplicate.api.cursors import encode_cursor
from triplicate.api.order_response import PRIVATE, render_page
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Response
from triplicate.core import ids
from triplicate.core.failures import AccountNotFound, DomainError
from triplicate.core.lifecycle import STAGE_OF, Step
from triplicate.core.search.facets import AXES, UNKNOWN, Facet
from triplicate.dialects.native.document.codec import CODEC
from triplicate.dialects.native.orders import list_query, responses
from triplicate.dialects.native.orders.parameters import CountsParameters, ListParameters


async def list_orders(request: Request[ListParameters, None]) -> Response:
    """A page of orders. The cursor of the next page is in the body, its URL in the Link header."""
    query = request.parameters
    order_query = list_query.parse_query(query)
    _require_visible_account(request, order_query.account)
    page = await request.services.reader.list(request.principal, order_query)
    documents, next_key = await render_page(request, CODEC, page)
    next_cursor = encode_cursor(query.sort, next_key)
    page_info = {
        "next": next_cursor,
        "scanned": page.scan_stopped,
        "hint": list_query.HINT if page.scan_stopped else None,
    }
    body = b'{"orders":[%s],%s' % (b",".join(documents), msgspec.json.encode(page_info)[1:])
    headers = (
        (PRIVATE,)
        if next_cursor is None
        else (
            PRIVATE,
            (b"link", f'<{list_query.next_page_url(request.query_pairs(), next_cursor)}>; rel="next"'.encode()),
        )
    )
    return Response(200, body, headers)


async def count_orders(request: Request[CountsParameters, None]) -> responses.Counts:
    """The number of orders for each value of each part of the state."""
    query = request.parameters
    account = None if query.account is None else ids.guid(query.account)
    if query.account is not None and account is None:
        raise DomainError(AccountNotFound(query.account))
    _require_visible_account(request, account)
    counts = await request.services.reader.counts(request.principal, account)
    stages: Counter[str] = Counter()
    for step, count in counts.get(Facet.STEP, {}).items():
        stages[UNKNOWN if step == UNKNOWN else STAGE_OF[Step(step)]] += count
    axes = {facet.value: counts.get(facet, {}) for facet in AXES}
    total = sum(counts.get(Facet.ENDING, {}).values())
    return responses.Counts(total=total, stage=dict(stages), **axes)


def _require_visible_account(request: AnyRequest, account: str | None) -> None:
    """Raises DomainError(AccountNotFound) for an account that the caller may not read."""
    if account is not None and not request.principal.owns(account):
        raise DomainError(AccountNotFound(account))
