"""Declares Printags' operations."""

from triplicate.api.bodies import NO_BODY, JsonBody, upload
from triplicate.api.operation import WRITERS, HandlerCheck, Link, Operation, QueryRule
from triplicate.api.replies import FILE, JsonReply, OrderReply
from triplicate.core.access import READ
from triplicate.dialects.printags import parameters, requests, responses
from triplicate.dialects.printags.document import wire

PREFIXES = ("accounts", "statuses", "models", "shipping")
ACCOUNT_PATH = "/accounts/{accountId}"
FILE_BODY = upload("file", max_bytes=20 * 1024 * 1024)
MAX_ORDER_BYTES = 2 * 1024 * 1024
"""Three times the size of an order with two thousand lines and every field set."""
_DOCS_URL = "https://docs.printags.com/"
_COMMON_STATUSES = (401, 405, 431, 500)
_WRITE_STATUSES = (400, 404, 408, 409, 413, 422, *_COMMON_STATUSES)
_ORDER_LINK_PARAMETERS = {"accountId": "@me", "orderId": "$response.body#/orderId"}

GET_OWN_ACCOUNT = Operation(
    name="getOwnAccount",
    method="GET",
    paths=("/accounts/@me",),
    summary="The token's own account, with its balance",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.AccountReply),
    statuses=(200, *_COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Accounts",),
    source=_DOCS_URL,
)
GET_ACCOUNT = Operation(
    name="getAccount",
    method="GET",
    paths=(ACCOUNT_PATH,),
    summary="An account, with its balance",
    parameters=parameters.AccountParameters,
    body=NO_BODY,
    reply=JsonReply(responses.AccountReply),
    statuses=(200, 404, *_COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Accounts",),
)
FIND_ORDERS = Operation(
    name="findOrders",
    method="GET",
    paths=(f"{ACCOUNT_PATH}/orders/find",),
    summary="Find orders by reference or metadata, or list the newest",
    description="Newest first, at most 100; a Link header leads to the next page. All given filters must match.",
    parameters=parameters.FindOrdersParameters,
    body=NO_BODY,
    reply=JsonReply(responses.FindOrdersReply),
    statuses=(200, 404, *_COMMON_STATUSES),
    query=QueryRule.STRICT,
    tags=("Orders",),
    source=f"{_DOCS_URL}find-orders-32371915e0",
)
GET_ORDER = Operation(
    name="getOrder",
    method="GET",
    paths=(f"{ACCOUNT_PATH}/orders/{{orderId}}",),
    summary="One order with its pieces, groups and parcels",
    parameters=parameters.OrderParameters,
    body=NO_BODY,
    reply=OrderReply(wire.GetOrderReply),
    statuses=(200, 404, *_COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Orders",),
    source=f"{_DOCS_URL}get-an-order-by-id-32371916e0",
)
CREATE_ORDER = Operation(
    name="createOrder",
    method="POST",
    paths=(f"{ACCOUNT_PATH}/orders",),
    summary="Create an order or a draft",
    description="Priced by the account's price list, and paid from the balance at once; a draft when it is validated.",
    parameters=parameters.AccountParameters,
    body=JsonBody(requests.NewOrder, max_bytes=MAX_ORDER_BYTES),
    reply=JsonReply(responses.CreateOrderReply),
    statuses=(200, *_WRITE_STATUSES),
    access=WRITERS,
    tags=("Orders",),
    source=f"{_DOCS_URL}create-a-new-order-32371917e0",
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
    parameters=parameters.OrderParameters,
    body=NO_BODY,
    reply=JsonReply(responses.ValidateOrderReply),
    statuses=(200, *_WRITE_STATUSES),
    access=WRITERS,
    tags=("Orders",),
    source=f"{_DOCS_URL}validate-an-order-32371918e0",
)
UPLOAD_FILE = Operation(
    name="uploadFile",
    method="POST",
    paths=(f"{ACCOUNT_PATH}/files",),
    summary="Upload artwork: a PNG, JPEG, SVG or PDF",
    description="The file type is detected from the content, not the name or Content-Type. An SVG is sanitised. "
    "Uploading the same file again returns the existing one.",
    parameters=parameters.AccountParameters,
    body=FILE_BODY,
    reply=JsonReply(responses.UploadFileReply),
    statuses=(200, *_WRITE_STATUSES, 415),
    access=WRITERS,
    tags=("Files",),
    links=(Link("getFile", {"accountId": "@me", "fileId": "$response.body#/files/file/id"}),),
)
GET_FILE = Operation(
    name="getFile",
    method="GET",
    paths=(f"{ACCOUNT_PATH}/files/{{fileId}}",),
    summary="Download a file",
    parameters=parameters.FileParameters,
    body=NO_BODY,
    reply=FILE,
    statuses=(200, 404, *_COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Files",),
)
GET_STATUSES = Operation(
    name="getStatuses",
    method="GET",
    paths=("/statuses",),
    summary="Every status, with its number",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.StatusesReply),
    statuses=(200, *_COMMON_STATUSES),
    tags=("Offer",),
)
GET_MODELS = Operation(
    name="getModels",
    method="GET",
    paths=("/models",),
    summary="Every model that can be ordered",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.ModelsReply),
    statuses=(200, *_COMMON_STATUSES),
    tags=("Offer",),
    source=f"{_DOCS_URL}list-available-models-38044634e0",
)
GET_CARRIERS = Operation(
    name="getCarriers",
    method="GET",
    paths=("/shipping/carriers",),
    summary="Every carrier, with its services",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.CarriersReply),
    statuses=(200, *_COMMON_STATUSES),
    tags=("Offer",),
)
CALCULATE_RATES = Operation(
    name="calculateRates",
    method="POST",
    paths=("/shipping/rates",),
    summary="Calculate shipping rates of every carrier service to a destination",
    parameters=parameters.NoParameters,
    body=JsonBody(requests.RateRequest),
    reply=JsonReply(responses.RatesReply),
    statuses=(200, 400, 404, 408, 413, *_COMMON_STATUSES),
    tags=("Offer",),
    source=f"{_DOCS_URL}calculate-shipping-rates-38044633e0",
    example={
        "to_country": "FR",
        "to_postal_code": "75001",
        "items": [{"modelId": "pvccard_white", "packagingId": "aluminum_protection", "quantity": 1}],
    },
)

OPERATIONS = (
    GET_OWN_ACCOUNT,
    GET_ACCOUNT,
    FIND_ORDERS,
    GET_ORDER,
    CREATE_ORDER,
    VALIDATE_ORDER,
    UPLOAD_FILE,
    GET_FILE,
    GET_STATUSES,
    GET_MODELS,
    GET_CARRIERS,
    CALCULATE_RATES,
)
