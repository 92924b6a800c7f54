"""`triplicate order place | list | move | copy`, and `show`: on the local database and on a server."""

import json
from pathlib import Path

import pytest
import typer.main

from tests.cli.conftest import ACCOUNT
from tests.cli.program_fixtures import Program
from tests.conformance.registry import CONFORMANCES
from triplicate.cli.commands import app
from triplicate.cli.orders.rows import COLUMNS
from triplicate.core.engine.progress import STEPS
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES
from triplicate.dialects.native.orders.parameters import ListParameters

LINE = ("--line", "CARD-01=10@2.50")
TOTAL, STAGE, HOLD = COLUMNS.index("total"), COLUMNS.index("stage"), COLUMNS.index("hold")


@pytest.fixture
def placed_order(program_with_account: Program) -> str:
    """The id of an order of ten cards."""
    return program_with_account.succeeds("order", "place", *LINE, "--account", ACCOUNT, "--reference", "PO-1").text


def shown(program: Program, id: str) -> dict:
    """The order as the native API has it."""
    document: dict = json.loads(program.succeeds("order", "show", id, "--as", "native").output)
    return document


def test_placed_with_options(program_with_account: Program) -> None:
    id = program_with_account.succeeds(
        "order", "place", *LINE, "--line", "A=B=0.5", "--account", ACCOUNT, "--currency", "USD"
    ).text
    order = shown(program_with_account, id)
    assert (order["id"], order["number"], order["currency"], order["account"]) == (id, 1, "USD", ACCOUNT)
    lines = [(line["sku"], line["quantity"], line["unit_price"]) for line in order["lines"]]
    assert lines == [("CARD-01", 10, "2.50"), ("A=B", 0.5, None)]


def test_placed_from_a_file_and_a_pipe(program_with_account: Program, tmp_path: Path) -> None:
    """Options go before what the file says."""
    new = {"account": ACCOUNT, "reference": "from a file", "lines": [{"sku": "B", "quantity": 1, "unit_price": "3"}]}
    file = tmp_path / "order.json"
    file.write_text(json.dumps(new))
    first = json.loads(program_with_account.succeeds("order", "place", file, "--json").output)
    second = program_with_account.succeeds(
        "order", "place", "-", "--reference", "else", "--draft", stdin=file.read_bytes()
    ).text
    assert (first["reference"], first["stage"], first["totals"]["total"]) == ("from a file", "placed", 300)
    assert (shown(program_with_account, second)["reference"], shown(program_with_account, second)["stage"]) == (
        "else",
        "draft",
    )


def test_placed_once_under_a_key(program_with_account: Program) -> None:
    ids = {
        program_with_account.succeeds("order", "place", *LINE, "--account", ACCOUNT, "--idempotency-key", "k").text
        for _ in range(2)
    }
    assert [row[0] for row in program_with_account.succeeds("order", "list").rows] == list(ids)


def test_what_cannot_be_placed(program_with_account: Program, tmp_path: Path) -> None:
    program_with_account.fails("order", "place", "--account", ACCOUNT, status=2)
    program_with_account.fails("order", "place", "-", *LINE, status=2)
    for line in ("CARD-01", "CARD-01=", "=1", "CARD-01=ten@1"):
        assert line in program_with_account.fails("order", "place", "--line", line, status=2)
    assert "nowhere.json" in program_with_account.fails("order", "place", tmp_path / "nowhere.json")
    assert "$.lines: " in program_with_account.fails("order", "place", "-", stdin=b"{}")
    assert "not JSON" in program_with_account.fails("order", "place", "-", stdin=b"{")
    message = program_with_account.fails("order", "place", "-", stdin=b'{"lines": [{"quantity": 0}], "refrence": 1}')
    assert "$.lines[0].quantity" in message
    assert "refrence" in message
    assert "$.lines[0].unit_price" in program_with_account.fails(
        "order", "place", "--line", "A=1@free", "--account", ACCOUNT
    )
    assert program_with_account.succeeds("order", "list").rows == []


def test_an_order_moves(program_with_account: Program, placed_order: str) -> None:
    (row,) = program_with_account.succeeds("order", "move", placed_order, "accept").rows
    assert (row[0], row[STAGE], row[TOTAL]) == (placed_order, "accepted", "25.00 EUR")
    (held,) = program_with_account.succeeds("order", "move", "1", "hold", "reason=waiting\tfor=artwork").rows
    assert held[HOLD] == "waiting\\tfor=artwork"
    program_with_account.succeeds("order", "move", "1", "release")
    paid = json.loads(
        program_with_account.succeeds(
            "order", "move", "1", "record-payment", "amount=20.00", "method=7", "--json"
        ).output
    )
    assert [(one["amount"], one["method"]) for one in paid["payments"]] == [(2000, "7")]
    program_with_account.succeeds("order", "move", "1", "record payment")
    items = json.dumps(
        {"items": [{"line": str(shown(program_with_account, "1")["lines"][0]["number"]), "quantity": 4}]}
    )
    program_with_account.succeeds("order", "move", placed_order, "ship", "--body", items)
    order = shown(program_with_account, placed_order)
    assert (order["payment"], order["fulfilment"], order["lines"][0]["remaining"]) == ("paid", "partial", 6)


def test_pieces_are_named_between_commas(program_with_account: Program) -> None:
    new = {"account": ACCOUNT, "track_pieces": True, "lines": [{"sku": "B", "quantity": 3, "unit_price": "3"}]}
    id = program_with_account.succeeds("order", "place", "-", stdin=json.dumps(new).encode()).text
    program_with_account.succeeds("order", "move", id, "accept")
    first, second, third = (unit["id"] for unit in shown(program_with_account, id)["units"])
    program_with_account.succeeds("order", "move", id, "advance", "step=packaged", f"units={first},{third}")
    assert {unit["id"]: unit["step"] == "packaged" for unit in shown(program_with_account, id)["units"]} == {
        first: True,
        second: False,
        third: True,
    }


def test_an_override_names_the_version_it_is_meant_for(program_with_account: Program, placed_order: str) -> None:
    words = ("order", "move", placed_order, "override", "step=processing", "reason=by hand")
    assert "--version" in program_with_account.fails(*words, status=2)
    assert "changed since" in program_with_account.fails(*words, "--version", "7")
    assert program_with_account.succeeds(*words, "--version", "1").rows[0][STAGE] == "in production"


def test_what_cannot_be_moved(program_with_account: Program, placed_order: str) -> None:
    assert "not reached the required stage" in program_with_account.fails("order", "move", placed_order, "ship")
    assert "'17'" in program_with_account.fails("order", "move", "17", "accept")
    assert "nonsense" in program_with_account.fails("order", "move", "nonsense/../..", "accept")
    assert "record-payment" in program_with_account.fails("order", "move", placed_order, "juggle", status=2)
    assert "reason" in program_with_account.fails("order", "move", placed_order, "hold", "raison=x", status=2)
    assert "nothing" in program_with_account.fails("order", "move", placed_order, "accept", "x=1", status=2)
    assert "amount" in program_with_account.fails("order", "move", placed_order, "record-payment", "amount=lots")
    assert "amount" in program_with_account.fails(
        "order", "move", placed_order, "record-payment", "--body", '{"amount": -1}'
    )
    steps = program_with_account.fails("order", "move", placed_order, "advance", status=2)
    assert "advance requires step=STEP" in steps
    assert all(step in steps for step in STEPS)
    assert "step: must be one of" in program_with_account.fails("order", "move", placed_order, "advance", "step=x")
    assert "'carrier' is not NAME=VALUE" in program_with_account.fails(
        "order", "move", placed_order, "ship", "carrier", status=2
    )
    program_with_account.fails("order", "move", placed_order, "hold", "reason=x", "--body", "{}", status=2)
    assert "Idempotency-Key" in program_with_account.fails(
        "order", "move", placed_order, "accept", "--idempotency-key", "caf\u00e9"
    )
    assert shown(program_with_account, placed_order)["version"] == 1


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("EUR", "20", 2000), ("JPY", "20", 20), ("BHD", "1.5", 1500)]
)
def test_amounts_are_in_major_units(program: Program, account: str, currency: str, amount: str, minor: int) -> None:
    """As everywhere at the command line; only JSON has minor units."""
    program.succeeds("order", "place", *LINE, "--account", account, "--currency", currency)
    order = json.loads(program.succeeds("order", "move", "1", "record-payment", f"amount={amount}", "--json").output)
    assert order["payments"][0]["amount"] == minor
    order = json.loads(program.succeeds("order", "move", "1", "refund", "amount=1", "reason=x", "--json").output)
    assert order["refunds"][0]["amount"] == {"EUR": 100, "JPY": 1, "BHD": 1000}[currency]
    assert f"amount in {currency}" in program.fails("order", "move", "1", "refund", "amount=0.00001")
    body = json.dumps({"amount": 3})
    order = json.loads(program.succeeds("order", "move", "1", "refund", "--body", body, "--json").output)
    assert order["refunds"][1]["amount"] == 3


def test_help_says_what_each_action_takes(program: Program) -> None:
    words = " ".join(program.succeeds("order", "move", "--help").text.split())
    assert all(f"{route.name.replace(' ', '-')}: " in words for route in COMMAND_ROUTES)
    assert "advance: step*, units" in words
    assert "amount=25.00" in words


def test_lists(program_with_account: Program, placed_order: str) -> None:
    bulk = [
        program_with_account.succeeds("order", "place", "--line", f"S-{n}=1@1", "--account", ACCOUNT).text
        for n in range(4)
    ]
    program_with_account.succeeds("order", "move", bulk[0], "hold")

    def found(*words: object) -> set[str]:
        return {row[0] for row in program_with_account.succeeds("order", "list", *words).rows}

    assert found() == {placed_order, *bulk}
    assert len(found("--limit", "2")) == 2
    assert found("--limit", "0") == {placed_order, *bulk}
    assert found("--held") == {bulk[0]}
    assert found("--no-held") == {placed_order, *bulk[1:]}
    assert found("--sku", "S-1", "--sku", "S-2") == {bulk[1], bulk[2]}
    assert found("--search", "po") == {placed_order}
    assert found("--stage", "accepted") == set()
    assert found("--created-until", "2024-01-01") == set()
    assert found("--account", ACCOUNT, "--origin", "native", "--payment", "unpaid") == {placed_order, *bulk}
    documents = [
        json.loads(line) for line in program_with_account.succeeds("order", "list", "--json").output.splitlines()
    ]
    assert {one["id"] for one in documents} == {placed_order, *bulk}
    assert "stage" in program_with_account.fails("order", "list", "--stage", "nowhere")
    program_with_account.fails("order", "list", "--sort", "oldest", status=2)


def test_every_filter_is_an_option() -> None:
    command = typer.main.get_command(app).commands["order"].commands["list"]  # type: ignore[attr-defined]
    named = {parameter.name for parameter in command.params}
    assert named - {"json", "url", "token", "data", "limit"} == set(ListParameters.__struct_fields__) - {
        "limit",
        "cursor",
    }


def test_how_faithful_a_copy_is(program_with_account: Program, placed_order: str) -> None:
    for dialect in CONFORMANCES:
        rows = program_with_account.succeeds("order", "copy", placed_order, dialect).rows
        assert {row[1] for row in rows} <= {"exact", "derived", "kept", "fixed", "absent", "dropped"}
        assert "id" in [row[0] for row in rows]
        copy = json.loads(program_with_account.succeeds("order", "copy", placed_order, dialect, "--json").output)
        shown = program_with_account.succeeds("order", "show", placed_order, "--as", dialect)
        assert copy["answer"] == json.loads(shown.output)
        assert dialect in program_with_account.fails("order", "copy", placed_order, "nobody")


def test_shown_from_elsewhere_as_from_here(program_with_account: Program, placed_order: str) -> None:
    data = program_with_account.environment["TRIPLICATE_DATA"]
    for dialect in CONFORMANCES:
        here = program_with_account.succeeds(
            "order", "show", placed_order, "--as", dialect, "--data", data, "--without-secrets"
        )
        there = program_with_account.succeeds("order", "show", placed_order, "--as", dialect)
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
    message = program.fails("order", "list")
    assert word in message
    assert "pa55" not in message


@pytest.mark.parametrize("program_with_account", ["on a server"], indirect=True)
def test_what_is_asked_of_a_server(program_with_account: Program, placed_order: str) -> None:
    """Its token says whose orders; an option goes before the environment."""
    message = program_with_account.fails("order", "list", "--token", "tpl_native_wrong")
    assert "token" in message
    assert "tpl_native_wrong" not in message
    program_with_account.fails("order", "show", placed_order, "--as", "native", "--account", ACCOUNT, status=2)
    program_with_account.set(TRIPLICATE_URL="http://127.0.0.1:1")
    assert (
        placed_order
        in program_with_account.succeeds(
            "order", "list", "--data", program_with_account.environment["TRIPLICATE_DATA"]
        ).text
    )


def test_a_placed_order_without_an_account_names_none(program: Program, account: str) -> None:
    message = program.fails("order", "place", *LINE)
    assert "--account: " in message
    assert "$.account" not in message
    assert "account" in program.fails("order", "place", *LINE, "--account", "nonsense")
