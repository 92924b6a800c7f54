"""Parameters that are texts go a short way, without conversion; it leads to the same as the long one."""

from typing import Any

import msgspec
import pytest
from msgspec import UNSET, UnsetType

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import Operation
from triplicate.api.parameters import QueryRule, parse_parameters, parse_query
from triplicate.api.replies import JsonReply
from triplicate.api.request import Request
from triplicate.core.access import OPERATOR
from triplicate.core.failures import DomainError


class OneText(msgspec.Struct):
    """A text that may be left out."""

    id: str | UnsetType = UNSET


class TwoTexts(msgspec.Struct):
    """A text of the path, and one that is needed of the query."""

    owner: str
    id: str


def request(kind: type[msgspec.Struct], query: str, path: dict[str, str]) -> Request[Any, None]:
    """A request to an operation with these parameters, with a query."""
    operation = Operation(
        name="read",
        method="GET",
        paths=("/",),
        summary="Read",
        parameters=kind,
        body=NO_BODY,
        reply=JsonReply(OneText),
        statuses=(200,),
        query=QueryRule.ANY_CASE,
    )
    services: Any = None
    scope = {"query_string": query.encode()}
    return Request(operation, scope, services, {}, b"1", OPERATOR, path, services)


QUERIES = [
    "",
    "id=x",
    "id=%78",
    "id=x&id=y",
    "ID=x",
    "a=b&id=x",
    "z=1",
    "id",
    "id=",
    "=",
    "id=a=b",
    "id=a+b",
    "owner=x",
]


@pytest.mark.parametrize("query", QUERIES)
def test_both_ways_lead_to_the_same(query: str) -> None:
    expected = parse_parameters(OneText, {}, parse_query(query.encode()), QueryRule.ANY_CASE)
    assert request(OneText, query, {}).parameters == expected


@pytest.mark.parametrize("query", QUERIES)
def test_what_is_missing_is_a_problem_on_both(query: str) -> None:
    path = {"owner": "me"}
    try:
        expected: Any = parse_parameters(TwoTexts, path, parse_query(query.encode()), QueryRule.ANY_CASE)
    except DomainError as error:
        expected = error.failure
    try:
        found: Any = request(TwoTexts, query, path).parameters
    except DomainError as error:
        found = error.failure
    assert found == expected
