"""The Marketiger dialect: operations, handlers, sign-in, errors and document codec."""

from triplicate.dialects.marketiger import api, wire
from triplicate.dialects.marketiger.auth import SECURITY
from triplicate.dialects.marketiger.failures import fail
from triplicate.dialects.marketiger.mapping import MAPPING
from triplicate.dialects.marketiger.server import HANDLERS
from triplicate.dialects.marketiger.wire import NAME
from triplicate.http.op import Dialect, sample

DIALECT = Dialect(
    name=NAME,
    title="Marketiger (3D prints)",
    prefixes=api.PREFIXES,
    operations=api.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=wire.ErrorReply,
    copies=MAPPING,
    samples={wire.GetOrderReply: sample(__package__)},
)
