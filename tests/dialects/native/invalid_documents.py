"""Invalid native documents: members that are wrong, each with its path; members that are required."""

from typing import Any

AT = "2024-07-01T09:26:55.737Z"
INVALID: tuple[tuple[dict[str, Any], str], ...] = (
    ({"lines": None}, "lines"),
    ({"lines": [{"quantity": "1"}]}, "lines[0].quantity"),
    ({"lines": [{"quantity": 1, "returned": -1}]}, "lines[0].returned"),
    *[
        ({"lines": [{"quantity": 1}, {"quantity": 1, "unit_price": wrong}]}, "lines[1].unit_price")
        for wrong in ("many", "1e3", "NaN", "1,50", " 1", ".5", "5.", "1_0", "٣", "1" * 311, 1, 12.5)
    ],
    (
        {"lines": [{"quantity": 1, "components": [{"unit_price": "x"}]}]},
        "lines[0].components[0].unit_price",
    ),
    ({"payments": [{"amount": 10.5, "at": AT}]}, "payments[0].amount"),
    ({"payments": [{"amount": 10, "at": ""}]}, "payments[0].at"),
    ({"refunds": [{"amount": 10, "at": AT}, {"amount": 1, "at": "now"}]}, "refunds[1].at"),
    ({"comments": [{"text": "a", "at": "now"}]}, "comments[0].at"),
    ({"approval": {"by": "a", "at": "now"}}, "approval.at"),
    ({"hold": {"since": "now"}}, "hold.since"),
    ({"history": [{"at": AT, "status": "created"}, {"at": "", "status": "x"}]}, "history[1].at"),
    ({"history": [{"at": AT, "status": ""}]}, "history[0].status"),
    ({"shipments": [{}, {"delivered_at": "now"}]}, "shipments[1].delivered_at"),
    ({"shipments": [{"items": [{"quantity": -1}]}]}, "shipments[0].items[0].quantity"),
    ({"units": [{"created_at": "now"}]}, "units[0].created_at"),
    ({"words": {"vendor": True}}, "words.vendor"),
    ({"totals": {"total": "900"}}, "totals.total"),
    ({"updated_at": "soon"}, "updated_at"),
)
REQUIRED = ("id", "lines")
