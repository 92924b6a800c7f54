"""Printags' operations, as data."""

from triplicate.dialects.printags import wire
from triplicate.http.op import Op

PREFIXES = ("accounts", "statuses", "models", "shipping")

GET_ORDER = Op(
    name="getOrder",
    method="GET",
    paths=("/accounts/{accountId}/orders/{orderId}",),
    summary="One order with its pieces, groups and parcels",
    parameters=wire.GetOrderParameters,
    reply=wire.GetOrderReply,
    statuses=(200, 401, 404, 405, 431, 500),
    own_checks=True,
    source="https://docs.printags.com/get-an-order-by-id-32371916e0",
)

OPERATIONS = (GET_ORDER,)
