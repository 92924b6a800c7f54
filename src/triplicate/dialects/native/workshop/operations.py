"""The workshop's operations as data: get and scan a piece, production export, packing list."""

from triplicate.api.bodies import NO_BODY, JsonBody
from triplicate.api.operation import WRITERS, Operation
from triplicate.api.replies import CSV, JsonReply
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.paths import ORDER_PATH, PIECE_PATH, READ_STATUSES, WRITE_STATUSES
from triplicate.dialects.native.workshop import responses
from triplicate.dialects.native.workshop.parameters import PackingListParameters, PieceParameters, ProductionParameters

_PIECE_EXAMPLE: dict[str, object] = {
    "piece": {
        "id": "b7a9f5d0-6a3a-4f0c-8a63-5c3f1f7f2a10",
        "line": "8b0f6a52-3f0e-4c7e-9a53-1f9f5e6f0c11",
        "step": "manufacturing",
    },
    "line": None,
    "order": "987e6543-e21a-11d4-a789-0242ac120002",
    "number": 17,
    "reference": "PO-2024-117",
    "stage": "in_production",
    "step": "validated",
    "hold": None,
    "ending": None,
    "links": [],
}

GET_PIECE = Operation(
    name="getPiece",
    method="GET",
    paths=(PIECE_PATH,),
    summary="Get a piece by the id on its label",
    description="With its line, its artwork and the state of its order.",
    parameters=PieceParameters,
    body=NO_BODY,
    reply=JsonReply(responses.PieceDetails),
    statuses=(200, *READ_STATUSES),
    tags=("Workshop",),
    reply_example=_PIECE_EXAMPLE,
)
SCAN_PIECE = Operation(
    name="scanPiece",
    method="POST",
    paths=(f"{PIECE_PATH}/steps",),
    summary="Advance a piece",
    description="To the next production step, or to `step`. The order's step is that of its least advanced piece. A "
    "scanner that may read a label twice should send `step`: the second scan is then rejected.",
    parameters=PieceParameters,
    body=JsonBody(requests.Scan),
    reply=JsonReply(responses.PieceDetails),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Workshop",),
    example={"step": "manufacturing"},
    reply_example=_PIECE_EXAMPLE,
)
GET_PRODUCTION = Operation(
    name="getProduction",
    method="GET",
    paths=(f"{ORDER_PATH}/production",),
    summary="Export production data as CSV, one row per piece",
    description="With a header row: the content of each chip as text and as the bytes of its NDEF message, and the "
    "artwork to print. Key columns are included only with `keys`, which needs the scope `orders:secrets` and is "
    "recorded as an event.",
    parameters=ProductionParameters,
    body=NO_BODY,
    reply=CSV,
    statuses=(200, *READ_STATUSES),
    tags=("Workshop",),
)
GET_PACKING_LIST = Operation(
    name="getPackingList",
    method="GET",
    paths=(f"{ORDER_PATH}/packing-list",),
    summary="Get the packing list of a shipment, or of what remains to ship",
    description="Lines, pieces and the address: of everything that remains to ship, or with `shipment` of that "
    "shipment.",
    parameters=PackingListParameters,
    body=NO_BODY,
    reply=JsonReply(responses.PackingList),
    statuses=(200, *READ_STATUSES),
    tags=("Workshop",),
    reply_example={
        "order": "987e6543-e21a-11d4-a789-0242ac120002",
        "number": 17,
        "reference": "PO-2024-117",
        "ship_to": None,
        "shipping": None,
        "shipment": None,
        "lines": [
            {
                "line": "8b0f6a52-3f0e-4c7e-9a53-1f9f5e6f0c11",
                "number": 12,
                "sku": "CARD-01",
                "name": "NFC card",
                "model": None,
                "quantity": 4,
                "ordered": 10,
                "pieces": [],
            }
        ],
        "loose": [],
    },
)
