"""The Printags dialect: endpoints, sign-in, errors and document codec."""

from triplicate.api.demo import DialectDemo
from triplicate.api.dialect import Dialect, sample_reply
from triplicate.dialects.printags.accounts import handlers as accounts
from triplicate.dialects.printags.auth import SECURITY
from triplicate.dialects.printags.catalog import handlers as catalog
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.document.codec import CODEC
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.failures import STATUSES, fail
from triplicate.dialects.printags.files import handlers as files
from triplicate.dialects.printags.orders import handlers as orders


def _demo() -> DialectDemo:
    from triplicate.dialects.printags.demo import DEMO

    return DEMO


DIALECT = Dialect(
    name=NAME,
    title="Printags (NFC cards)",
    prefixes=("accounts", "statuses", "models", "shipping"),
    endpoints=(*accounts.ENDPOINTS, *orders.ENDPOINTS, *files.ENDPOINTS, *catalog.ENDPOINTS),
    security=SECURITY,
    fail=fail,
    statuses=STATUSES,
    error=wire.ErrorReply,
    codec=CODEC,
    samples={wire.GetOrderReply: sample_reply(__package__)},
    demo=_demo,
)
