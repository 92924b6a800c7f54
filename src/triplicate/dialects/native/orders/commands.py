"""The actions on an order: one table with the route, the request body and the engine command of each.

The API operations, the rows of bulk requests and the documentation are built from this table.
"""

from collections.abc import Callable
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import msgspec

from triplicate.api.operation import Precondition
from triplicate.core.engine import commands
from triplicate.dialects.native.orders import parse_request, requests

B = TypeVar("B", bound=msgspec.Struct)
C = TypeVar("C", bound=commands.Command)


class CommandRoute(NamedTuple, Generic[B]):
    """The route of one action. `path` is appended to the path of the order.

    `build_command` converts the request body to an engine command. `creates_resource` makes the success status 201.
    `precondition` may require an If-Match header.
    """

    name: str
    method: Literal["POST", "DELETE"]
    path: str
    summary: str
    body: type[B]
    build_command: Callable[[B], commands.Command]
    description: str = ""
    creates_resource: bool = False
    precondition: Precondition = Precondition.NONE
    example: dict[str, Any] | None = None


def _identity(body: C) -> C:
    return body


def _constant(command: commands.Command) -> Callable[[requests.EmptyBody], commands.Command]:
    return lambda _: command


COMMAND_ROUTES: tuple[CommandRoute[Any], ...] = (
    CommandRoute("place", "POST", "/placement", "Place a draft", requests.EmptyBody, _constant(commands.Place())),
    CommandRoute(
        "accept", "POST", "/acceptance", "Accept the order for production", requests.EmptyBody,
        _constant(commands.Accept()),
        "An order at the prices of a price list is paid from the account's balance, as far as it is not paid yet.",
    ),
    CommandRoute(
        "advance", "POST", "/steps", "Advance the order, or some of its pieces", commands.Advance, _identity,
        "To a step from `in_queue` to `ready_for_shipping`. With `units`, only these pieces advance; the order's step "
        "is that of its least advanced piece.",
        example={"step": "manufacturing"},
    ),
    CommandRoute(
        "ship", "POST", "/shipments", "Ship a parcel", requests.Shipment, parse_request.ship,
        "With portions of lines (`items`) or with pieces (`units`); with everything not yet shipped if both are "
        "missing. When nothing remains, the order is shipped.",
        creates_resource=True,
        example={"carrier": "PostNL", "tracking_number": "3SABCD1234567", "items": [{"line": "12", "quantity": 2}]},
    ),
    CommandRoute(
        "track", "POST", "/tracking", "Set the tracking data of a parcel", commands.Track, _identity,
        "Carrier, tracking number and URL of a shipped parcel. Omitted fields stay unchanged. `shipment` may be "
        "omitted if there is only one.",
        example={"carrier": "PostNL", "tracking_number": "3SABCD1234567"},
    ),
    CommandRoute(
        "deliver", "POST", "/deliveries", "Record the delivery of one or all parcels", commands.Deliver, _identity,
        "When everything is shipped and every parcel is delivered, the order is delivered.",
    ),
    CommandRoute(
        "return", "POST", "/returns", "Record returned goods", requests.Portions, parse_request.return_items,
        "Portions of lines, or everything shipped if `items` is missing. Money is paid back with a refund.",
        example={"reason": "damaged", "items": [{"line": "12", "quantity": 1}]},
    ),
    CommandRoute(
        "hold", "POST", "/hold", "Put the order on hold", commands.Hold, _identity,
        example={"reason": "waiting for artwork"},
    ),
    CommandRoute("release", "DELETE", "/hold", "Release the hold", requests.EmptyBody, _constant(commands.Release())),
    CommandRoute(
        "cancel", "POST", "/cancellation", "Cancel the order, or portions of its lines", requests.Portions,
        parse_request.cancel,
        "What has been shipped cannot be cancelled, only returned.",
        example={"reason": "changed their mind"},
    ),
    CommandRoute(
        "expire", "POST", "/expiry", "Expire an unpaid order", requests.EmptyBody, _constant(commands.Expire()),
    ),
    CommandRoute("fail", "POST", "/failure", "Mark an order as failed", commands.Fail, _identity),
    CommandRoute(
        "request payment", "POST", "/payment-requests", "Request payment", commands.RequestPayment, _identity,
        "Optionally with the `link` of a payment page; `pending` means that the payer has started to pay.",
        example={"link": "https://pay.example.com/p/7f3a"},
    ),
    CommandRoute(
        "record payment", "POST", "/payments", "Record a payment", commands.Pay, _identity,
        "`amount` is in minor units; default: everything outstanding. The order is paid when nothing is "
        "outstanding any more.",
        creates_resource=True,
        example={"amount": 12500, "method": "bank transfer", "reference": "2024-0117"},
    ),
    CommandRoute(
        "refund", "POST", "/refunds", "Record a refund", commands.Refund, _identity,
        "`amount` is in minor units; default: everything paid and not yet refunded.",
        creates_resource=True,
        example={"amount": 2500, "reason": "one piece damaged"},
    ),
    CommandRoute(
        "approve", "POST", "/approval", "Approve the order", requests.EmptyBody, _constant(commands.Approve()),
    ),
    CommandRoute(
        "comment", "POST", "/comments", "Add a comment", commands.AddComment, _identity,
        creates_resource=True,
        example={"text": "The customer will collect it on Friday."},
    ),
    CommandRoute(
        "override", "POST", "/overrides", "Override the state, with a reason", commands.Override, _identity,
        "The only way to move an order back, and the only way to remove a parcel. The reason is recorded in the event "
        "log. Older vendor documents no longer change the order's state.",
        precondition=Precondition.IF_MATCH,
        example={"step": "processing", "reason": "shipped by mistake: the parcel never left"},
    ),
)  # fmt: skip
ROUTES_BY_NAME = {verb.name: verb for verb in COMMAND_ROUTES}
