"""The client's documentation page and the README: their examples run against a server."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from tests.conformance.registry import CONFORMANCES
from tests.dialects.native.client.client_fixtures import ClientFactory, open_client_factory
from tests.server.application_fixtures import TransportMode
from triplicate.main import Installation

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
PAGE = ROOT / "docs" / "client.md"
VENDORS = [dialect for dialect in CONFORMANCES if dialect != "native"]
OVER_A_SOCKET: TransportMode = "over a socket"
NDEF = f"D1011255{4:02X}{b'example.com/hello'.hex().upper()}"
"""One short record of type U, 18 bytes: the code of https://, and the 17 that follow it."""


def examples(page: Path) -> list[str]:
    matches: list[str] = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    return matches


def printed_output(desk: ClientFactory, page: Path) -> list[str]:
    """What each example prints."""
    names = {f"{name}_token": desk.tokens[name] for name in VENDORS} | {"token": desk.tokens["own"]}
    printed = []
    for example in examples(page):
        output = StringIO()
        with redirect_stdout(output):
            exec(example.replace("http://127.0.0.1:8000", desk.url), names)
        printed.append(output.getvalue())
    return printed


def test_the_examples(installation: Installation) -> None:
    with open_client_factory(installation, OVER_A_SOCKET) as desk:
        first, lists, amended, wrong, once, _, watched, many, workshop, copy, vendors = printed_output(desk, PAGE)
        orders = {order.number: order for order in desk.client().iter_orders()}
    assert first.splitlines() == [f"{orders[1].id} 1 placed 2995", "partial 6"]
    assert lists.splitlines() == ["1 None", "1 PO-2024-117 paid", "{'paid': 1}"]
    assert (amended, orders[1].reference) == ("", "PO-2024-117b")
    assert wrong.startswith("already shipped - Cannot cancel")
    assert once.splitlines() == ["before the crash 2", "after it 2"]
    assert [line.split()[2] for line in watched.splitlines()] == [
        "placed",
        "accepted",
        "paid",
        "shipped",
        "amended",
        "placed",
    ]
    assert [line.split(" ", 1)[0] for line in many.splitlines()] == ["0", "1", "2"]
    assert many.splitlines()[2] == "2 No order '4711' exists."
    assert orders[2].hold is not None
    assert workshop.splitlines() == ["3 manufacturing validated", NDEF, "[2]"]
    assert vendors.splitlines() == [
        "validated ['creating', 'draft']",
        "404 No order '00000000-0000-4000-8000-000000000000' exists.",
        "1",
        "True",
    ]
    assert {"exact", "derived", "absent"} <= {line.split()[1] for line in copy.splitlines()[1:]}


def test_the_example_of_the_readme(installation: Installation) -> None:
    with open_client_factory(installation, OVER_A_SOCKET) as desk:
        assert printed_output(desk, ROOT / "README.md") == [""]
        (order,) = desk.client().iter_orders()
    assert (order.stage, order.fulfilment) == ("shipped", "complete")
