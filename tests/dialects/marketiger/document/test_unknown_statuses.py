"""Marketiger: unknown statuses: preserved in their own dialect, never a default in another."""

import pytest

from tests.conformance.test_unknown_statuses import GUID, desk_with


@pytest.mark.parametrize("code", [5, 6, 7, 11, 99])
def test_a_line_status_of_marketiger_stays_itself(code: int) -> None:
    model = {"modelId": "m", "price": 1, "quantity": 1, "status": code}
    desk = desk_with("marketiger", {"id": GUID, "status": 10, "orderModels": [model]})
    assert desk.render("marketiger")["orderModels"][0]["status"] == code
    assert desk.order.lines[0].stage is None


def test_a_native_word_of_ours_is_shown() -> None:
    desk = desk_with("native", {"id": GUID, "lines": [], "step": "created", "words": {"marketiger": 7}})
    assert desk.render("marketiger")["status"] == 7
