"""Round trip: a first import of any valid document, rendered in its own dialect, is that document."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.conformance.shared_facts import values
from tests.strategies import documents
from tests.strategies.documents import DIALECTS
from tests.strategies.json_values import json_values, same_json, texts
from tests.strategies.memory_account import ACCOUNT, LINK_PREFIX, MemoryAccount, link
from triplicate.app.documents.import_document import Outcome
from triplicate.app.records import File

GUID = "123e4567-e89b-12d3-a456-426614174000"
FILE_ID = "5b1f1f5e-3c0a-4d0e-9a53-7472697065ff"


def round_trip(dialect: str, body: dict[str, Any]) -> None:
    desk = MemoryAccount()
    assert desk.import_document(dialect, body) is Outcome.NEW
    whole = desk.render(dialect)
    desk.settle()
    patched = desk.render(dialect)
    assert same_json(whole, body), f"went in: {body}\ncame out: {whole}"
    assert same_json(patched, body), f"went in: {body}\ncame out, patched: {patched}"


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_every_member_is_kept(dialect: str, data: st.DataObject) -> None:
    round_trip(dialect, data.draw(documents.documents_of(dialect)))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(unknown=st.dictionaries(texts(), json_values(20), max_size=3))
def test_unknown_members_of_any_shape_are_kept(dialect: str, unknown: dict[str, Any]) -> None:
    foreign = {f"x{name}": value for name, value in unknown.items()}
    round_trip(dialect, {**foreign, **CONFORMANCES[dialect].least})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_least_document_is_kept(dialect: str) -> None:
    round_trip(dialect, CONFORMANCES[dialect].least)


def test_ids_that_repeat_are_kept_in_a_native_document() -> None:
    at = {"id": GUID, "at": "2024-07-01T09:26:55.737Z"}
    items = [{"line": GUID, "quantity": 1}, {"line": GUID, "quantity": 2, "x": 1}]
    lists = {
        "lines": [{"id": GUID, "quantity": 2, "x": 1}, {"id": GUID, "quantity": 3}],
        "units": [{"id": GUID, "line": GUID}, {"id": GUID, "step": "drying"}],
        "shipments": [{"id": GUID, "items": items}, {"units": [GUID, "none"]}, {"x": 1}, {}],
        "payments": [{**at, "amount": 1}, {**at, "amount": 1, "x": 1}],
        "comments": [{**at, "text": "a"}, {**at, "text": "a"}],
        "history": [{"at": "2024-07-01", "status": "x"}, {"at": "2024-07-01", "status": "x", "note": 1}],
    }
    round_trip("native", {"id": GUID, **lists})


def test_a_file_of_ours_in_a_native_document_is_a_link_beside_its_id() -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, ACCOUNT.id, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    line = {"quantity": 1, "image": link(FILE_ID), "file": FILE_ID}
    body = {"id": GUID, "lines": [line]}
    desk.import_document("native", body)
    assert desk.import_document("native", body) is Outcome.UNCHANGED
    assert LINK_PREFIX not in next(iter(desk.unit.memory.documents.values())).decode()
    shown = desk.render("native")["lines"][0]
    assert (shown["image"], shown["file"]) == (link(FILE_ID), FILE_ID)
    images = values(desk.render_all(), "images")
    assert len(images) >= 3
    assert all(image == [link(FILE_ID)] for image in images)
    exported = {**body, "lines": [{**line, "image": FILE_ID}]}
    assert desk.import_document("native", exported) is Outcome.UNCHANGED, "export writes the stable id"


@pytest.mark.parametrize("image", [None, "https://cdn.example.com/thumb.png"])
def test_a_native_line_that_only_names_a_file_is_kept_and_links_to_nothing(image: str | None) -> None:
    desk = MemoryAccount()
    desk.unit.files.add(File(FILE_ID, ACCOUNT.id, "image/png", 1, "00", "2024-01-01T00:00:00.000Z"))
    body = {"id": GUID, "lines": [{"quantity": 1, "image": image, "file": FILE_ID}]}
    desk.import_document("native", body)
    assert desk.render("native") == body
    assert desk.order.lines[0].file is None
