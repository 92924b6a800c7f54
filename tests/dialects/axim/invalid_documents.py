"""Invalid documents of Axim Commerce: members that are wrong, each with its path; members that are required."""

from typing import Any

INVALID: tuple[tuple[dict[str, Any], str], ...] = (
    ({"lineItems": None}, "lineItems"),
    ({"lineItems": [{"quantity": -0.5}]}, "lineItems[0].quantity"),
    ({"lineItems": [{"quantity": "1"}]}, "lineItems[0].quantity"),
    ({"total": "900"}, "total"),
    ({"approved": 1}, "approved"),
    ({"orderedAt": "soon"}, "orderedAt"),
    ({"fulfilledItems": [{}, {"fulfilledAt": "soon"}]}, "fulfilledItems[1].fulfilledAt"),
    *[
        ({"fulfilledItems": [{"items": [{"quantity": wrong}]}]}, "fulfilledItems[0].items[0].quantity")
        for wrong in ("many", "", "-1", -1, "NaN", "Infinity", "1 000")
    ],
)
REQUIRED = ("id", "lineItems")
