"""The native API, registered as a dialect."""

from triplicate.api.demo import DialectDemo
from triplicate.api.dialect import Dialect, sample_reply
from triplicate.api.response import PROBLEM
from triplicate.dialects.native.auth import SECURITY
from triplicate.dialects.native.copies import handlers as copies
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.document.codec import CODEC
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.events import handlers as events
from triplicate.dialects.native.failures import CODES, STATUSES, fail
from triplicate.dialects.native.files import handlers as files
from triplicate.dialects.native.jobs import handlers as jobs
from triplicate.dialects.native.orders import handlers as orders
from triplicate.dialects.native.problem import Problem
from triplicate.dialects.native.workshop import handlers as workshop


def _demo() -> DialectDemo:
    from triplicate.dialects.native.demo import DEMO

    return DEMO


DIALECT = Dialect(
    name=NAME,
    title="the native API",
    about="Triplicate's own API: the orders of all dialects, every action on an order, and the event log. "
    "Errors are problem details (RFC 9457) with a stable `code`. Every write accepts an Idempotency-Key, and every "
    "order has a strong ETag. Writes answer with the whole order, also to a token without `orders:read`.",
    prefixes=("v1",),
    endpoints=(
        *orders.ENDPOINTS,
        *events.ENDPOINTS,
        *copies.ENDPOINTS,
        *workshop.ENDPOINTS,
        *files.ENDPOINTS,
        *jobs.ENDPOINTS,
    ),
    security=SECURITY,
    fail=fail,
    statuses=STATUSES,
    error=Problem,
    codes=CODES,
    error_content_type=PROBLEM,
    strict_json=True,
    codec=CODEC,
    samples={wire.Order: sample_reply(__package__)},
    demo=_demo,
)
