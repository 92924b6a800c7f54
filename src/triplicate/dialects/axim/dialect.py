"""The Axim Commerce dialect: endpoints, sign-in, errors and document codec."""

from triplicate.api.demo import DialectDemo
from triplicate.api.dialect import Dialect, sample_reply
from triplicate.dialects.axim.auth import SECURITY
from triplicate.dialects.axim.document import companies, customers, wire
from triplicate.dialects.axim.document.codec import CODEC
from triplicate.dialects.axim.document.wire import NAME
from triplicate.dialects.axim.failures import STATUSES, fail
from triplicate.dialects.axim.orders.handlers import ENDPOINTS


def _demo() -> DialectDemo:
    from triplicate.dialects.axim.demo import DEMO

    return DEMO


DIALECT = Dialect(
    name=NAME,
    title="Axim Commerce (B2B commerce)",
    prefixes=("orders", "open-api", "companies", "customers", "products", "categories", "brands", "priceList"),
    endpoints=ENDPOINTS,
    security=SECURITY,
    fail=fail,
    statuses=STATUSES,
    error=wire.ErrorReply,
    codec=CODEC,
    company_codec=companies.CODEC,
    customer_codec=customers.CODEC,
    samples={wire.GetOrderReply: sample_reply(__package__)},
    demo=_demo,
)
