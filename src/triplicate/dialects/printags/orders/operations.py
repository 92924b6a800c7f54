"""Declares Printags' operations on orders."""

from triplicate.api.bodies import NO_BODY, JsonBody
from triplicate.api.operation import WRITERS, HandlerCheck, Link, Operation
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import JsonReply, OrderReply
from triplicate.core.access import READ
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.orders import requests, responses
from triplicate.dialects.printags.orders.parameters import FindOrdersParameters
from triplicate.dialects.printags.parameters import AccountParameters, OrderParameters
from triplicate.dialects.printags.paths import ACCOUNT_PATH, COMMON_STATUSES, DOCS_URL, WRITE_STATUSES

MAX_ORDER_BYTES = 2 * 1024 * 1024
"""Three times the size of an order with two thousand lines and every field set."""
_ORDER_LINK_PARAMETERS = {"accountId": "@me", "orderId": "$response.body#/orderId"}


FIND_ORDERS = Operation(
    name="findOrders",
    method="GET",
    paths=(f"{ACCOUNT_PATH}/orders/find",),
    summary="Find orders by reference or metadata, or list the newest",
    description="Newest first, at most 100; a Link header leads to the next page. All given filters must match.",
    parameters=FindOrdersParameters,
    body=NO_BODY,
    reply=JsonReply(responses.FindOrdersReply),
    statuses=(200, 404, *COMMON_STATUSES),
    query=QueryRule.STRICT,
    tags=("Orders",),
    source=f"{DOCS_URL}find-orders-32371915e0",
    reply_example={"success": True, "orders": [{"id": "987e6543-e21a-11d4-a789-0242ac120002", "status": "created"}]},
)
GET_ORDER = Operation(
    name="getOrder",
    method="GET",
    paths=(f"{ACCOUNT_PATH}/orders/{{orderId}}",),
    summary="One order with its pieces, groups and parcels",
    parameters=OrderParameters,
    body=NO_BODY,
    reply=OrderReply(wire.GetOrderReply),
    statuses=(200, 404, *COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Orders",),
    source=f"{DOCS_URL}get-an-order-by-id-32371916e0",
)
CREATE_ORDER = Operation(
    name="createOrder",
    method="POST",
    paths=(f"{ACCOUNT_PATH}/orders",),
    summary="Create an order or a draft",
    description="Priced by the account's price list, and paid from the balance at once; a draft when it is validated.",
    parameters=AccountParameters,
    body=JsonBody(requests.NewOrder, max_bytes=MAX_ORDER_BYTES),
    reply=JsonReply(responses.CreateOrderReply),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Orders",),
    source=f"{DOCS_URL}create-a-new-order-32371917e0",
    links=(Link("getOrder", _ORDER_LINK_PARAMETERS), Link("validateOrder", _ORDER_LINK_PARAMETERS)),
    example={
        "reference": "Order-JeanDupont-2024",
        "carrierServiceId": "lpf_standard",
        "shipTo": {
            "name": "Jean Dupont",
            "phone": "+33612345678",
            "email": "jean.dupont@example.fr",
            "address": {
                "addressLine1": "10 rue de la République",
                "city": "Paris",
                "postcode": "75001",
                "countryCode": "FR",
            },
        },
        "groups": [
            {
                "modelId": "ntag213_pvccard_white",
                "quantity": 10,
                "nfc": {"type": "uri", "content": "https://example.com/jean"},
            }
        ],
    },
    reply_example={"success": True, "orderId": "987e6543-e21a-11d4-a789-0242ac120002"},
)
VALIDATE_ORDER = Operation(
    name="validateOrder",
    method="POST",
    paths=(f"{ACCOUNT_PATH}/orders/{{orderId}}/validate",),
    summary="Validate a draft: pay it from the balance and start production",
    parameters=OrderParameters,
    body=NO_BODY,
    reply=JsonReply(responses.ValidateOrderReply),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Orders",),
    source=f"{DOCS_URL}validate-an-order-32371918e0",
    reply_example={
        "success": True,
        "prices": {
            "products": [
                {
                    "index": 0,
                    "quantity": 10,
                    "modelId": "ntag213_pvccard_white",
                    "unit_charges": {
                        "encoding": 0.2,
                        "model": 1.5,
                        "printing": 0.4,
                        "packaging": 0,
                        "recordOptions": 0,
                    },
                    "charges": {"encoding": 2, "model": 15, "printing": 4, "packaging": 0, "recordOptions": 0},
                    "price": 21,
                    "unit_price": 2.1,
                }
            ],
            "shipping": {"transporter": "lpf_standard", "price": 6.24},
            "total": 27.24,
        },
    },
)
