"""Lists of orders and their counts, answered."""

import asyncio
from collections import Counter

import msgspec

from triplicate.app import links
from triplicate.app.ports import Stored
from triplicate.core import copies, ids, order
from triplicate.core.access import SECRETS
from triplicate.core.copies import View
from triplicate.core.facets import COUNTED, UNKNOWN, Facet
from triplicate.core.failures import NoSuchAccount, Refused
from triplicate.core.lifecycle import STAGE_OF, Step
from triplicate.core.order import Order
from triplicate.dialects.native import answers, listing, parameters
from triplicate.dialects.native.mapping import MAPPING
from triplicate.http.answer import Answer, answer
from triplicate.http.op import Call

_PRIVATE = (b"cache-control", b"private, no-cache")
_LARGE = 256 * 1024
"""Orders that take so long to write that others would notice."""


async def list_orders(call: Call) -> Answer:
    """A page of orders, newest or last changed first; the next page is in the body and in a Link header."""
    query = call.arguments(parameters.Listing)
    asked = listing.asked(query)
    _visible(call, asked.account)
    page = await call.services.reader.list(call.principal, asked)
    shown = await _shown(call, page.orders)
    after = listing.cursor(query.sort, page.next)
    rest = {"next": after, "scanned": page.scanned, "hint": listing.HINT if page.scanned else None}
    body = b'{"orders":[%s],%s' % (b",".join(shown), msgspec.json.encode(rest)[1:])
    headers = (
        (_PRIVATE,)
        if after is None
        else (_PRIVATE, (b"link", f'<{listing.following(call.pairs(), after)}>; rel="next"'.encode()))
    )
    return Answer(200, body, headers)


async def count_orders(call: Call) -> Answer:
    """How many orders there are at each value of each axis."""
    query = call.arguments(parameters.Counting)
    account = None if query.account is None else ids.guid(query.account)
    if query.account is not None and account is None:
        raise Refused(NoSuchAccount(query.account))
    _visible(call, account)
    counts = await call.services.reader.counts(call.principal, account)
    stages: Counter[str] = Counter()
    for step, count in counts.get(Facet.STEP, {}).items():
        stages[UNKNOWN if step == UNKNOWN else STAGE_OF[Step(step)]] += count
    axes = {facet.value: counts.get(facet, {}) for facet in COUNTED}
    total = sum(counts.get(Facet.ENDING, {}).values())
    return answer(200, answers.Counts(total=total, stage=dict(stages), **axes))


async def _shown(call: Call, found: list[Stored]) -> list[bytes]:
    """Orders as this caller sees them; large ones are written beside the event loop."""

    def work() -> list[bytes]:
        return [shown_in(call, order.decode(stored.document)) for stored in found]

    large = sum(len(stored.document) for stored in found) > _LARGE
    return await asyncio.to_thread(work) if large else work()


def shown_in(call: Call, found: Order) -> bytes:
    """An order as this caller sees it, as JSON text."""
    keys, window = call.services.keys, links.window()
    view = View(
        secrets=SECRETS in call.principal.scopes,
        link=lambda file: call.base_url() + links.path(keys, file, window),
    )
    return copies.render(MAPPING, found, view, keys.unseal)


def _visible(call: Call, account: str | None) -> None:
    """Raises Refused(NoSuchAccount) for an account that is not the caller's."""
    if account is not None and not call.principal.owns(account):
        raise Refused(NoSuchAccount(account))
