"""Marketiger: round trip: a first import of any valid document, rendered in its own dialect, is that document."""

from hypothesis import example, given
from hypothesis import strategies as st

from tests.conformance.shared_facts import values
from tests.conformance.test_round_trip import FILE_ID, GUID, round_trip
from tests.strategies.memory_account import ACCOUNT, LINK_PREFIX, MemoryAccount, link
from triplicate.app.documents.import_document import Outcome
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


def test_a_file_of_ours_is_stored_by_its_id_and_shown_as_a_link() -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, ACCOUNT.id, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    model = {"modelId": "m", "price": 1, "quantity": 1, "imageUrl": link(FILE_ID)}
    body = {"id": GUID, "status": 1, "orderModels": [model]}
    desk.import_document("marketiger", body)
    assert desk.import_document("marketiger", body) is Outcome.UNCHANGED
    assert desk.order.lines[0].file == FILE_ID
    assert LINK_PREFIX not in next(iter(desk.unit.memory.documents.values())).decode()
    assert desk.render("marketiger")["orderModels"][0]["imageUrl"] == link(FILE_ID)
    images = values(desk.render_all(), "images")
    assert images == [[link(FILE_ID)]] * len(images)
    exported = {**body, "orderModels": [{**model, "imageUrl": FILE_ID}]}
    assert desk.import_document("marketiger", exported) is Outcome.UNCHANGED, "export writes the stable id"
