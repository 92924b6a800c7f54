"""Declares Printags' operations on what can be ordered: statuses, models, carriers, rates."""

from triplicate.api.bodies import NO_BODY, JsonBody
from triplicate.api.operation import Operation
from triplicate.api.parameters import NoParameters
from triplicate.api.replies import JsonReply
from triplicate.dialects.printags.catalog import requests, responses
from triplicate.dialects.printags.paths import COMMON_STATUSES, DOCS_URL

GET_STATUSES = Operation(
    name="getStatuses",
    method="GET",
    paths=("/statuses",),
    summary="Every status, with its number",
    parameters=NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.StatusesReply),
    statuses=(200, *COMMON_STATUSES),
    tags=("Offer",),
    reply_example={"success": True, "statuses": [{"id": 1, "name": "creating"}, {"id": 2, "name": "draft"}]},
)
GET_MODELS = Operation(
    name="getModels",
    method="GET",
    paths=("/models",),
    summary="Every model that can be ordered",
    parameters=NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.ModelsReply),
    statuses=(200, *COMMON_STATUSES),
    tags=("Offer",),
    source=f"{DOCS_URL}list-available-models-38044634e0",
    reply_example={
        "success": True,
        "models": [
            {
                "id": "ntag213_pvccard_white",
                "size": {"width": 85.6, "height": 54, "length": 0.76, "weight": 6},
                "prices": [],
                "canBeEncoded": True,
            }
        ],
    },
)
GET_CARRIERS = Operation(
    name="getCarriers",
    method="GET",
    paths=("/shipping/carriers",),
    summary="Every carrier, with its services",
    parameters=NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.CarriersReply),
    statuses=(200, *COMMON_STATUSES),
    tags=("Offer",),
    reply_example={
        "success": True,
        "carriers": [
            {
                "id": "lpf",
                "name": "La Poste",
                "services": [
                    {"id": "lpf_standard", "name": "Standard", "minDays": 2, "maxDays": 5, "servicePoint": "optional"}
                ],
            }
        ],
    },
)
CALCULATE_RATES = Operation(
    name="calculateRates",
    method="POST",
    paths=("/shipping/rates",),
    summary="Calculate shipping rates of every carrier service to a destination",
    parameters=NoParameters,
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
    reply_example={
        "success": True,
        "weight": 6,
        "volume": 3.513024,
        "envelope": {
            "id": "letter",
            "name": "Padded letter",
            "size": {"width": 0, "height": 0, "length": 0, "weight": 18},
            "maxWeight": 230,
            "maxVolume": 120,
        },
        "rates": [
            {
                "id": "lpf_standard",
                "carrierServiceId": "lpf_standard",
                "name": "Standard",
                "carrier": "La Poste",
                "price": 6.24,
                "currency": "EUR",
                "minDays": 2,
                "maxDays": 5,
            }
        ],
    },
)
