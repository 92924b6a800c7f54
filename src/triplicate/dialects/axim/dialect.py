"""The Axim Commerce dialect: operations, handlers, sign-in, errors and document codec."""

from triplicate.api.operation import Dialect, sample_reply
from triplicate.dialects.axim import operations
from triplicate.dialects.axim.auth import SECURITY
from triplicate.dialects.axim.document import wire
from triplicate.dialects.axim.document.codec import CODEC
from triplicate.dialects.axim.document.wire import NAME
from triplicate.dialects.axim.failures import fail
from triplicate.dialects.axim.orders.handlers import HANDLERS

DIALECT = Dialect(
    name=NAME,
    title="Axim Commerce (B2B commerce)",
    prefixes=operations.PREFIXES,
    operations=operations.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=wire.ErrorReply,
    codec=CODEC,
    samples={wire.GetOrderReply: sample_reply(__package__)},
)
