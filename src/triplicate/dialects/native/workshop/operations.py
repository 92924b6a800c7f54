"""The workshop's operations as data: get and scan a piece, production export, packing list."""

from triplicate.api.bodies import NO_BODY, JsonBody
from triplicate.api.operation import WRITERS, Operation
from triplicate.api.replies import CSV, JsonReply
from triplicate.dialects.native import parameters
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.paths import ORDER_PATH, PIECE_PATH, READ_STATUSES, WRITE_STATUSES
from triplicate.dialects.native.workshop import responses

GET_PIECE = Operation(
    name="getPiece",
    method="GET",
    paths=(PIECE_PATH,),
    summary="Get a piece by the id on its label",
    description="With its line, its artwork and the state of its order.",
    parameters=parameters.PieceParameters,
    body=NO_BODY,
    reply=JsonReply(responses.PieceDetails),
    statuses=(200, *READ_STATUSES),
    tags=("Workshop",),
)
SCAN_PIECE = Operation(
    name="scanPiece",
    method="POST",
    paths=(f"{PIECE_PATH}/steps",),
    summary="Advance a piece",
    description="To the next production step, or to `step`. The order's step is that of its least advanced piece. A "
    "scanner that may read a label twice should send `step`: the second scan is then rejected.",
    parameters=parameters.PieceParameters,
    body=JsonBody(requests.Scan),
    reply=JsonReply(responses.PieceDetails),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Workshop",),
    example={"step": "manufacturing"},
)
GET_PRODUCTION = Operation(
    name="getProduction",
    method="GET",
    paths=(f"{ORDER_PATH}/production",),
    summary="Export production data as CSV, one row per piece",
    description="With a header row: the content of each chip as text and as the bytes of its NDEF message, and the "
    "artwork to print. Key columns are included only with `keys`, which needs the scope `orders:secrets` and is "
    "recorded as an event.",
    parameters=parameters.ProductionParameters,
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
    parameters=parameters.PackingListParameters,
    body=NO_BODY,
    reply=JsonReply(responses.PackingList),
    statuses=(200, *READ_STATUSES),
    tags=("Workshop",),
)
