"""The Printags dialect: operations, handlers, sign-in, errors and document codec."""

from triplicate.api.operation import Dialect, sample_reply
from triplicate.dialects.printags import operations
from triplicate.dialects.printags.auth import SECURITY
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.document.codec import CODEC
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.failures import fail
from triplicate.dialects.printags.handlers import HANDLERS

DIALECT = Dialect(
    name=NAME,
    title="Printags (NFC cards)",
    prefixes=operations.PREFIXES,
    operations=operations.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=wire.ErrorReply,
    codec=CODEC,
    samples={wire.GetOrderReply: sample_reply(__package__)},
)
