"""Request handler of order search: by reference, by metadata, or the newest."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Raw

from triplicate.api import cursors
from triplicate.api.operation import Call
from triplicate.api.order_response import PRIVATE, shown
from triplicate.api.response import Answer, Header
from triplicate.app.ports import Listing, Stored
from triplicate.core.access import Principal
from triplicate.core.failures import Refused, invalid
from triplicate.core.json import ijson
from triplicate.core.order.order import decode
from triplicate.core.search.facets import Facet
from triplicate.dialects.printags import parameters
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.document.codec import MAPPING

MOST = 100
"""The most orders in one response."""
_MOST_BYTES = 8 * 1024 * 1024
"""A response ends early beyond this size: one order can have ten thousand pieces."""
_LARGE = 128 * 1024
"""Beyond this size, orders are rendered in a thread: that takes milliseconds."""
_STEP = 20
_NEWEST = "newest"
_MEMBERS = frozenset(wire.Order.__struct_fields__)


async def find_orders(call: Call) -> Answer:
    """The matching orders, newest first; a Link header leads to the next page, if there may be one."""
    query = call.arguments(parameters.FindOrders)
    principal = in_account(call.principal, query.accountId)
    listing = Listing(
        account=principal.account,
        facets={Facet.REFERENCE: (query.reference,)} if query.reference else {},
        metadata=_metadata(query.metadata),
        after=_after(query.after),
        limit=_STEP,
    )
    fields = _fields(query.fields)
    texts, place = await _found(call, principal, listing, query.reference, fields)
    body = b'{"success":true,"orders":[%s]}' % b",".join(texts)
    return Answer(200, body, (PRIVATE, *_link(call, cursors.cursor(_NEWEST, place))))


async def _found(
    call: Call, principal: Principal, listing: Listing, reference: str | None, fields: frozenset[str] | None
) -> tuple[list[bytes], tuple[int, ...] | None]:
    """The orders of one response as JSON, and the position where the next page starts (None: last page)."""
    texts: list[bytes] = []
    read = 0
    while True:
        page = await call.services.reader.list(principal, listing)
        size = sum(len(stored.document) for stored in page.orders)
        texts += await _written(call, page.orders, size, reference, fields)
        read += size
        enough = len(texts) + _STEP > MOST or max(read, sum(map(len, texts))) > _MOST_BYTES
        if page.next is None or page.scanned or enough:
            return texts, page.next
        listing = msgspec.structs.replace(listing, after=page.next)


async def _written(
    call: Call, found: list[Stored], size: int, reference: str | None, fields: frozenset[str] | None
) -> list[bytes]:
    """Orders as JSON, as this caller may see them; large ones are rendered in a thread."""

    def work() -> list[bytes]:
        orders = [decode(stored.document) for stored in found]
        fitting = [order for order in orders if not reference or order.reference == reference]
        return [_projected(shown(call, MAPPING, order), fields) for order in fitting]

    return await asyncio.to_thread(work) if size > _LARGE else work()


def _projected(text: bytes, fields: frozenset[str] | None) -> bytes:
    """An order, as JSON, with only the members in `fields` (None: all)."""
    if fields is None:
        return text
    members = msgspec.json.decode(text, type=dict[str, Raw])
    return msgspec.json.encode({name: member for name, member in members.items() if name in fields})


def _fields(text: str | None) -> frozenset[str] | None:
    """The requested members and the id; None: all. Raises DomainError(InvalidInput)."""
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    unknown = [name for name in names if name not in _MEMBERS]
    if unknown:
        raise invalid("fields", f"unknown field {unknown[0][:64]!r}")
    return frozenset({*names, "id"}) if names else None


def _metadata(text: str | None) -> dict[str, Any]:
    """The metadata filter as an object. Raises DomainError(InvalidInput) if it is not a JSON object."""
    if not text:
        return {}
    try:
        value = ijson.parse(text.encode())
    except (Refused, UnicodeEncodeError):
        value = None
    if not isinstance(value, dict):
        raise invalid("metadata", 'must be a JSON object such as {"internalId":17}')
    return value


def _after(text: str | None) -> tuple[int, ...] | None:
    if not text:
        return None
    place = cursors.place(_NEWEST, text)
    if place is None:
        raise invalid("after", "must be the `after` value from the previous page's Link header")
    return place


def _link(call: Call, after: str | None) -> tuple[Header, ...]:
    if after is None:
        return ()
    query = urlencode([*((name, v) for name, v in call.pairs() if name != "after"), ("after", after)])
    return ((b"link", f'<{call.scope["path"]}?{query}>; rel="next"'.encode()),)
