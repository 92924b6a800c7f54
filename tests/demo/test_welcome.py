"""What the demo prints: every dialect's own commands, in their order, and none that it knows by name."""

import re
from pathlib import Path

import triplicate.demo
from triplicate.api.demo import Credentials, DialectDemo, Example, bearer_command
from triplicate.demo.documents import demos
from triplicate.demo.welcome import welcome


def a_demo(position: int, vendor: str, *examples: Example) -> DialectDemo:
    """A dialect's part that reads orders below its own path."""

    def read_order(base_url: str, credentials: Credentials, order_id: str) -> str:
        return bearer_command(f"{base_url}/{vendor}/{order_id}", credentials["token"])

    return DialectDemo(
        position=position,
        vendor=vendor,
        credentials=lambda issue: {},
        sample=dict,
        read_order=read_order,
        examples=lambda base_url, credentials: examples,
    )


def test_commands_are_sorted_whoever_brings_them() -> None:
    parts = {
        "one": a_demo(1, "One", Example(60, "The last:", ("curl last",))),
        "two": a_demo(2, "Two", Example(50, "One before:", ("curl a", "curl b"))),
    }
    credentials = {
        "base_url": "http://x",
        "one": {"order_id": "1", "token": "t1"},
        "two": {"order_id": "2", "token": "t2"},
    }
    assert welcome(parts, credentials, "demo.json").split("\n\n") == [
        "Triplicate serves sample orders at http://x. Paste any of these into another terminal.",
        "An order, as in the One API:\n  curl -s 'http://x/One/1' -H 'Authorization: Bearer t1'",
        "An order, as in the Two API:\n  curl -s 'http://x/Two/2' -H 'Authorization: Bearer t2'",
        "The same Two order, as in the One API:\n  curl -s 'http://x/One/2' -H 'Authorization: Bearer t1'",
        "One before:\n  curl a\n  curl b",
        "The last:\n  curl last",
        "The API reference: http://x/docs",
        "All ids and credentials (valid for 30 days) are in demo.json. Stop with Ctrl-C.",
    ]


def test_the_demo_knows_no_dialect_by_name() -> None:
    names = re.compile("|".join(demos()), re.IGNORECASE)
    for module in Path(triplicate.demo.__path__[0]).glob("*.py"):
        assert names.findall(module.read_text()) == [], module.name
