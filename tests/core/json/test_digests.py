"""Document digests: equal exactly for documents that are equal JSON values."""

from typing import Any

import pytest
from hypothesis import given

from tests.strategies.json_values import json_values, same_json, to_json
from triplicate.core.json import ijson


@given(json_values(10), json_values(10))
def test_equal_documents_share_a_digest_and_others_do_not(one: Any, other: Any) -> None:
    parsed = [ijson.parse(to_json(value)) for value in (one, other)]
    digests = [ijson.digest(value) for value in parsed]
    assert (digests[0] == digests[1]) == same_json(*parsed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":1,"b":2}', b'{"b":2,"a":1}'),
        (b'{"a":1.0}', b'{"a":1}'),
        (b'{"a":1.50}', b'{"a":1.5}'),
        (b'{"a":-0.0}', b'{"a":0}'),
        (b'{"a":1e16}', b'{"a":10000000000000000}'),
        (b'{"a":9007199254740992.0}', b'{"a":9007199254740992}'),
        (b'{"a":1e22}', b'{"a":10000000000000000000000}'),
        (b'{"a":"\\u00e9"}', '{"a":"é"}'.encode()),
        (b'{ "a" : [ ] }', b'{"a":[]}'),
    ],
)
def test_another_spelling_is_the_same_document(one: bytes, other: bytes) -> None:
    assert ijson.digest(ijson.parse(one)) == ijson.digest(ijson.parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":1}', b'{"a":true}'),
        (b'{"a":0}', b'{"a":false}'),
        (b'{"a":1}', b'{"a":"1"}'),
        (b'{"a":null}', b"{}"),
        (b'{"a":[1,2]}', b'{"a":[2,1]}'),
        ('{"a":"é"}'.encode(), '{"a":"e\u0301"}'.encode()),
        (b'{"a":0.1}', b'{"a":0.10000000000000002}'),
    ],
)
def test_another_value_is_another_document(one: bytes, other: bytes) -> None:
    assert ijson.digest(ijson.parse(one)) != ijson.digest(ijson.parse(other))
