"""The vendors' own documents come back exactly as they went in: equal JSON values, where true is not 1."""

import json
from importlib import resources
from typing import Any

import pytest

from tests.strategies.documents import DIALECTS, MAPPINGS
from tests.strategies.json_values import dumped, same_json
from tests.strategies.memory_account import ACCOUNT, LINKS, Desk, link, seal, unseal
from triplicate.core.documents import codec, merge
from triplicate.core.documents.codec import Reading, View
from triplicate.core.json import ijson
from triplicate.core.order import order


def sample(dialect: str) -> dict[str, Any]:
    """The vendor's whole answer, as its page shows it."""
    folder = resources.files(f"triplicate.dialects.{dialect}")
    answer: dict[str, Any] = json.loads((folder / "samples" / "get-order.json").read_text(encoding="utf-8"))
    return answer


def order_of_sample(dialect: str) -> Any:
    """The order inside the vendor's answer."""
    body: Any = sample(dialect)
    for name in MAPPINGS[dialect].envelope:
        body = body[name]
    return body


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each dialect."""
    name: str = request.param
    return name


def test_a_sample_comes_back_as_it_went_in(dialect: str) -> None:
    mapping, answer = MAPPINGS[dialect], sample(dialect)
    reading = Reading(account=ACCOUNT.id, currency="EUR", file_of=lambda text: None)
    incoming = codec.take_in(mapping, ijson.parse(dumped(answer)), reading)
    for keep in (codec.keep_whole, codec.keep):
        kept = keep(mapping, merge.first(incoming.order, incoming.digest), incoming, seal)
        for stored in (kept, order.decode(order.encode(kept))):
            body = codec.render(mapping, stored, View(secrets=True, link=link), unseal)
            assert same_json(json.loads(codec.enclose(mapping, body)), answer)


def test_a_sample_that_was_stored_comes_back_as_it_went_in(dialect: str) -> None:
    desk = Desk()
    desk.bring(dialect, order_of_sample(dialect))
    shown = codec.enclose(MAPPINGS[dialect], desk.text(dialect))
    assert same_json(json.loads(shown), sample(dialect))


def test_a_sample_is_readable_in_every_dialect(dialect: str) -> None:
    desk = Desk()
    desk.bring(dialect, order_of_sample(dialect))
    for target, mapping in MAPPINGS.items():
        copy = ijson.parse(desk.text(target))
        ijson.typed(copy, mapping.wire)
        assert LINKS not in desk.text(target).decode(), "no sample has a stored file"


def test_equality_is_strict() -> None:
    assert same_json({"a": [1, 2.0]}, {"a": [1.0, 2]})
    assert not same_json({"a": 1}, {"a": True})
    assert not same_json({"a": 0}, {"a": False})
    assert not same_json({"a": 0}, {"a": "0"})
    assert not same_json({"a": None}, {})
    assert not same_json([1, 2], [2, 1])
