"""The native API as a value."""

from triplicate.dialects.native import answers, api, wire
from triplicate.dialects.native.auth import SECURITY
from triplicate.dialects.native.failures import CODES, fail
from triplicate.dialects.native.mapping import MAPPING
from triplicate.dialects.native.server import HANDLERS
from triplicate.dialects.native.wire import NAME
from triplicate.http.answer import PROBLEM
from triplicate.http.op import Dialect, sample

DIALECT = Dialect(
    name=NAME,
    title="the native API",
    about="Triplicate's own API: every order of every dialect, everything that can be done to one, and the record of "
    "all that happened. Errors are problem details (RFC 9457) with a stable code. Every change takes an "
    "Idempotency-Key, every order has a strong ETag.",
    prefixes=api.PREFIXES,
    operations=api.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=answers.Problem,
    codes=CODES,
    error_content_type=PROBLEM,
    strict_json=True,
    copies=MAPPING,
    samples={wire.Order: sample(__package__)},
)
