"""Invalid documents of Printags: members that are wrong, each with its path; members that are required."""

from typing import Any

INVALID: tuple[tuple[dict[str, Any], str], ...] = (
    ({"status": None}, "status"),
    ({"shipTo": []}, "shipTo"),
    ({"total": "50.99"}, "total"),
    ({"product_groups": [{"quantity": -1}]}, "product_groups[0].quantity"),
    ({"statusHistory": [{"createdAt": "now", "status": "x"}]}, "statusHistory[0].createdAt"),
    ({"products": [{}, {"createdAt": "now"}]}, "products[1].createdAt"),
    ({"customer": {"createdAt": "now"}}, "customer.createdAt"),
)
REQUIRED = ("status",)
