"""The Marketiger dialect: operations, handlers, sign-in, errors and document codec."""

from triplicate.api.operation import Dialect, sample_reply
from triplicate.dialects.marketiger import operations
from triplicate.dialects.marketiger.auth import SECURITY
from triplicate.dialects.marketiger.document import wire
from triplicate.dialects.marketiger.document.codec import CODEC
from triplicate.dialects.marketiger.document.wire import NAME
from triplicate.dialects.marketiger.failures import fail
from triplicate.dialects.marketiger.orders.handlers import HANDLERS

DIALECT = Dialect(
    name=NAME,
    title="Marketiger (3D prints)",
    prefixes=operations.PREFIXES,
    operations=operations.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=wire.ErrorReply,
    codec=CODEC,
    ignores_case=True,
    samples={wire.GetOrderReply: sample_reply(__package__)},
)
