"""Declares Marketiger's order operations."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import HandlerCheck, Operation
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import OrderReply
from triplicate.core.access import READ
from triplicate.dialects.marketiger.document import wire

GET_ORDER = Operation(
    name="GetOrder",
    method="GET",
    paths=("/v2/Order/GetOrder",),
    summary="One order with its lines, prices and tracking",
    parameters=wire.GetOrderParameters,
    body=NO_BODY,
    reply=OrderReply(wire.GetOrderReply),
    statuses=(200, 400, 401, 405, 431, 500),
    access=HandlerCheck(READ),
    query=QueryRule.ANY_CASE,
    source="https://docs.marketiger3d.com/docs/api/order/get-order",
)
