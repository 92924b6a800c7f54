"""Declares Printags' operations."""

from triplicate.api.operation import Link, Op
from triplicate.core.access import WRITE
from triplicate.dialects.printags import parameters, requests, responses
from triplicate.dialects.printags.document import wire

PREFIXES = ("accounts", "statuses", "models", "shipping")
ACCOUNT = "/accounts/{accountId}"
MOST_FILE_BYTES = 20 * 1024 * 1024
MOST_ORDER_BYTES = 2 * 1024 * 1024
"""Three times the size of an order with two thousand lines and every field set."""
_DOCS = "https://docs.printags.com/"
_COMMON = (401, 405, 431, 500)
_CHANGING = (400, 404, 408, 409, 413, 422, *_COMMON)
_ORDER = {"accountId": "@me", "orderId": "$response.body#/orderId"}

GET_OWN_ACCOUNT = Op(
    name="getOwnAccount",
    method="GET",
    paths=("/accounts/@me",),
    summary="The token's own account, with its balance",
    parameters=parameters.NoParameters,
    reply=responses.AccountReply,
    statuses=(200, *_COMMON),
    own_checks=True,
    tagged=False,
    tags=("Accounts",),
    source=_DOCS,
)
GET_ACCOUNT = Op(
    name="getAccount",
    method="GET",
    paths=(ACCOUNT,),
    summary="An account, with its balance",
    parameters=parameters.OneAccount,
    reply=responses.AccountReply,
    statuses=(200, 404, *_COMMON),
    own_checks=True,
    tagged=False,
    tags=("Accounts",),
)
FIND_ORDERS = Op(
    name="findOrders",
    method="GET",
    paths=(f"{ACCOUNT}/orders/find",),
    summary="Find orders by reference or metadata, or list the newest",
    description="Newest first, at most 100; a Link header leads to the next page. All given filters must match.",
    parameters=parameters.FindOrders,
    reply=responses.FoundReply,
    statuses=(200, 404, *_COMMON),
    listing=True,
    tagged=False,
    tags=("Orders",),
    source=f"{_DOCS}find-orders-32371915e0",
)
GET_ORDER = Op(
    name="getOrder",
    method="GET",
    paths=(f"{ACCOUNT}/orders/{{orderId}}",),
    summary="One order with its pieces, groups and parcels",
    parameters=parameters.OneOrder,
    reply=wire.GetOrderReply,
    statuses=(200, 404, *_COMMON),
    own_checks=True,
    tags=("Orders",),
    source=f"{_DOCS}get-an-order-by-id-32371916e0",
)
CREATE_ORDER = Op(
    name="createOrder",
    method="POST",
    paths=(f"{ACCOUNT}/orders",),
    summary="Create an order or a draft",
    description="Priced by the account's price list, and paid from the balance at once; a draft when it is validated.",
    parameters=parameters.OneAccount,
    body=requests.NewOrder,
    max_bytes=MOST_ORDER_BYTES,
    reply=responses.CreatedReply,
    statuses=(200, *_CHANGING),
    scope=WRITE,
    tagged=False,
    tags=("Orders",),
    source=f"{_DOCS}create-a-new-order-32371917e0",
    links=(Link("getOrder", _ORDER), Link("validateOrder", _ORDER)),
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
    answer_example={"success": True, "orderId": "987e6543-e21a-11d4-a789-0242ac120002"},
)
VALIDATE_ORDER = Op(
    name="validateOrder",
    method="POST",
    paths=(f"{ACCOUNT}/orders/{{orderId}}/validate",),
    summary="Validate a draft: pay it from the balance and start production",
    parameters=parameters.OneOrder,
    reply=responses.ValidatedReply,
    statuses=(200, *_CHANGING),
    scope=WRITE,
    tagged=False,
    tags=("Orders",),
    source=f"{_DOCS}validate-an-order-32371918e0",
)
UPLOAD_FILE = Op(
    name="uploadFile",
    method="POST",
    paths=(f"{ACCOUNT}/files",),
    summary="Upload artwork: a PNG, JPEG, SVG or PDF",
    description="The file type is detected from the content, not the name or Content-Type. An SVG is sanitised. "
    "Uploading the same file again returns the existing one.",
    parameters=parameters.OneAccount,
    reply=responses.UploadedReply,
    statuses=(200, *_CHANGING, 415),
    upload="file",
    max_bytes=MOST_FILE_BYTES,
    scope=WRITE,
    tagged=False,
    tags=("Files",),
    links=(Link("getFile", {"accountId": "@me", "fileId": "$response.body#/files/file/id"}),),
)
GET_FILE = Op(
    name="getFile",
    method="GET",
    paths=(f"{ACCOUNT}/files/{{fileId}}",),
    summary="Download a file",
    parameters=parameters.OneFile,
    reply=bytes,
    answers="*/*",
    statuses=(200, 404, *_COMMON),
    own_checks=True,
    tags=("Files",),
)
GET_STATUSES = Op(
    name="getStatuses",
    method="GET",
    paths=("/statuses",),
    summary="Every status, with its number",
    parameters=parameters.NoParameters,
    reply=responses.StatusesReply,
    statuses=(200, *_COMMON),
    tagged=False,
    tags=("Offer",),
)
GET_MODELS = Op(
    name="getModels",
    method="GET",
    paths=("/models",),
    summary="Every model that can be ordered",
    parameters=parameters.NoParameters,
    reply=responses.ModelsReply,
    statuses=(200, *_COMMON),
    tagged=False,
    tags=("Offer",),
    source=f"{_DOCS}list-available-models-38044634e0",
)
GET_CARRIERS = Op(
    name="getCarriers",
    method="GET",
    paths=("/shipping/carriers",),
    summary="Every carrier, with its services",
    parameters=parameters.NoParameters,
    reply=responses.CarriersReply,
    statuses=(200, *_COMMON),
    tagged=False,
    tags=("Offer",),
)
CALCULATE_RATES = Op(
    name="calculateRates",
    method="POST",
    paths=("/shipping/rates",),
    summary="Calculate shipping rates of every carrier service to a destination",
    parameters=parameters.NoParameters,
    body=requests.RateRequest,
    reply=responses.RatesReply,
    statuses=(200, 400, 404, 408, 413, *_COMMON),
    tagged=False,
    tags=("Offer",),
    source=f"{_DOCS}calculate-shipping-rates-38044633e0",
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
