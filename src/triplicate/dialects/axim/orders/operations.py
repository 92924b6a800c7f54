"""Declares Axim Commerce's order operations, under the vendor's paths with and without `/open-api/api`."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import HandlerCheck, Operation
from triplicate.api.replies import OrderReply
from triplicate.core.access import READ
from triplicate.dialects.axim.document import wire

GET_ORDER = Operation(
    name="getOrder",
    method="GET",
    paths=("/orders/{orderId}", "/open-api/api/orders/{orderId}"),
    summary="One order by its 24-hex id or its entityId",
    parameters=wire.GetOrderParameters,
    body=NO_BODY,
    reply=OrderReply(wire.GetOrderReply),
    statuses=(200, 400, 401, 405, 431, 500),
    access=HandlerCheck(READ),
    source="https://api.aximcommerce.com/docs/rest-api/orders/get-order",
)
