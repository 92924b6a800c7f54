"""Lists of orders and their counts, answered."""

from collections import Counter

import msgspec

from triplicate.api.cursors import cursor
from triplicate.api.operation import Call
from triplicate.api.order_response import PRIVATE, shown_all
from triplicate.api.response import Answer, answer
from triplicate.core import ids
from triplicate.core.failures import NoSuchAccount, Refused
from triplicate.core.lifecycle import STAGE_OF, Step
from triplicate.core.search.facets import COUNTED, UNKNOWN, Facet
from triplicate.dialects.native import parameters, responses
from triplicate.dialects.native.document.codec import MAPPING
from triplicate.dialects.native.orders import list_query


async def list_orders(call: Call) -> Answer:
    """A page of orders, newest or last changed first; the next page is in the body and in a Link header."""
    query = call.arguments(parameters.Listing)
    asked = list_query.asked(query)
    _visible(call, asked.account)
    page = await call.services.reader.list(call.principal, asked)
    shown = await shown_all(call, MAPPING, page.orders)
    after = cursor(query.sort, page.next)
    rest = {"next": after, "scanned": page.scanned, "hint": list_query.HINT if page.scanned else None}
    body = b'{"orders":[%s],%s' % (b",".join(shown), msgspec.json.encode(rest)[1:])
    headers = (
        (PRIVATE,)
        if after is None
        else (PRIVATE, (b"link", f'<{list_query.following(call.pairs(), after)}>; rel="next"'.encode()))
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
    return answer(200, responses.Counts(total=total, stage=dict(stages), **axes))


def _visible(call: Call, account: str | None) -> None:
    """Raises Refused(NoSuchAccount) for an account that is not the caller's."""
    if account is not None and not call.principal.owns(account):
        raise Refused(NoSuchAccount(account))
