"""Printags: NFC keys are shown to callers that may see secrets, absent for others, and stored nowhere in plain text."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import documents, scalars
from tests.strategies.json_values import json_values, same_json, to_json, without
from tests.strategies.memory_account import MemoryAccount
from triplicate.app.documents.import_document import Outcome

SECRETS = frozenset({"publicKey", "privateKey"})
ORDER_ID = "987e6543-e21a-11d4-a789-0242ac120002"
PUBLIC, PRIVATE = "B5ADF942C642D16B2803CA672F47D11D", "82F87EB3F693B84BCC154A0373363A62"
CREATED = {"status": "created", "createdAt": "2024-07-01T09:26:55.737Z"}
SHIPPED = {"status": "shipped", "createdAt": "2024-07-02T09:26:55.737Z"}


def keyed(records: Any) -> dict[str, Any]:
    """An order with one group, whose chip has these records."""
    nfc = {"type": "dynamic", "dynamic": {"baseUrl": "https://example.com", "records": records}}
    return {"id": ORDER_ID, "status": "created", "product_groups": [{"id": ORDER_ID, "quantity": 1, "nfc": nfc}]}


def _found(value: Any) -> list[str]:
    """Every text that stands under the name of a secret, at any depth."""
    if isinstance(value, list):
        return [key for item in value for key in _found(item)]
    if not isinstance(value, dict):
        return []
    own = [member for name, member in value.items() if name in SECRETS and isinstance(member, str)]
    return own + [key for member in value.values() for key in _found(member)]


_PAIRS = st.fixed_dictionaries({}, optional={"publicKey": scalars.keys(), "privateKey": scalars.keys()})
_GROUPS = st.lists(scalars.repeating_guids(), max_size=3)
_VALUES = json_values()


@st.composite
def documents_full_of_keys(draw: st.DrawFn) -> dict[str, Any]:
    """Printags documents with real keys where they belong, and where they do not."""
    body = draw(documents.documents_of("printags"))
    body.update(draw(_PAIRS))
    body["metadata"] = {"deep": [draw(_PAIRS), {"deeper": draw(_PAIRS)}], "other": draw(_VALUES)}
    body["note"] = [[draw(_PAIRS)], draw(_PAIRS)]
    groups = draw(_GROUPS)
    chip = {"type": "dynamic", "dynamic": {"records": {"recordId": 1, **draw(_PAIRS)}}}
    body["product_groups"] = [{"id": id, "quantity": 1, "nfc": chip, **draw(_PAIRS)} for id in groups]
    return body


@given(documents_full_of_keys())
def test_keys_are_shown_to_those_who_may_see_them_and_to_nobody_else(body: dict[str, Any]) -> None:
    desk = MemoryAccount()
    desk.import_document("printags", body)
    assert same_json(desk.render("printags", secrets=True), body)
    assert same_json(desk.render("printags", secrets=False), without(body, SECRETS))


@given(documents_full_of_keys())
def test_keys_are_neither_stored_nor_copied_in_the_clear(body: dict[str, Any]) -> None:
    desk = MemoryAccount()
    desk.import_document("printags", body)
    (stored,) = desk.unit.memory.documents.values()
    told = [stored, desk.render_bytes("printags", secrets=False), to_json([event.data for event in desk.unit.events])]
    told += [desk.render_bytes(dialect, secrets=True) for dialect in documents.DIALECTS if dialect != "printags"]
    keys = [key for key in _found(body) if len(key) == 32]
    assert not [key for key in keys for text in told if key.encode() in text]


def test_the_same_keys_again_change_nothing() -> None:
    desk = MemoryAccount()
    body = keyed({"recordId": 1, "publicKey": PUBLIC, "privateKey": PRIVATE})
    assert desk.import_document("printags", body) is Outcome.NEW
    assert desk.import_document("printags", body) is Outcome.UNCHANGED


def test_keys_of_another_kind_of_records_are_kept() -> None:
    desk = MemoryAccount()
    body = keyed([{"recordId": 1, "publicKey": PUBLIC}, {"recordId": 2, "privateKey": PRIVATE}, None])
    desk.import_document("printags", body)
    assert same_json(desk.render("printags"), body)
    assert same_json(desk.render("printags", secrets=False), without(body, SECRETS))


def test_keys_outlive_an_update_that_is_read_without_them() -> None:
    desk = MemoryAccount()
    body = keyed({"recordId": 1, "publicKey": PUBLIC, "privateKey": PRIVATE})
    desk.import_document("printags", {**body, "statusHistory": [CREATED]})
    blind = {**without(body, SECRETS), "status": "shipped", "statusHistory": [CREATED, SHIPPED]}
    assert desk.import_document("printags", blind) is Outcome.UPDATED
    assert desk.render("printags", secrets=False)["status"] == "shipped"
    assert _found(desk.render("printags")) == [PUBLIC, PRIVATE]


def test_new_keys_take_the_place_of_the_old_ones() -> None:
    desk = MemoryAccount()
    first = keyed({"recordId": 1, "publicKey": PUBLIC, "privateKey": PRIVATE})
    second = keyed({"recordId": 1, "publicKey": PRIVATE, "privateKey": PUBLIC})
    desk.import_document("printags", {**first, "statusHistory": [CREATED]})
    assert desk.import_document("printags", {**second, "statusHistory": [CREATED, SHIPPED]}) is Outcome.UPDATED
    assert _found(desk.render("printags")) == [PRIVATE, PUBLIC]
