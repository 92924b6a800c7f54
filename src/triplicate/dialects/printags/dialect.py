"""The Printags dialect: operations, handlers, sign-in, errors and document codec."""

from triplicate.dialects.printags import api, wire
from triplicate.dialects.printags.auth import SECURITY
from triplicate.dialects.printags.failures import fail
from triplicate.dialects.printags.mapping import MAPPING
from triplicate.dialects.printags.server import HANDLERS
from triplicate.dialects.printags.wire import NAME
from triplicate.http.op import Dialect, sample

DIALECT = Dialect(
    name=NAME,
    title="Printags (NFC cards)",
    prefixes=api.PREFIXES,
    operations=api.OPERATIONS,
    handlers=HANDLERS,
    security=SECURITY,
    fail=fail,
    error=wire.ErrorReply,
    copies=MAPPING,
    samples={wire.GetOrderReply: sample(__package__)},
)
