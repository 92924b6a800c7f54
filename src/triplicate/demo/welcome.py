"""What the demo prints: commands to paste, which every dialect brings."""

from collections.abc import Iterator, Mapping
from typing import Any

from triplicate.api.demo import DialectDemo, Example

_ORDER_OF_ANOTHER = 40


def welcome(demos: Mapping[str, DialectDemo], credentials: dict[str, Any], path: str) -> str:
    """The text with every command, and where the credentials are. `credentials` are the content of `demo.json`."""
    base_url = credentials["base_url"]
    examples = [
        example
        for name, demo in demos.items()
        for example in (*_own_order(demo, base_url, credentials[name]), *demo.examples(base_url, credentials[name]))
    ]
    examples += _order_of_another(demos, base_url, credentials)
    return "\n\n".join(
        (
            f"Triplicate serves sample orders at {base_url}. Paste any of these into another terminal.",
            *("\n  ".join((example.title, *example.lines)) for example in sorted(examples)),
            f"The API reference: {base_url}/docs",
            f"All ids and credentials (valid for 30 days) are in {path}. Stop with Ctrl-C.",
        )
    )


def _own_order(demo: DialectDemo, base_url: str, credentials: dict[str, Any]) -> Iterator[Example]:
    if demo.read_order is not None and "order_id" in credentials:
        command = demo.read_order(base_url, credentials, credentials["order_id"])
        yield Example(demo.position * 10, f"An order, as in the {demo.vendor} API:", (command,))


def _order_of_another(
    demos: Mapping[str, DialectDemo], base_url: str, credentials: dict[str, Any]
) -> Iterator[Example]:
    """The second dialect's sample order, read through the first one."""
    samples = [(name, demo) for name, demo in demos.items() if demo.sample is not None]
    if len(samples) < 2:
        return
    (name, reader), (origin_name, origin) = samples[:2]
    if reader.read_order is not None:
        command = reader.read_order(base_url, credentials[name], credentials[origin_name]["order_id"])
        yield Example(_ORDER_OF_ANOTHER, f"The same {origin.vendor} order, as in the {reader.vendor} API:", (command,))
