"""The Axim Commerce dialect: operations, handlers, sign-in, errors and document codec."""

from triplicate.dialects.axim import api, wire
from triplicate.dialects.axim.auth import SECURITY
from triplicate.dialects.axim.failures import fail
from triplicate.dialects.axim.mapping import MAPPING
from triplicate.dialects.axim.server import HANDLERS
from triplicate.dialects.axim.wire import NAME
from triplicate.http.op import Dialect, sample

DIALECT = Dialect(
    name=NAME,
    title="Axim Commerce (B2B commerce)",
    prefixes=api.PREFIXES,
    operations=api.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=wire.ErrorReply,
    copies=MAPPING,
    samples={wire.GetOrderReply: sample(__package__)},
)
