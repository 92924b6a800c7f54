"""Round trip: a first import of any valid document, rendered in its own dialect, is that document."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.strategies import documents
from tests.strategies.json_values import json_values, same_json, texts, to_json
from tests.strategies.memory_account import ACCOUNT, LINK_PREFIX, MemoryAccount, link
from triplicate.app.documents.import_document import Outcome
from triplicate.app.records import File
from triplicate.core.json import ijson

MARKETIGER_ID = "123e4567-e89b-12d3-a456-426614174000"
AXIM_ID = "664f2310d5775459152d6dd8"
FILE_ID = "5b1f1f5e-3c0a-4d0e-9a53-7472697065ff"


def round_trip(dialect: str, body: dict[str, Any]) -> None:
    desk = MemoryAccount()
    assert desk.import_document(dialect, body) is Outcome.NEW
    whole = desk.render(dialect)
    desk.settle()
    patched = desk.render(dialect)
    assert same_json(whole, body), f"went in: {body}\ncame out: {whole}"
    assert same_json(patched, body), f"went in: {body}\ncame out, patched: {patched}"


@given(documents.documents_of("marketiger"))
def test_marketiger_keeps_every_member(body: dict[str, Any]) -> None:
    round_trip("marketiger", body)


@given(documents.documents_of("printags"))
def test_printags_keeps_every_member(body: dict[str, Any]) -> None:
    round_trip("printags", body)


@given(documents.documents_of("axim"))
def test_axim_keeps_every_member(body: dict[str, Any]) -> None:
    round_trip("axim", body)


@given(documents.documents_of("native"))
def test_the_native_document_keeps_every_member(body: dict[str, Any]) -> None:
    round_trip("native", body)


@given(st.dictionaries(texts(), json_values(20), max_size=3))
def test_unknown_members_of_any_shape_are_kept(unknown: dict[str, Any]) -> None:
    least = {"id": MARKETIGER_ID, "status": 1, "orderModels": []}
    foreign = {f"x{name}": value for name, value in unknown.items()}
    round_trip("marketiger", {**foreign, **least})


@pytest.mark.parametrize(
    ("dialect", "least"),
    [
        ("marketiger", {"id": MARKETIGER_ID, "status": 1, "orderModels": []}),
        ("printags", {"id": MARKETIGER_ID, "status": "created"}),
        ("axim", {"id": AXIM_ID, "lineItems": []}),
        ("native", {"id": MARKETIGER_ID, "lines": []}),
    ],
)
def test_the_least_document_is_kept(dialect: str, least: dict[str, Any]) -> None:
    round_trip(dialect, least)


def test_ids_that_repeat_are_kept() -> None:
    group = {"id": MARKETIGER_ID, "quantity": 2}
    lists = {
        "product_groups": [{**group, "name": "a", "x": 1}, {**group, "name": "b", "x": 2}],
        "products": [{"id": MARKETIGER_ID, "status": "created"}, {"id": MARKETIGER_ID, "status": "shipped", "x": 1}],
        "shippings": [
            {"id": MARKETIGER_ID, "trackingNumber": "T1", "x": 1},
            {"id": MARKETIGER_ID, "trackingNumber": "T2", "x": 2},
            {"id": MARKETIGER_ID, "trackingNumber": "T1", "x": 3},
        ],
    }
    round_trip("printags", {"id": MARKETIGER_ID, "status": "created", **lists})


def test_ids_that_repeat_are_kept_in_a_native_document() -> None:
    at = {"id": MARKETIGER_ID, "at": "2024-07-01T09:26:55.737Z"}
    items = [{"line": MARKETIGER_ID, "quantity": 1}, {"line": MARKETIGER_ID, "quantity": 2, "x": 1}]
    lists = {
        "lines": [{"id": MARKETIGER_ID, "quantity": 2, "x": 1}, {"id": MARKETIGER_ID, "quantity": 3}],
        "units": [{"id": MARKETIGER_ID, "line": MARKETIGER_ID}, {"id": MARKETIGER_ID, "step": "drying"}],
        "shipments": [{"id": MARKETIGER_ID, "items": items}, {"units": [MARKETIGER_ID, "none"]}, {"x": 1}, {}],
        "payments": [{**at, "amount": 1}, {**at, "amount": 1, "x": 1}],
        "comments": [{**at, "text": "a"}, {**at, "text": "a"}],
        "history": [{"at": "2024-07-01", "status": "x"}, {"at": "2024-07-01", "status": "x", "note": 1}],
    }
    round_trip("native", {"id": MARKETIGER_ID, **lists})


def test_production_orders_that_repeat_are_kept() -> None:
    model = {"poId": 123, "modelId": "m", "price": 1, "quantity": 1}
    models = [{**model, "x": 1}, {**model, "x": 2, "quantity": 2}, {**model, "poId": 0}, {**model, "poId": None}]
    round_trip("marketiger", {"id": MARKETIGER_ID, "status": 1, "orderModels": models})


@given(st.sampled_from(["1.0", "1e0", "10e-1", "1.00000"]))
@example("1")
def test_a_whole_number_may_be_written_as_a_fraction(one: str) -> None:
    text = f'{{"id":"{MARKETIGER_ID}","status":{one},"orderModels":[{{"modelId":"m","price":1,"quantity":{one}}}]}}'
    round_trip("marketiger", ijson.parse(text.encode()))


def test_numbers_at_the_end_of_what_json_can_say_are_kept() -> None:
    line = {"id": AXIM_ID, "quantity": 1.7976931348623157e308, "price": 1.7976931348623157e308, "sku": "s"}
    body = {"id": AXIM_ID, "total": 1.7976931348623157e308, "entityId": 10**308, "lineItems": [line]}
    round_trip("axim", body)


def test_a_file_of_ours_is_stored_by_its_id_and_shown_as_a_link() -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, ACCOUNT.id, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    model = {"modelId": "m", "price": 1, "quantity": 1, "imageUrl": link(FILE_ID)}
    body = {"id": MARKETIGER_ID, "status": 1, "orderModels": [model]}
    desk.import_document("marketiger", body)
    assert desk.import_document("marketiger", body) is Outcome.UNCHANGED
    assert desk.order.lines[0].file == FILE_ID
    assert LINK_PREFIX not in next(iter(desk.unit.memory.documents.values())).decode()
    assert desk.render("marketiger")["orderModels"][0]["imageUrl"] == link(FILE_ID)
    assert to_json(desk.render("axim")["lineItems"][0]["image"]) == to_json(link(FILE_ID))
    exported = {**body, "orderModels": [{**model, "imageUrl": FILE_ID}]}
    assert desk.import_document("marketiger", exported) is Outcome.UNCHANGED, "export writes the stable id"


def test_a_file_of_ours_in_a_native_document_is_a_link_beside_its_id() -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, ACCOUNT.id, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    line = {"quantity": 1, "image": link(FILE_ID), "file": FILE_ID}
    body = {"id": MARKETIGER_ID, "lines": [line]}
    desk.import_document("native", body)
    assert desk.import_document("native", body) is Outcome.UNCHANGED
    assert LINK_PREFIX not in next(iter(desk.unit.memory.documents.values())).decode()
    shown = desk.render("native")["lines"][0]
    assert (shown["image"], shown["file"]) == (link(FILE_ID), FILE_ID)
    assert desk.render("marketiger")["orderModels"][0]["imageUrl"] == link(FILE_ID)
    exported = {**body, "lines": [{**line, "image": FILE_ID}]}
    assert desk.import_document("native", exported) is Outcome.UNCHANGED, "export writes the stable id"


@pytest.mark.parametrize("image", [None, "https://cdn.example.com/thumb.png"])
def test_a_native_line_that_only_names_a_file_is_kept_and_links_to_nothing(image: str | None) -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, ACCOUNT.id, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    body = {"id": MARKETIGER_ID, "lines": [{"quantity": 1, "image": image, "file": FILE_ID}]}
    desk.import_document("native", body)
    assert desk.render("native") == body
    assert desk.order.lines[0].file is None


def test_a_link_to_a_file_of_another_account_is_a_foreign_url() -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, AXIM_ID, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    model = {"modelId": "m", "price": 1, "quantity": 1, "imageUrl": link(FILE_ID)}
    round_trip("marketiger", {"id": MARKETIGER_ID, "status": 1, "orderModels": [model]})
    desk.import_document("marketiger", {"id": MARKETIGER_ID, "status": 1, "orderModels": [model]})
    assert desk.order.lines[0].file is None
