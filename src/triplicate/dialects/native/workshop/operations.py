"""The workshop's operations, as data: a piece by its id, scanning it onwards, the production export, packing lists."""

from triplicate.api.operation import Operation
from triplicate.core.access import WRITE
from triplicate.dialects.native import parameters
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.paths import ORDER_PATH, PIECE_PATH, READ_STATUSES, WRITE_STATUSES
from triplicate.dialects.native.workshop import responses

CSV = "text/csv"

GET_PIECE = Operation(
    name="getPiece",
    method="GET",
    paths=(PIECE_PATH,),
    summary="A piece, by what stands on its label",
    description="With its line and its artwork, and how far its order has come.",
    parameters=parameters.PieceParameters,
    reply=responses.PieceDetails,
    statuses=(200, *READ_STATUSES),
    has_etag=False,
    tags=("Workshop",),
)
SCAN_PIECE = Operation(
    name="scanPiece",
    method="POST",
    paths=(f"{PIECE_PATH}/steps",),
    summary="Move a piece on",
    description="To the next step of production, or to the one that is named. Its order is as far as the last of its "
    "pieces. A scanner that may read a label twice should name the step: the second time is then refused.",
    parameters=parameters.PieceParameters,
    body=requests.Scan,
    reply=responses.PieceDetails,
    statuses=(200, *WRITE_STATUSES),
    scope=WRITE,
    has_etag=False,
    tags=("Workshop",),
    example={"step": "manufacturing"},
)
GET_PRODUCTION = Operation(
    name="getProduction",
    method="GET",
    paths=(f"{ORDER_PATH}/production",),
    summary="What production needs, as a table with a row for each piece",
    description="CSV with a heading: what each chip is to say, as text and as the bytes of its NDEF message, and what "
    "is printed. The columns of keys are there only with `keys`, which needs the scope `orders:secrets` and leaves an "
    "event.",
    parameters=parameters.ProductionParameters,
    reply=str,
    media_type=CSV,
    statuses=(200, *READ_STATUSES),
    has_etag=False,
    tags=("Workshop",),
)
GET_PACKING_LIST = Operation(
    name="getPackingList",
    method="GET",
    paths=(f"{ORDER_PATH}/packing-list",),
    summary="What to pack, or what is in a parcel",
    description="Line by line and piece by piece, and where it goes: what has still to leave, or with `shipment` what "
    "is in that parcel.",
    parameters=parameters.PackingListParameters,
    reply=responses.PackingList,
    statuses=(200, *READ_STATUSES),
    has_etag=False,
    tags=("Workshop",),
)
OPERATIONS = (GET_PIECE, SCAN_PIECE, GET_PRODUCTION, GET_PACKING_LIST)
