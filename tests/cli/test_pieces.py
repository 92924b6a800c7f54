"""`triplicate piece scan | show` and `order production | packing-list`: on this machine's database, and on a server."""

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


class Placed(NamedTuple):
    """An order, and the ids of its pieces: two with chips, one without."""

    id: str
    pieces: list[str]


@pytest.fixture
def placed(orders: Program) -> Placed:
    new = {
        "account": ACCOUNT,
        "reference": "PO-9",
        "track_pieces": True,
        "ship_to": TO,
        "lines": [CHIP, {"sku": "BOX", "quantity": 1}],
    }
    id = orders.well("order", "place", "-", stdin=json.dumps(new).encode()).words
    orders.well("order", "move", id, "accept")
    order = json.loads(orders.well("order", "show", id, "--as", "native").output)
    return Placed(id, [unit["id"] for unit in order["units"]])


def test_scanning(orders: Program, placed: Placed) -> None:
    first, second, box = placed.pieces
    rows = orders.well("piece", "scan", first, second, first).rows
    assert rows == [
        [first, "in_queue", "1", "PO-9", "validated"],
        [second, "in_queue", "1", "PO-9", "validated"],
        [first, "processing", "1", "PO-9", "validated"],
    ]
    assert orders.well("piece", "scan", "--to", "packaged", box).rows == [[box, "packaged", "1", "PO-9", "in_queue"]]
    told = json.loads(orders.well("piece", "scan", second, "--json").output)
    assert (told["piece"]["step"], told["step"]) == ("processing", "processing")


def test_a_scanner_types(orders: Program, placed: Placed) -> None:
    """A line for each, whatever ends it; what cannot be moved keeps nothing else from being moved."""
    first, second, _ = placed.pieces
    typed = f"{first}\r\n\n  {SOMETHING}\nnonsense/..\n{first}\n{second}"
    result = orders("piece", "scan", "--to", "treated", stdin=typed.encode())
    assert [row[:2] for row in result.rows] == [[first, "treated"], [second, "treated"]]
    assert result.status == 1
    told = result.errors.splitlines()
    assert [line.split(":")[1].strip() for line in told] == [SOMETHING, "nonsense/..", first]
    assert all(line.startswith("triplicate: ") for line in told)
    assert orders.well("piece", "scan", stdin=b"").rows == []


def test_what_stops_a_scanner(orders: Program, placed: Placed) -> None:
    orders.fails("piece", "scan", placed.pieces[0], "--to", "juggling", status=2)
    if "TRIPLICATE_URL" in orders.environment:
        assert "token" in orders.fails("piece", "scan", *placed.pieces, "--token", "tpl_native_wrong")


def test_a_piece_is_shown(orders: Program, placed: Placed) -> None:
    rows = dict(row for row in orders.well("piece", "show", placed.pieces[1]).rows)
    assert (rows["piece"], rows["order"], rows["reference"]) == (placed.pieces[1], placed.id, "PO-9")
    assert (rows["name"], rows["model"], rows["chip"], rows["record"]) == ("Key card", "ntag424_card", "ntag424", "2")
    told = json.loads(orders.well("piece", "show", placed.pieces[1], "--json").output)
    assert told["line"]["nfc"]["base_url"] == CHIP["nfc"]["base_url"]  # type: ignore[index]
    assert SOMETHING in orders.fails("piece", "show", SOMETHING)


def test_the_production_export(orders: Program, placed: Placed, tmp_path: Path) -> None:
    rows = list(csv.DictReader(orders.well("order", "production", placed.id).words.splitlines()))
    assert [row["piece_id"] for row in rows] == placed.pieces
    assert "private_key" not in rows[0]
    file = tmp_path / "cards.csv"
    file.write_text("before")
    file.chmod(0o644)
    assert orders.well("order", "production", "1", "--out", file).output == b""
    assert list(csv.DictReader(file.open(newline=""))) == rows
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "nowhere" in orders.fails("order", "production", "1", "--out", tmp_path / "nowhere" / "cards.csv")


@pytest.mark.parametrize("orders", ["here"], indirect=True)
def test_the_export_with_keys(orders: Program, placed: Placed, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    result = orders("order", "production", placed.id, "--keys", "--out", file)
    rows = list(csv.DictReader(file.open(newline="")))
    keys = {row[name] for row in rows[:2] for name in ("public_key", "private_key")}
    assert len(keys) == 4
    assert (result.status, result.output) == (0, b"")
    assert "keys" in result.errors
    assert not [key for key in keys if key in result.errors]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("orders", ["on a server"], indirect=True)
def test_keys_need_a_token_that_may_see_them(orders: Program, placed: Placed, tmp_path: Path) -> None:
    """The token of these orders reads and writes, and no more."""
    file = tmp_path / "cards.csv"
    assert "orders:secrets" in orders.fails("order", "production", placed.id, "--keys", "--out", file)
    assert not file.exists()


def test_the_packing_list(orders: Program, placed: Placed) -> None:
    first, second, box = placed.pieces
    heading, to, *rows = orders.well("order", "packing-list", "1").words.splitlines()
    assert heading == "order: 1 PO-9"
    assert to == "to: Ada\\tLovelace, Sint Jacobsstraat 12, Utrecht, NL"
    assert [row.split("\t")[1:] for row in rows] == [
        ["2", "2", "Key card", "ntag424_card", first],
        ["", "", "", "", second],
        ["1", "1", "BOX", "", box],
    ]
    parcel = ["order", "move", "1", "ship", f"units={second},{box}", "tracking_number=3SABCD", "carrier=PostNL"]
    shipped = json.loads(orders.well(*parcel, "--json").output)["shipments"][0]["id"]
    inside = orders.well("order", "packing-list", "1", "--shipment", shipped).words.splitlines()
    assert inside[2] == f"parcel: {shipped} PostNL 3SABCD"
    assert [row.split("\t")[-1] for row in inside[3:]] == [second, box]
    told = json.loads(orders.well("order", "packing-list", "1", "--json").output)
    assert [row["pieces"] for row in told["lines"]] == [[first]]
    assert SOMETHING in orders.fails("order", "packing-list", "1", "--shipment", SOMETHING)
