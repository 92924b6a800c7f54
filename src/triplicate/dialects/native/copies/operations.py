"""The operations on copies as data: an order in the format of each dialect."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import Operation
from triplicate.api.replies import JsonReply
from triplicate.dialects.native.copies import responses
from triplicate.dialects.native.copies.parameters import CopyParameters
from triplicate.dialects.native.parameters import OrderParameters
from triplicate.dialects.native.paths import ORDER_PATH, READ_STATUSES

LIST_COPIES = Operation(
    name="listCopies",
    method="GET",
    paths=(f"{ORDER_PATH}/copies",),
    summary="List the dialects in which an order can be read",
    parameters=OrderParameters,
    body=NO_BODY,
    reply=JsonReply(responses.CopyList),
    statuses=(200, *READ_STATUSES),
    tags=("Copies",),
    reply_example={"copies": [{"dialect": "axim", "url": "/v1/orders/17/copies/axim"}]},
)
GET_COPY = Operation(
    name="getCopy",
    method="GET",
    paths=(f"{ORDER_PATH}/copies/{{dialect}}",),
    summary="Get an order in the format of a dialect",
    description="With the fidelity of each field: exact, derived, kept, fixed, absent or dropped.",
    parameters=CopyParameters,
    body=NO_BODY,
    reply=JsonReply(responses.Copy),
    statuses=(200, *READ_STATUSES),
    tags=("Copies",),
    reply_example={
        "dialect": "axim",
        "answer": {"success": True, "data": {"entityId": "17", "orderStatus": "pending"}},
        "members": [{"member": "entityId", "faithfulness": "derived", "because": "the running number as text"}],
        "dropped": [{"member": "project", "faithfulness": "dropped", "because": "there is no such member"}],
        "unread": None,
    },
)
