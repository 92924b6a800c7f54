"""`triplicate piece scan | show` and `order production | packing-list`: on the local database and on a server."""

import csv
import json
import stat
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import ACCOUNT
from tests.cli.program_fixtures import Program

SOMETHING = "00000000-1111-4222-8333-444444444444"
CHIP = {
    "quantity": 2,
    "name": "Key card",
    "model": {"id": "ntag424_card", "chip": "ntag424"},
    "nfc": {"type": "dynamic", "base_url": "https://example.com/t/"},
}
TO = {"name": "Ada\tLovelace", "line1": "Sint Jacobsstraat 12", "city": "Utrecht", "country": {"code": "NL"}}


class PlacedOrder(NamedTuple):
    """An order, and the ids of its pieces: two with chips, one without."""

    id: str
    pieces: list[str]


@pytest.fixture
def placed_order(program_with_account: Program) -> PlacedOrder:
    new = {
        "account": ACCOUNT,
        "reference": "PO-9",
        "track_pieces": True,
        "ship_to": TO,
        "lines": [CHIP, {"sku": "BOX", "quantity": 1}],
    }
    id = program_with_account.succeeds("order", "place", "-", stdin=json.dumps(new).encode()).text
    program_with_account.succeeds("order", "move", id, "accept")
    order = json.loads(program_with_account.succeeds("order", "show", id, "--as", "native").output)
    return PlacedOrder(id, [unit["id"] for unit in order["units"]])


def test_scanning(program_with_account: Program, placed_order: PlacedOrder) -> None:
    first, second, box = placed_order.pieces
    rows = program_with_account.succeeds("piece", "scan", first, second, first).rows
    assert rows == [
        [first, "in_queue", "1", "PO-9", "validated"],
        [second, "in_queue", "1", "PO-9", "validated"],
        [first, "processing", "1", "PO-9", "validated"],
    ]
    assert program_with_account.succeeds("piece", "scan", "--to", "packaged", box).rows == [
        [box, "packaged", "1", "PO-9", "in_queue"]
    ]
    document = json.loads(program_with_account.succeeds("piece", "scan", second, "--json").output)
    assert (document["piece"]["step"], document["step"]) == ("processing", "processing")


def test_a_scanner_types(program_with_account: Program, placed_order: PlacedOrder) -> None:
    """A line for each, whatever ends it; what cannot be moved keeps nothing else from being moved."""
    first, second, _ = placed_order.pieces
    typed = f"{first}\r\n\n  {SOMETHING}\nnonsense/..\n{first}\n{second}"
    result = program_with_account("piece", "scan", "--to", "treated", stdin=typed.encode())
    assert [row[:2] for row in result.rows] == [[first, "treated"], [second, "treated"]]
    assert result.status == 1
    messages = result.errors.splitlines()
    assert [line.split(":")[1].strip() for line in messages] == [SOMETHING, "nonsense/..", first]
    assert all(line.startswith("triplicate: ") for line in messages)
    assert program_with_account.succeeds("piece", "scan", stdin=b"").rows == []


def test_what_stops_a_scanner(program_with_account: Program, placed_order: PlacedOrder) -> None:
    program_with_account.fails("piece", "scan", placed_order.pieces[0], "--to", "juggling", status=2)
    if "TRIPLICATE_URL" in program_with_account.environment:
        assert "token" in program_with_account.fails(
            "piece", "scan", *placed_order.pieces, "--token", "tpl_native_wrong"
        )


def test_a_piece_is_shown(program_with_account: Program, placed_order: PlacedOrder) -> None:
    rows = dict(row for row in program_with_account.succeeds("piece", "show", placed_order.pieces[1]).rows)
    assert (rows["piece"], rows["order"], rows["reference"]) == (placed_order.pieces[1], placed_order.id, "PO-9")
    assert (rows["name"], rows["model"], rows["chip"], rows["record"]) == ("Key card", "ntag424_card", "ntag424", "2")
    document = json.loads(program_with_account.succeeds("piece", "show", placed_order.pieces[1], "--json").output)
    assert document["line"]["nfc"]["base_url"] == CHIP["nfc"]["base_url"]  # type: ignore[index]
    assert SOMETHING in program_with_account.fails("piece", "show", SOMETHING)


def test_the_production_export(program_with_account: Program, placed_order: PlacedOrder, tmp_path: Path) -> None:
    rows = list(csv.DictReader(program_with_account.succeeds("order", "production", placed_order.id).text.splitlines()))
    assert [row["piece_id"] for row in rows] == placed_order.pieces
    assert "private_key" not in rows[0]
    file = tmp_path / "cards.csv"
    file.write_text("before")
    file.chmod(0o644)
    assert program_with_account.succeeds("order", "production", "1", "--out", file).output == b""
    assert list(csv.DictReader(file.open(newline=""))) == rows
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "nowhere" in program_with_account.fails(
        "order", "production", "1", "--out", tmp_path / "nowhere" / "cards.csv"
    )


@pytest.mark.parametrize("program_with_account", ["here"], indirect=True)
def test_the_export_with_keys(program_with_account: Program, placed_order: PlacedOrder, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    result = program_with_account("order", "production", placed_order.id, "--keys", "--out", file)
    rows = list(csv.DictReader(file.open(newline="")))
    keys = {row[name] for row in rows[:2] for name in ("public_key", "private_key")}
    assert len(keys) == 4
    assert (result.status, result.output) == (0, b"")
    assert "keys" in result.errors
    assert not [key for key in keys if key in result.errors]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("program_with_account", ["on a server"], indirect=True)
def test_keys_need_a_token_that_may_see_them(
    program_with_account: Program, placed_order: PlacedOrder, tmp_path: Path
) -> None:
    """The token of these orders reads and writes, and no more."""
    file = tmp_path / "cards.csv"
    assert "orders:secrets" in program_with_account.fails(
        "order", "production", placed_order.id, "--keys", "--out", file
    )
    assert not file.exists()


def test_the_packing_list(program_with_account: Program, placed_order: PlacedOrder) -> None:
    first, second, box = placed_order.pieces
    heading, to, *rows = program_with_account.succeeds("order", "packing-list", "1").text.splitlines()
    assert heading == "order: 1 PO-9"
    assert to == "to: Ada\\tLovelace, Sint Jacobsstraat 12, Utrecht, NL"
    assert [row.split("\t")[1:] for row in rows] == [
        ["2", "2", "Key card", "ntag424_card", first],
        ["", "", "", "", second],
        ["1", "1", "BOX", "", box],
    ]
    parcel = ["order", "move", "1", "ship", f"units={second},{box}", "tracking_number=3SABCD", "carrier=PostNL"]
    shipped = json.loads(program_with_account.succeeds(*parcel, "--json").output)["shipments"][0]["id"]
    inside = program_with_account.succeeds("order", "packing-list", "1", "--shipment", shipped).text.splitlines()
    assert inside[2] == f"parcel: {shipped} PostNL 3SABCD"
    assert [row.split("\t")[-1] for row in inside[3:]] == [second, box]
    document = json.loads(program_with_account.succeeds("order", "packing-list", "1", "--json").output)
    assert [row["pieces"] for row in document["lines"]] == [[first]]
    assert SOMETHING in program_with_account.fails("order", "packing-list", "1", "--shipment", SOMETHING)
