"""Marketiger: round trip: a first import of any valid document, rendered in its own dialect, is that document."""

from hypothesis import example, given
from hypothesis import strategies as st

from tests.conformance.test_round_trip import FILE_ID, GUID, round_trip
from tests.strategies.memory_account import MemoryAccount, link
from triplicate.app.records import File
from triplicate.core.json import ijson

OID = "664f2310d5775459152d6dd8"


def test_production_orders_that_repeat_are_kept() -> None:
    model = {"poId": 123, "modelId": "m", "price": 1, "quantity": 1}
    models = [{**model, "x": 1}, {**model, "x": 2, "quantity": 2}, {**model, "poId": 0}, {**model, "poId": None}]
    round_trip("marketiger", {"id": GUID, "status": 1, "orderModels": models})


@given(st.sampled_from(["1.0", "1e0", "10e-1", "1.00000"]))
@example("1")
def test_a_whole_number_may_be_written_as_a_fraction(one: str) -> None:
    text = f'{{"id":"{GUID}","status":{one},"orderModels":[{{"modelId":"m","price":1,"quantity":{one}}}]}}'
    round_trip("marketiger", ijson.parse(text.encode()))


def test_a_link_to_a_file_of_another_account_is_a_foreign_url() -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, OID, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    model = {"modelId": "m", "price": 1, "quantity": 1, "imageUrl": link(FILE_ID)}
    round_trip("marketiger", {"id": GUID, "status": 1, "orderModels": [model]})
    desk.import_document("marketiger", {"id": GUID, "status": 1, "orderModels": [model]})
    assert desk.order.lines[0].file is None
