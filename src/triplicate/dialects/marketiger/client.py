"""Python client of the Marketiger API, for Triplicate or any other server of it: one method per operation.

    with Marketiger("https://orders.example.com", token) as api:
        print(api.get_order("123e4567-e89b-12d3-a456-426614174000").orderStatus)

Error responses and failed connections raise MarketigerError; its `code` is the `type` that the vendor documents.
"""

import msgspec

from triplicate.dialects.marketiger.auth import SECURITY
from triplicate.dialects.marketiger.document import wire
from triplicate.dialects.marketiger.orders.operations import GET_ORDER
from triplicate.http_client.vendor_client import ErrorBody, VendorClient, VendorError


class MarketigerError(VendorError):
    """A failed call; `code` is the error's type, such as `NOT_FOUND`."""


class Marketiger(VendorClient):
    """The API for the user that the token names. Its methods raise MarketigerError."""

    security = SECURITY
    error_type = MarketigerError

    def get_order(self, order_id: str) -> wire.Order:
        """One order with its lines, prices and tracking, by its GUID."""
        return self._call(GET_ORDER, wire.GetOrderParameters(order_id)).data.order

    def _parse_error(self, content: bytes) -> ErrorBody:
        error = msgspec.json.decode(content, type=wire.ErrorReply).error
        return ErrorBody(error.message, error.type)
