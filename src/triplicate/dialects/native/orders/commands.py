"""Verbs: for each, where it is, what it takes, and the engine's command that it becomes. One table for every use.

The operations are made of it, one per verb, and so are the rows of a bulk move.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import msgspec

from triplicate.core.engine import commands
from triplicate.dialects.native.orders import parse_request, requests


class CommandRoute(NamedTuple):
    """One verb. `path` follows that of the order; a segment in braces becomes the command's member of that name.

    `created` says that the answer is 201, since something with an id of its own came to be.
    """

    name: str
    method: Literal["POST", "DELETE"]
    path: str
    summary: str
    body: type[msgspec.Struct]
    build_command: Callable[[Any], commands.Command]
    description: str = ""
    creates_resource: bool = False
    versioned: bool = False
    example: dict[str, Any] | None = None


def _identity(body: Any) -> Any:
    return body


def _constant(command: commands.Command) -> Callable[[Any], commands.Command]:
    return lambda _: command


COMMAND_ROUTES = (
    CommandRoute("place", "POST", "/placement", "Place a draft", requests.EmptyBody, _constant(commands.Place())),
    CommandRoute(
        "accept", "POST", "/acceptance", "Accept the order for production", requests.EmptyBody,
        _constant(commands.Accept()),
        "A draft is placed on the way.",
    ),
    CommandRoute(
        "advance", "POST", "/steps", "Move the order on, or some of its pieces", commands.Advance, _identity,
        "To a step from `in_queue` to `ready_for_shipping`. With `units`, these pieces move alone, and the order is as "
        "far as the last of its pieces.",
        example={"step": "manufacturing"},
    ),
    CommandRoute(
        "ship", "POST", "/shipments", "Send a parcel", requests.Shipment, parse_request.ship,
        "With portions of lines, or with pieces; with all that is left where neither is named. When nothing is left, "
        "the order has shipped.",
        creates_resource=True,
        example={"carrier": "PostNL", "tracking_number": "3SABCD1234567", "items": [{"line": "12", "quantity": 2}]},
    ),
    CommandRoute(
        "track", "POST", "/tracking", "Say how a parcel can be followed", commands.Track, _identity,
        "Of a parcel that has left: carrier, number, link. What is left out stays; the only parcel need not be named.",
        example={"carrier": "PostNL", "tracking_number": "3SABCD1234567"},
    ),
    CommandRoute(
        "deliver", "POST", "/deliveries", "A parcel arrived, or all of them", commands.Deliver, _identity,
        "When everything was sent and every parcel arrived, the order is delivered.",
    ),
    CommandRoute(
        "return", "POST", "/returns", "Something came back", requests.Portions, parse_request.return_items,
        "Portions of lines, or all that was shipped. Money is given back by a refund.",
        example={"reason": "damaged", "items": [{"line": "12", "quantity": 1}]},
    ),
    CommandRoute(
        "hold", "POST", "/hold", "Stop the order where it is", commands.Hold, _identity,
        example={"reason": "waiting for artwork"},
    ),
    CommandRoute("release", "DELETE", "/hold", "End the hold", requests.EmptyBody, _constant(commands.Release())),
    CommandRoute(
        "cancel", "POST", "/cancellation", "Cancel the order, or portions of its lines", requests.Portions,
        parse_request.cancel,
        "What has been shipped cannot be cancelled; it can be returned.",
        example={"reason": "changed their mind"},
    ),
    CommandRoute(
        "expire", "POST", "/expiry", "End an order that nobody paid", requests.EmptyBody, _constant(commands.Expire()),
    ),
    CommandRoute("fail", "POST", "/failure", "End an order that cannot be made", commands.Fail, _identity),
    CommandRoute(
        "request payment", "POST", "/payment-requests", "Ask for payment", commands.RequestPayment, _identity,
        "With a `link` under which it can be paid, where there is one; `pending` when the payer has begun.",
        example={"link": "https://pay.example.com/p/7f3a"},
    ),
    CommandRoute(
        "record payment", "POST", "/payments", "Record money received", commands.Pay, _identity,
        "All that is outstanding, where no `amount` is given (in minor units). The order is paid when nothing is "
        "outstanding any more.",
        creates_resource=True,
        example={"amount": 12500, "method": "bank transfer", "reference": "2024-0117"},
    ),
    CommandRoute(
        "refund", "POST", "/refunds", "Record money given back", commands.Refund, _identity,
        "All that is left of what was paid, where no `amount` is given (in minor units).",
        creates_resource=True,
        example={"amount": 2500, "reason": "one piece damaged"},
    ),
    CommandRoute(
        "approve", "POST", "/approval", "Approve the order", requests.EmptyBody, _constant(commands.Approve()),
    ),
    CommandRoute(
        "comment", "POST", "/comments", "Say something about the order", commands.AddComment, _identity,
        creates_resource=True,
        example={"text": "The customer will collect it on Friday."},
    ),
    CommandRoute(
        "override", "POST", "/overrides", "Set the state against the rules, for a reason", commands.Override, _identity,
        "The only way backwards, and the only way to take a parcel away. The reason stays on the record, and vendor "
        "documents that are older tell the order nothing of its state any more.",
        versioned=True,
        example={"step": "processing", "reason": "shipped by mistake: the parcel never left"},
    ),
)  # fmt: skip
ROUTES_BY_NAME = {verb.name: verb for verb in COMMAND_ROUTES}
