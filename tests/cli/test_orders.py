"""`triplicate order place | list | move | copy`, and `show` elsewhere: on this machine's database, and on a server."""

import json
from pathlib import Path

import pytest
import typer.main

from tests.cli.conftest import ACCOUNT
from tests.cli.program_fixtures import Program
from triplicate.cli.commands import app
from triplicate.cli.orders import COLUMNS
from triplicate.dialects.native.parameters import Listing

LINE = ("--line", "CARD-01=10@2.50")
TOTAL, STAGE, HOLD = COLUMNS.index("total"), COLUMNS.index("stage"), COLUMNS.index("hold")


@pytest.fixture
def placed(orders: Program) -> str:
    """The id of an order of ten cards."""
    return orders.well("order", "place", *LINE, "--account", ACCOUNT, "--reference", "PO-1").words


def shown(program: Program, id: str) -> dict:
    """The order as the native API has it."""
    found: dict = json.loads(program.well("order", "show", id, "--as", "native").output)
    return found


def test_placed_with_options(orders: Program) -> None:
    id = orders.well("order", "place", *LINE, "--line", "A=B=0.5", "--account", ACCOUNT, "--currency", "USD").words
    order = shown(orders, id)
    assert (order["id"], order["number"], order["currency"], order["account"]) == (id, 1, "USD", ACCOUNT)
    lines = [(line["sku"], line["quantity"], line["unit_price"]) for line in order["lines"]]
    assert lines == [("CARD-01", 10, "2.50"), ("A=B", 0.5, None)]


def test_placed_from_a_file_and_a_pipe(orders: Program, tmp_path: Path) -> None:
    """Options go before what the file says."""
    new = {"account": ACCOUNT, "reference": "from a file", "lines": [{"sku": "B", "quantity": 1, "unit_price": "3"}]}
    file = tmp_path / "order.json"
    file.write_text(json.dumps(new))
    first = json.loads(orders.well("order", "place", file, "--json").output)
    second = orders.well("order", "place", "-", "--reference", "else", "--draft", stdin=file.read_bytes()).words
    assert (first["reference"], first["stage"], first["totals"]["total"]) == ("from a file", "placed", 300)
    assert (shown(orders, second)["reference"], shown(orders, second)["stage"]) == ("else", "draft")


def test_placed_once_under_a_key(orders: Program) -> None:
    ids = {orders.well("order", "place", *LINE, "--account", ACCOUNT, "--idempotency-key", "k").words for _ in range(2)}
    assert [row[0] for row in orders.well("order", "list").rows] == list(ids)


def test_what_cannot_be_placed(orders: Program, tmp_path: Path) -> None:
    orders.fails("order", "place", "--account", ACCOUNT, status=2)
    orders.fails("order", "place", "-", *LINE, status=2)
    for line in ("CARD-01", "CARD-01=", "=1", "CARD-01=ten@1"):
        assert line in orders.fails("order", "place", "--line", line, status=2)
    assert "nowhere.json" in orders.fails("order", "place", tmp_path / "nowhere.json")
    assert "$.lines: " in orders.fails("order", "place", "-", stdin=b"{}")
    assert "not JSON" in orders.fails("order", "place", "-", stdin=b"{")
    told = orders.fails("order", "place", "-", stdin=b'{"lines": [{"quantity": 0}], "refrence": 1}')
    assert "$.lines[0].quantity" in told
    assert "refrence" in told
    assert "$.lines[0].unit_price" in orders.fails("order", "place", "--line", "A=1@free", "--account", ACCOUNT)
    assert orders.well("order", "list").rows == []


def test_an_order_moves(orders: Program, placed: str) -> None:
    (row,) = orders.well("order", "move", placed, "accept").rows
    assert (row[0], row[STAGE], row[TOTAL]) == (placed, "accepted", "25.00 EUR")
    (held,) = orders.well("order", "move", "1", "hold", "reason=waiting\tfor=artwork").rows
    assert held[HOLD] == "waiting\\tfor=artwork"
    orders.well("order", "move", "1", "release")
    paid = json.loads(orders.well("order", "move", "1", "record-payment", "amount=2000", "method=7", "--json").output)
    assert [(one["amount"], one["method"]) for one in paid["payments"]] == [(2000, "7")]
    orders.well("order", "move", "1", "record payment")
    items = json.dumps({"items": [{"line": str(shown(orders, "1")["lines"][0]["number"]), "quantity": 4}]})
    orders.well("order", "move", placed, "ship", "--body", items)
    order = shown(orders, placed)
    assert (order["payment"], order["fulfilment"], order["lines"][0]["remaining"]) == ("paid", "partial", 6)


def test_pieces_are_named_between_commas(orders: Program) -> None:
    new = {"account": ACCOUNT, "track_pieces": True, "lines": [{"sku": "B", "quantity": 3, "unit_price": "3"}]}
    id = orders.well("order", "place", "-", stdin=json.dumps(new).encode()).words
    orders.well("order", "move", id, "accept")
    first, second, third = (unit["id"] for unit in shown(orders, id)["units"])
    orders.well("order", "move", id, "advance", "step=packaged", f"units={first},{third}")
    assert {unit["id"]: unit["step"] == "packaged" for unit in shown(orders, id)["units"]} == {
        first: True,
        second: False,
        third: True,
    }


def test_an_override_names_the_version_it_is_meant_for(orders: Program, placed: str) -> None:
    words = ("order", "move", placed, "override", "step=processing", "reason=by hand")
    assert "--version" in orders.fails(*words, status=2)
    assert "changed since" in orders.fails(*words, "--version", "7")
    assert orders.well(*words, "--version", "1").rows[0][STAGE] == "in production"


def test_what_cannot_be_moved(orders: Program, placed: str) -> None:
    assert "not reached the required stage" in orders.fails("order", "move", placed, "ship")
    assert "'17'" in orders.fails("order", "move", "17", "accept")
    assert "nonsense" in orders.fails("order", "move", "nonsense/../..", "accept")
    assert "record-payment" in orders.fails("order", "move", placed, "juggle", status=2)
    assert "reason" in orders.fails("order", "move", placed, "hold", "raison=x", status=2)
    assert "nothing" in orders.fails("order", "move", placed, "accept", "x=1", status=2)
    assert "amount" in orders.fails("order", "move", placed, "record-payment", "amount=lots")
    assert "amount" in orders.fails("order", "move", placed, "record-payment", "--body", '{"amount": -1}')
    assert "step" in orders.fails("order", "move", placed, "advance")
    orders.fails("order", "move", placed, "hold", "reason=x", "--body", "{}", status=2)
    assert "Idempotency-Key" in orders.fails("order", "move", placed, "accept", "--idempotency-key", "caf\u00e9")
    assert shown(orders, placed)["version"] == 1


def test_lists(orders: Program, placed: str) -> None:
    bulk = [orders.well("order", "place", "--line", f"S-{n}=1@1", "--account", ACCOUNT).words for n in range(4)]
    orders.well("order", "move", bulk[0], "hold")

    def found(*words: object) -> set[str]:
        return {row[0] for row in orders.well("order", "list", *words).rows}

    assert found() == {placed, *bulk}
    assert len(found("--limit", "2")) == 2
    assert found("--limit", "0") == {placed, *bulk}
    assert found("--held") == {bulk[0]}
    assert found("--no-held") == {placed, *bulk[1:]}
    assert found("--sku", "S-1", "--sku", "S-2") == {bulk[1], bulk[2]}
    assert found("--search", "po") == {placed}
    assert found("--stage", "accepted") == set()
    assert found("--created-until", "2024-01-01") == set()
    assert found("--account", ACCOUNT, "--origin", "native", "--payment", "unpaid") == {placed, *bulk}
    documents = [json.loads(line) for line in orders.well("order", "list", "--json").output.splitlines()]
    assert {one["id"] for one in documents} == {placed, *bulk}
    assert "stage" in orders.fails("order", "list", "--stage", "nowhere")
    orders.fails("order", "list", "--sort", "oldest", status=2)


def test_every_filter_is_an_option() -> None:
    command = typer.main.get_command(app).commands["order"].commands["list"]  # type: ignore[attr-defined]
    named = {parameter.name for parameter in command.params}
    assert named - {"json", "url", "token", "data", "limit"} == set(Listing.__struct_fields__) - {"limit", "cursor"}


def test_how_faithful_a_copy_is(orders: Program, placed: str) -> None:
    rows = orders.well("order", "copy", placed, "axim").rows
    assert {row[1] for row in rows} <= {"exact", "derived", "kept", "fixed", "absent", "dropped"}
    assert ["id", "exact"] in [row[:2] for row in rows]
    copy = json.loads(orders.well("order", "copy", placed, "axim", "--json").output)
    assert copy["answer"] == json.loads(orders.well("order", "show", placed, "--as", "axim").output)
    assert "axim" in orders.fails("order", "copy", placed, "nobody")


def test_shown_from_elsewhere_as_from_here(orders: Program, placed: str) -> None:
    data = orders.environment["TRIPLICATE_DATA"]
    for dialect in ("native", "axim", "marketiger", "printags"):
        here = orders.well("order", "show", placed, "--as", dialect, "--data", data, "--without-secrets")
        there = orders.well("order", "show", placed, "--as", dialect)
        assert json.loads(here.output) == json.loads(there.output), dialect


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"TRIPLICATE_URL": "http://127.0.0.1:1"}, "TRIPLICATE_TOKEN"),
        ({"TRIPLICATE_URL": "orders.example.com", "TRIPLICATE_TOKEN": "x"}, "http://"),
        ({"TRIPLICATE_URL": "http://a:b@127.0.0.1:1", "TRIPLICATE_TOKEN": "x"}, "URL"),
        ({"TRIPLICATE_URL": "http://127.0.0.1:1", "TRIPLICATE_TOKEN": "pa55\nword"}, "token must be"),
    ],
)
def test_a_server_that_cannot_be_asked(program: Program, settings: dict[str, str], word: str) -> None:
    program.set(**settings)
    told = program.fails("order", "list")
    assert word in told
    assert "pa55" not in told


@pytest.mark.parametrize("orders", ["on a server"], indirect=True)
def test_what_is_asked_of_a_server(orders: Program, placed: str) -> None:
    """Its token says whose orders; an option goes before the environment."""
    told = orders.fails("order", "list", "--token", "tpl_native_wrong")
    assert "token" in told
    assert "tpl_native_wrong" not in told
    orders.fails("order", "show", placed, "--as", "native", "--account", ACCOUNT, status=2)
    orders.set(TRIPLICATE_URL="http://127.0.0.1:1")
    assert placed in orders.well("order", "list", "--data", orders.environment["TRIPLICATE_DATA"]).words


def test_a_placed_order_without_an_account_names_none(program: Program, account: str) -> None:
    assert "$.account" in program.fails("order", "place", *LINE)
    assert "account" in program.fails("order", "place", *LINE, "--account", "nonsense")
