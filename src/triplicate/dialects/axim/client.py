"""Python client of the Axim Commerce API, for Triplicate or any other server of it: one method per operation.

    with Axim("https://orders.example.com", token) as api:
        print(api.get_order("17").status)

Error responses and failed connections raise AximError.
"""

import msgspec

from triplicate.dialects.axim.auth import SECURITY
from triplicate.dialects.axim.document import wire
from triplicate.dialects.axim.orders.operations import GET_ORDER
from triplicate.http_client.vendor_client import ErrorBody, VendorClient, VendorError


class AximError(VendorError):
    """A failed call."""


class Axim(VendorClient):
    """The API of one account. Its methods raise AximError."""

    security = SECURITY
    error_type = AximError

    def get_order(self, order_id: str) -> wire.Order:
        """One order by its 24-hex id or its running number."""
        return self._call(GET_ORDER, wire.GetOrderParameters(order_id)).data

    def _parse_error(self, content: bytes) -> ErrorBody:
        return ErrorBody(msgspec.json.decode(content, type=wire.ErrorReply).message)
