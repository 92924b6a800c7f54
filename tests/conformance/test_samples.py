"""The vendors' sample documents come back as equal JSON values (true is not 1)."""

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.json_values import same_json, to_json
from tests.strategies.memory_account import ACCOUNT, LINK_PREFIX, MemoryAccount, link, seal, unseal
from triplicate.core.documents import codec, merge
from triplicate.core.documents.codec import ImportContext, RenderOptions
from triplicate.core.json import ijson
from triplicate.core.order import order
from triplicate.discovery import load_dialects

SAMPLES = {dialect.name: next(iter(dialect.samples.values())) for dialect in load_dialects()}


def sample(dialect: str) -> dict[str, Any]:
    """The vendor's whole answer, as its page shows it."""
    answer: dict[str, Any] = deepcopy(SAMPLES[dialect])
    return answer


def sample_order(dialect: str) -> Any:
    """The order inside the vendor's answer."""
    body: Any = sample(dialect)
    for name in CODECS[dialect].envelope:
        body = body[name]
    return body


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each dialect."""
    name: str = request.param
    return name


def test_a_sample_comes_back_as_it_went_in(dialect: str) -> None:
    mapping, answer = CODECS[dialect], sample(dialect)
    reading = ImportContext(account=ACCOUNT.id, currency="EUR", file_of=lambda text: None)
    incoming = codec.decode(mapping, ijson.parse(to_json(answer)), reading)
    for keep in (codec.keep_pristine, codec.keep):
        kept = keep(mapping, merge.first_version(incoming.aggregate, incoming.digest), incoming, seal)
        for stored in (kept, order.decode(order.encode(kept))):
            body = codec.render(mapping, stored, RenderOptions(secrets=True, link=link), unseal)
            assert same_json(json.loads(codec.wrap_envelope(mapping, body)), answer)


def test_a_sample_that_was_stored_comes_back_as_it_went_in(dialect: str) -> None:
    desk = MemoryAccount()
    desk.import_document(dialect, sample_order(dialect))
    shown = codec.wrap_envelope(CODECS[dialect], desk.render_bytes(dialect))
    assert same_json(json.loads(shown), sample(dialect))


def test_a_sample_is_readable_in_every_dialect(dialect: str) -> None:
    desk = MemoryAccount()
    desk.import_document(dialect, sample_order(dialect))
    for target, mapping in CODECS.items():
        copy = ijson.parse(desk.render_bytes(target))
        ijson.convert(copy, mapping.wire_type)
        assert LINK_PREFIX not in desk.render_bytes(target).decode(), "no sample has a stored file"


def test_equality_is_strict() -> None:
    assert same_json({"a": [1, 2.0]}, {"a": [1.0, 2]})
    assert not same_json({"a": 1}, {"a": True})
    assert not same_json({"a": 0}, {"a": False})
    assert not same_json({"a": 0}, {"a": "0"})
    assert not same_json({"a": None}, {})
    assert not same_json([1, 2], [2, 1])
