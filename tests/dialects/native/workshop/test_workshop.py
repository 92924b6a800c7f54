"""The workshop over `/v1`: piece scanning, the production export with and without keys, packing lists."""

import csv
import io
from typing import Any

import ndef  # type: ignore[import-untyped]
import pytest

from tests.conformance.registry import CONFORMANCES
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code, problem_paths
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import OPERATOR

SOMETHING = "00000000-1111-4222-8333-444444444444"
LINK = {"type": "uri", "content": "https://example.com/a"}
DYNAMIC = {"type": "dynamic", "base_url": "https://example.com/t/"}
KEYS = {"public_key", "private_key"}


def nfc_card(chip: str, nfc: dict[str, Any], quantity: int = 1, **more: Any) -> dict[str, Any]:
    """A line of cards with chips."""
    return card_line(quantity, model={"id": f"{chip}_card", "chip": chip}, nfc=nfc, **more)


def made(bureau: NativeApi, *lines: dict[str, Any], **members: Any) -> dict[str, Any]:
    """An order in production, whose pieces are tracked."""
    order = bureau.place(*lines, track_pieces=True, **members)
    return bureau.act(order["id"], "acceptance")


def pieces(order: dict[str, Any]) -> list[str]:
    return [unit["id"] for unit in order["units"]]


def scan(bureau: NativeApi, piece: str, body: Any = None, **more: Any) -> dict[str, Any]:
    """A piece after a scan that is possible."""
    reply: dict[str, Any] = bureau.request("POST", f"/pieces/{piece}/steps", body, status=200, **more).json()
    return reply


def table(bureau: NativeApi, order: dict[str, Any], query: str = "", who: str = "clerk") -> list[dict[str, str]]:
    """The rows of the production export."""
    reply = bureau.request("GET", f"/orders/{order['id']}/production{query}", who=who, status=200)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(reply.text, newline="")))


def said(row: dict[str, str]) -> Any:
    """The one record of a piece's message."""
    (record,) = ndef.message_decoder(bytes.fromhex(row["ndef_hex"]))
    return record


def packing(bureau: NativeApi, order: dict[str, Any], query: str = "") -> dict[str, Any]:
    reply: dict[str, Any] = bureau.request("GET", f"/orders/{order['id']}/packing-list{query}", status=200).json()
    return reply


def test_a_piece_goes_from_step_to_step(native_api: NativeApi) -> None:
    order = made(native_api, card_line(2), reference="PO-7")
    first, second = pieces(order)
    steps = [scan(native_api, first)["piece"]["step"] for _ in range(8)]
    assert steps == ("in_queue processing treated batching sent_for_printing manufacturing packaging packaged".split())
    reply = native_api.request("GET", f"/pieces/{first}", status=200).json()
    assert (reply["piece"]["id"], reply["line"]["id"]) == (first, order["lines"][0]["id"])
    assert (reply["order"], reply["number"], reply["reference"]) == (order["id"], order["number"], "PO-7")
    assert (reply["step"], reply["stage"]) == ("validated", "accepted")
    assert scan(native_api, second.upper(), {"step": "packaged"})["step"] == "packaged"


def test_what_a_scan_leaves_behind(native_api: NativeApi) -> None:
    order = made(native_api, card_line(1))
    scan(native_api, pieces(order)[0], {"step": "manufacturing"})
    last = native_api.events(order["id"])[-1]
    assert (last["kind"], last["data"]["units"], last["data"]["units_to"]) == (
        "advanced",
        pieces(order),
        "manufacturing",
    )


def test_a_named_step_is_come_to_once(native_api: NativeApi) -> None:
    order = made(native_api, card_line(1))
    (piece,) = pieces(order)
    scan(native_api, piece, {"step": "packaging"})
    for step in ("packaging", "manufacturing"):
        again = native_api.request("POST", f"/pieces/{piece}/steps", {"step": step})
        assert error_code(again) == (409, "not-possible")
        assert again.json()["obstacle"] == "backwards"


def test_after_the_last_step_comes_none(native_api: NativeApi) -> None:
    """A piece is ready; when the last one is, so is the order."""
    order = made(native_api, card_line(2))
    ready, other = pieces(order)

    def obstacle(piece: str) -> str:
        told: str = native_api.request("POST", f"/pieces/{piece}/steps", status=409).json()["obstacle"]
        return told

    scan(native_api, ready, {"step": "ready_for_shipping"})
    assert obstacle(ready) == "backwards"
    native_api.act(order["id"], "shipments", {"units": [ready]})
    assert obstacle(ready) == "already shipped"
    assert scan(native_api, other, {"step": "ready_for_shipping"})["step"] == "ready_for_shipping"
    assert obstacle(other) == "too late"


def test_the_same_scan_under_a_key_is_one(native_api: NativeApi) -> None:
    order = made(native_api, card_line(1))
    (piece,) = pieces(order)
    steps = {scan(native_api, piece, headers={"Idempotency-Key": f"{piece}-1"})["piece"]["step"] for _ in range(3)}
    assert steps == {"in_queue"}


def test_what_is_not_scanned(native_api: NativeApi) -> None:
    order = made(native_api, card_line(1))
    (piece,) = pieces(order)
    for id in (SOMETHING, "17", order["id"]):
        for method, path in (("GET", f"/pieces/{id}"), ("POST", f"/pieces/{id}/steps")):
            assert error_code(native_api.request(method, path)) == (404, "no-such-piece")
            assert id in native_api.request(method, path).json()["detail"]
    assert error_code(native_api.request("GET", f"/pieces/{piece}", who="stranger")) == (404, "no-such-piece")
    assert error_code(native_api.request("POST", f"/pieces/{piece}/steps", who="stranger")) == (404, "no-such-piece")
    assert error_code(native_api.request("POST", f"/pieces/{piece}/steps", who="reader")) == (403, "missing-scope")
    assert problem_paths(native_api.request("POST", f"/pieces/{piece}/steps", {"step": "juggling"})) == ["$.step"]
    assert problem_paths(native_api.request("POST", f"/pieces/{piece}/steps", {"step": "shipped"})) == ["$.step"]
    assert problem_paths(native_api.request("POST", f"/pieces/{piece}/steps", {"stepp": "packaged"})) == ["$.stepp"]
    assert native_api.order(order["id"]) == order


def test_reads_take_no_writer(native_api: NativeApi) -> None:
    """A piece and the production export are read while a transaction holds the writer and the order."""
    order = made(native_api, card_line(1))

    def work(uow: UnitOfWork) -> list[int]:
        uow.orders.get(OPERATOR, OrderName("guid", order["id"]))
        uow.store_setting("writer", "held")
        paths = (f"/pieces/{pieces(order)[0]}", f"/orders/{order['id']}/production")
        return [native_api.request("GET", path).status_code for path in paths]

    assert native_api.installation.store.run("hold", work) == [200, 200]


def test_a_draft_is_not_made(native_api: NativeApi) -> None:
    order = native_api.place(card_line(1), draft=True, track_pieces=True)
    assert error_code(native_api.request("POST", f"/pieces/{pieces(order)[0]}/steps")) == (409, "not-possible")


def test_a_row_for_each_piece(native_api: NativeApi) -> None:
    order = made(native_api, nfc_card("ntag213", LINK, 2), card_line(1), reference="PO-8")
    rows = table(native_api, order, who="reader")
    assert [row["piece_id"] for row in rows] == pieces(order)
    first = rows[0]
    assert (first["order_id"], first["order_number"], first["reference"]) == (order["id"], str(order["number"]), "PO-8")
    assert (first["model"], first["chip"], first["content_type"]) == ("ntag213_card", "ntag213", "uri")
    assert (first["url_or_text"], said(first).iri) == (LINK["content"], LINK["content"])
    assert (first["step"], first["line_number"]) == ("validated", str(order["lines"][0]["number"]))
    plain = rows[2]
    assert (plain["chip"], plain["ndef_hex"], plain["record_id"], plain["model"]) == ("", "", "", "CARD-01")
    assert not KEYS & first.keys()


def test_each_dynamic_piece_has_a_link_of_its_own(native_api: NativeApi) -> None:
    order = made(native_api, nfc_card("ntag213", DYNAMIC, 2), nfc_card("ntag424", DYNAMIC))
    rows = table(native_api, order)
    numbers = [unit["record_id"] for unit in order["units"]]
    assert len(set(numbers)) == 3
    mirrored = f"?picc_data={'0' * 32}&cmac={'0' * 16}"
    links = [f"https://example.com/t/{number}{end}" for number, end in zip(numbers, ("", "", mirrored), strict=True)]
    assert [row["url_or_text"] for row in rows] == [said(row).iri for row in rows] == links
    assert [row["record_id"] for row in rows] == [str(number) for number in numbers]


def test_keys_are_for_those_who_may_see_them(native_api: NativeApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    order = made(native_api, nfc_card("ntag424", DYNAMIC, 2), nfc_card("ntag213", DYNAMIC))
    *locked, plain = table(native_api, order, "?keys=true", "keeper")
    assert len({row[name] for row in locked for name in KEYS}) == 4
    assert all(len(bytes.fromhex(row[name])) == 16 for row in locked for name in KEYS)
    assert (plain["public_key"], plain["private_key"]) == ("", "")
    refused = native_api.request("GET", f"/orders/{order['id']}/production?keys=true")
    assert error_code(refused) == (403, "missing-scope")
    assert refused.json()["scope"] == "orders:secrets"
    keys = {row[name] for row in locked for name in KEYS}
    everything = [
        native_api.request("GET", f"/orders/{order['id']}{path}", who="clerk").text for path in ("", "/production")
    ]
    everything += [native_api.request("GET", f"/orders/{order['id']}/events", who="clerk").text]
    everything += [
        native_api.request("GET", f"/orders/{order['id']}/copies/{dialect}", who="keeper").text
        for dialect in CONFORMANCES
    ]
    assert not [key for key in keys for told in (*everything, caplog.text) if key in told]


def test_that_keys_were_read_goes_on_the_record(native_api: NativeApi) -> None:
    order = made(native_api, nfc_card("ntag424", DYNAMIC, 2))
    before = native_api.events(order["id"])
    table(native_api, order, who="keeper")
    assert native_api.events(order["id"]) == before
    table(native_api, order, "?keys=true", "keeper")
    (*others, last) = native_api.events(order["id"])
    assert others == before
    assert (last["kind"], last["data"], last["version"]) == ("keys read", {"pieces": 2}, order["version"])
    assert last["actor"]["credential"] != before[-1]["actor"]["credential"]
    assert native_api.order(order["id"]) == order


def test_no_cell_is_a_formula(native_api: NativeApi) -> None:
    order = made(
        native_api,
        nfc_card("ntag213", {"type": "text", "content": '=HYPERLINK("https://example.com")'}),
        reference="@SUM(1,\n2)",
    )
    (row,) = table(native_api, order)
    assert row["reference"] == "'@SUM(1,\n2)"
    assert row["url_or_text"] == '\'=HYPERLINK("https://example.com")'
    assert said(row).text == '=HYPERLINK("https://example.com")'


def test_what_is_not_made_is_not_exported(native_api: NativeApi) -> None:
    order = made(native_api, card_line(3))
    line = order["lines"][0]["id"]
    native_api.act(order["id"], "cancellation", {"items": [{"line": line, "quantity": 1}]})
    rows = table(native_api, order)
    assert len(rows) == 2
    assert {row["step"] for row in rows} == {"validated"}
    assert table(native_api, native_api.place(card_line(3))) == []


def test_exports_that_are_not_given(native_api: NativeApi) -> None:
    order = made(native_api, card_line(1))
    for path in ("production", "packing-list"):
        assert error_code(native_api.request("GET", f"/orders/{SOMETHING}/{path}")) == (404, "no-such-order")
        assert error_code(native_api.request("GET", f"/orders/{order['id']}/{path}", who="stranger")) == (
            404,
            "no-such-order",
        )
        assert error_code(native_api.request("GET", f"/orders/{order['id']}/{path}", who="writer")) == (
            403,
            "missing-scope",
        )
    assert problem_paths(native_api.request("GET", f"/orders/{order['id']}/production?keys=perhaps")) == ["keys"]
    assert problem_paths(native_api.request("GET", f"/orders/{order['id']}/packing-list?shipment={SOMETHING}")) == [
        "shipment"
    ]


def test_what_is_to_be_packed_and_what_is_in_a_parcel(native_api: NativeApi) -> None:
    to = {"name": "Ada Lovelace", "line1": "Sint Jacobsstraat 12", "city": "Utrecht", "country": {"code": "NL"}}
    order = made(native_api, card_line(3, name="Card"), nfc_card("ntag213", LINK, 1), ship_to=to)
    first, second, third, other = pieces(order)
    whole = packing(native_api, order)
    assert [(row["quantity"], row["ordered"], row["pieces"]) for row in whole["lines"]] == [
        (3, 3, [first, second, third]),
        (1, 1, [other]),
    ]
    assert (whole["ship_to"]["name"], whole["shipment"], whole["loose"]) == ("Ada Lovelace", None, [])
    assert [(row["name"], row["sku"], row["model"]) for row in whole["lines"]] == [
        ("Card", "CARD-01", None),
        (None, "CARD-01", "ntag213_card"),
    ]
    after = native_api.act(order["id"], "shipments", {"units": [second, other], "tracking_number": "3SABCD"})
    (parcel,) = after["shipments"]
    inside = packing(native_api, order, f"?shipment={parcel['id']}")
    assert inside["shipment"] == parcel
    assert [(row["quantity"], row["ordered"], row["pieces"]) for row in inside["lines"]] == [
        (1, 3, [second]),
        (1, 1, [other]),
    ]
    assert [(row["quantity"], row["pieces"]) for row in packing(native_api, order)["lines"]] == [(2, [first, third])]


@pytest.mark.parametrize("tracked", [True, False])
def test_nothing_is_left_to_pack(native_api: NativeApi, tracked: bool) -> None:
    order = native_api.place(card_line(2), track_pieces=tracked)
    native_api.act(order["id"], "acceptance")
    assert packing(native_api, order)["lines"][0]["quantity"] == 2
    native_api.act(order["id"], "shipments", {})
    assert packing(native_api, order)["lines"] == []
