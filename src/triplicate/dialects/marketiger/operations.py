"""Declares Marketiger's operations."""

from triplicate.api.operation import Operation
from triplicate.dialects.marketiger.document import wire

PREFIXES = ("v2",)

GET_ORDER = Operation(
    name="GetOrder",
    method="GET",
    paths=("/v2/Order/GetOrder",),
    summary="One order with its lines, prices and tracking",
    parameters=wire.GetOrderParameters,
    reply=wire.GetOrderReply,
    statuses=(200, 400, 401, 405, 431, 500),
    handler_checks_scope=True,
    source="https://docs.marketiger3d.com/docs/api/order/get-order",
)

OPERATIONS = (GET_ORDER,)
