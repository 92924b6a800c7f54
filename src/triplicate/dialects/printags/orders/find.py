"""Request handler of order search: by reference, by metadata, or the newest."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Raw

from triplicate.api import cursors
from triplicate.api.order_response import PRIVATE, render_order
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Header, Response
from triplicate.app.ports import OrderQuery, StoredOrder
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError, invalid
from triplicate.core.json import ijson
from triplicate.core.order.order import decode
from triplicate.core.search.facets import Facet
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.document.codec import CODEC
from triplicate.dialects.printags.orders.parameters import FindOrdersParameters

MAX_ORDERS = 100
"""The most orders in one response."""
_MAX_RESPONSE_BYTES = 8 * 1024 * 1024
"""A response ends early beyond this size: one order can have ten thousand pieces."""
_LARGE_BYTES = 128 * 1024
"""Beyond this size, orders are rendered in a thread: that takes milliseconds."""
_PAGE_SIZE = 20
_CURSOR_KIND = "newest"
_ORDER_MEMBERS = frozenset(wire.Order.__struct_fields__)


async def find_orders(request: Request[FindOrdersParameters, None]) -> Response:
    """The matching orders, newest first; a Link header leads to the next page, if there may be one."""
    arguments = request.parameters
    principal = bind_to_account(request.principal, arguments.accountId)
    order_query = OrderQuery(
        account=principal.account,
        facets={Facet.REFERENCE: (arguments.reference,)} if arguments.reference else {},
        metadata=_parse_metadata(arguments.metadata),
        after=_parse_after(arguments.after),
        limit=_PAGE_SIZE,
    )
    fields = _parse_fields(arguments.fields)
    orders_json, next_position = await _collect_orders(request, principal, order_query, arguments.reference, fields)
    body = b'{"success":true,"orders":[%s]}' % b",".join(orders_json)
    return Response(200, body, (PRIVATE, *_link_header(request, cursors.encode_cursor(_CURSOR_KIND, next_position))))


async def _collect_orders(
    request: AnyRequest,
    principal: Principal,
    order_query: OrderQuery,
    reference: str | None,
    fields: frozenset[str] | None,
) -> tuple[list[bytes], tuple[int, ...] | None]:
    """The orders of one response as JSON, and the position where the next page starts (None: last page)."""
    orders_json: list[bytes] = []
    bytes_read = 0
    while True:
        page = await request.services.reader.list(principal, order_query)
        size = sum(len(stored.document) for stored in page.orders)
        orders_json += await _render_orders(request, page.orders, size, reference, fields)
        bytes_read += size
        is_full = (
            len(orders_json) + _PAGE_SIZE > MAX_ORDERS
            or max(bytes_read, sum(map(len, orders_json))) > _MAX_RESPONSE_BYTES
        )
        if page.next is None or page.scan_stopped or is_full:
            return orders_json, page.next
        order_query = msgspec.structs.replace(order_query, after=page.next)


async def _render_orders(
    request: AnyRequest,
    stored_orders: list[StoredOrder],
    size: int,
    reference: str | None,
    fields: frozenset[str] | None,
) -> list[bytes]:
    """Orders as JSON, as this caller may see them; large ones are rendered in a thread."""

    def render() -> list[bytes]:
        orders = [decode(stored.document) for stored in stored_orders]
        matches = [order for order in orders if not reference or order.reference == reference]
        return [_project(render_order(request, CODEC, order), fields) for order in matches]

    return await asyncio.to_thread(render) if size > _LARGE_BYTES else render()


def _project(order_json: bytes, fields: frozenset[str] | None) -> bytes:
    """An order, as JSON, with only the members in `fields` (None: all)."""
    if fields is None:
        return order_json
    members = msgspec.json.decode(order_json, type=dict[str, Raw])
    return msgspec.json.encode({name: member for name, member in members.items() if name in fields})


def _parse_fields(text: str | None) -> frozenset[str] | None:
    """The requested members and the id; None: all. Raises DomainError(InvalidInput)."""
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    unknown = [name for name in names if name not in _ORDER_MEMBERS]
    if unknown:
        raise invalid("fields", f"unknown field {unknown[0][:64]!r}")
    return frozenset({*names, "id"}) if names else None


def _parse_metadata(text: str | None) -> dict[str, Any]:
    """The metadata filter as an object. Raises DomainError(InvalidInput) if it is not a JSON object."""
    if not text:
        return {}
    try:
        value = ijson.parse(text.encode())
    except (DomainError, UnicodeEncodeError):
        value = None
    if not isinstance(value, dict):
        raise invalid("metadata", 'must be a JSON object such as {"internalId":17}')
    return value


def _parse_after(text: str | None) -> tuple[int, ...] | None:
    if not text:
        return None
    position = cursors.decode_cursor(_CURSOR_KIND, text)
    if position is None:
        raise invalid("after", "must be the `after` value from the previous page's Link header")
    return position


def _link_header(request: AnyRequest, after: str | None) -> tuple[Header, ...]:
    if after is None:
        return ()
    query = urlencode([*((name, v) for name, v in request.query_pairs() if name != "after"), ("after", after)])
    return ((b"link", f'<{request.scope["path"]}?{query}>; rel="next"'.encode()),)
