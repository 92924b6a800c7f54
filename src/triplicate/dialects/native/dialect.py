"""The native API as a value."""

from triplicate.api.operation import Dialect, sample
from triplicate.api.response import PROBLEM
from triplicate.dialects.native import operations, responses
from triplicate.dialects.native.auth import SECURITY
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.document.codec import MAPPING
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.failures import CODES, fail
from triplicate.dialects.native.orders.handlers import HANDLERS

DIALECT = Dialect(
    name=NAME,
    title="the native API",
    about="Triplicate's own API: every order of every dialect, everything that can be done to one, and the record of "
    "all that happened. Errors are problem details (RFC 9457) with a stable code. Every change takes an "
    "Idempotency-Key, every order has a strong ETag.",
    prefixes=operations.PREFIXES,
    operations=operations.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=responses.Problem,
    codes=CODES,
    error_content_type=PROBLEM,
    strict_json=True,
    copies=MAPPING,
    samples={wire.Order: sample(__package__)},
)
