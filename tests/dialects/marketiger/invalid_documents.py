"""Invalid documents of Marketiger: members that are wrong, each with its path; members that are required."""

from typing import Any

MODEL = {"modelId": "m", "price": 1, "quantity": 1}
INVALID: tuple[tuple[dict[str, Any], str], ...] = (
    ({"status": "1"}, "status"),
    ({"status": None}, "status"),
    ({"orderModels": None}, "orderModels"),
    ({"orderModels": [MODEL, {**MODEL, "quantity": -1}]}, "orderModels[1].quantity"),
    ({"orderModels": [{**MODEL, "quantity": 1.5}]}, "orderModels[0].quantity"),
    ({"orderModels": [{**MODEL, "price": True}]}, "orderModels[0].price"),
    ({"orderModels": [{**MODEL, "status": "shipped"}]}, "orderModels[0].status"),
    ({"trackAndTrace": "9876543210"}, "trackAndTrace"),
    ({"createdDate": "01/02/2024"}, "createdDate"),
    ({"updated": "yesterday"}, "updated"),
)
REQUIRED = ("orderModels", "status")
