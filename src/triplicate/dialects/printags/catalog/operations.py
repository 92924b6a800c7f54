"""Declares Printags' operations on what can be ordered: statuses, models, carriers, rates."""

from triplicate.api.bodies import NO_BODY, JsonBody
from triplicate.api.operation import Operation
from triplicate.api.replies import JsonReply
from triplicate.dialects.printags import parameters
from triplicate.dialects.printags.catalog import requests, responses
from triplicate.dialects.printags.paths import COMMON_STATUSES, DOCS_URL

GET_STATUSES = Operation(
    name="getStatuses",
    method="GET",
    paths=("/statuses",),
    summary="Every status, with its number",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.StatusesReply),
    statuses=(200, *COMMON_STATUSES),
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
    statuses=(200, *COMMON_STATUSES),
    tags=("Offer",),
    source=f"{DOCS_URL}list-available-models-38044634e0",
)
GET_CARRIERS = Operation(
    name="getCarriers",
    method="GET",
    paths=("/shipping/carriers",),
    summary="Every carrier, with its services",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.CarriersReply),
    statuses=(200, *COMMON_STATUSES),
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
    statuses=(200, 400, 404, 408, 413, *COMMON_STATUSES),
    tags=("Offer",),
    source=f"{DOCS_URL}calculate-shipping-rates-38044633e0",
    example={
        "to_country": "FR",
        "to_postal_code": "75001",
        "items": [{"modelId": "pvccard_white", "packagingId": "aluminum_protection", "quantity": 1}],
    },
)
