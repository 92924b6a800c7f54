"""Failures: one description of each, and a table in every dialect that has them all."""

from typing import Any

import pytest

from tests.conformance.failure_fixtures import EVERY_FAILURE
from tests.conformance.operation_fixtures import DIALECTS, message_in_envelope
from triplicate.api.dialect import Dialect
from triplicate.api.messages import FailureKind, describe
from triplicate.api.response import TITLES, with_request_id
from triplicate.core.failures import InvalidInput
from triplicate.core.json import ijson

each_dialect = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=sorted(DIALECTS))
each_failure = pytest.mark.parametrize("failure", EVERY_FAILURE, ids=lambda failure: describe(failure).kind.value)


def test_every_kind_is_described() -> None:
    assert {describe(failure).kind for failure in EVERY_FAILURE} == set(FailureKind)


@each_failure
def test_it_is_one_sentence(failure: Any) -> None:
    sentence = describe(failure).sentence
    assert "\n" not in sentence
    assert sentence or isinstance(failure, InvalidInput)


@each_dialect
def test_a_dialect_has_a_status_for_every_kind(dialect: Dialect) -> None:
    assert set(dialect.statuses) == set(FailureKind)
    assert set(dialect.statuses.values()) <= TITLES.keys()


@each_dialect
@each_failure
def test_it_is_answered_as_the_table_says(dialect: Dialect, failure: Any) -> None:
    response = with_request_id(dialect.fail(failure), b"1")
    assert response.status == dialect.statuses[describe(failure).kind]
    content_type = response.content_type[1].decode()
    body = ijson.parse(response.body)
    assert isinstance(message_in_envelope(body, content_type, dialect.name, response.status), str)
    assert (b"allow" in dict(response.headers)) is (describe(failure).kind is FailureKind.METHOD_NOT_ALLOWED)
