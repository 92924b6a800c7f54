"""The Marketiger dialect: endpoints, sign-in, errors and document codec."""

from triplicate.api.demo import DialectDemo
from triplicate.api.dialect import Dialect, sample_reply
from triplicate.dialects.marketiger.auth import SECURITY
from triplicate.dialects.marketiger.document import wire
from triplicate.dialects.marketiger.document.codec import CODEC
from triplicate.dialects.marketiger.document.wire import NAME
from triplicate.dialects.marketiger.failures import STATUSES, fail
from triplicate.dialects.marketiger.orders.handlers import ENDPOINTS


def _demo() -> DialectDemo:
    from triplicate.dialects.marketiger.demo import DEMO

    return DEMO


DIALECT = Dialect(
    name=NAME,
    title="Marketiger (3D prints)",
    prefixes=("v2",),
    endpoints=ENDPOINTS,
    security=SECURITY,
    fail=fail,
    statuses=STATUSES,
    error=wire.ErrorReply,
    codec=CODEC,
    ignores_case=True,
    samples={wire.GetOrderReply: sample_reply(__package__)},
    demo=_demo,
)
