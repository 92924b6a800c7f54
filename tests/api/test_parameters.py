"""Parameters: converted to the operation's types; all problems are named, and lists refuse unknown ones."""

from typing import Any

import msgspec
import pytest

from tests.api.sample_dialect_fixtures import SampleServer
from triplicate.api.parameters import QueryRule, parse_parameters


def told(shop: SampleServer, path: str) -> Any:
    """The parameters as the handler was given them."""
    reply = shop.request("GET", path)
    assert reply.status_code == 200, reply.text
    return reply.json()


def problems(shop: SampleServer, path: str) -> dict[str, str]:
    """What is wrong with the parameters, by name."""
    reply = shop.request("GET", path)
    assert reply.status_code == 422, reply.text
    return dict(reply.json()["problems"])


def test_without_a_word_the_defaults_hold(sample_server: SampleServer) -> None:
    assert told(sample_server, "/things") == {"limit": 20, "colour": [], "counts": None, "heavy": None, "since": None}


def test_words_become_values(sample_server: SampleServer) -> None:
    found = told(sample_server, "/things?limit=100&colour=green&counts=7&heavy=true&since=a%2Bb+c%26")
    assert found == {"limit": 100, "colour": ["green"], "counts": [7], "heavy": True, "since": "a+b c&"}


def test_null_is_no_value(sample_server: SampleServer) -> None:
    assert problems(sample_server, "/things?heavy=NULL") == {"heavy": "must not be null"}
    assert told(sample_server, "/things?since=null")["since"] == "null"


@pytest.mark.parametrize("query", ["counts=1&counts=2&counts=3", "counts=1,2,3", "counts=1%2C2&counts=3"])
def test_a_list_is_repeated_or_has_commas(sample_server: SampleServer, query: str) -> None:
    assert told(sample_server, f"/things?{query}")["counts"] == [1, 2, 3]


def test_all_that_misfits_is_named(sample_server: SampleServer) -> None:
    reasons = problems(sample_server, "/things?limit=101&colour=red,blue&counts=1,x&heavy=maybe")
    assert reasons.keys() == {"limit", "colour", "counts", "heavy"}
    assert "at most 100" in reasons["limit"]
    assert not any("$" in reason for reason in reasons.values())


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "", "%20", "ten", "0x10", "9" * 5000])
def test_a_limit_is_a_number_within_bounds(sample_server: SampleServer, word: str) -> None:
    assert problems(sample_server, f"/things?limit={word}").keys() == {"limit"}


@pytest.mark.parametrize("query", ["colour=", "colour=red,", "counts=,"])
def test_nothing_is_no_word_of_a_list(sample_server: SampleServer, query: str) -> None:
    assert problems(sample_server, f"/things?{query}").keys() == {query.partition("=")[0]}


def test_a_list_refuses_what_it_does_not_know(sample_server: SampleServer) -> None:
    reasons = problems(sample_server, "/things?Limit=5&color=red&limit=5&color=green&" + "x" * 500)
    assert reasons.keys() == {"Limit", "color", "x" * 64}


def test_a_list_refuses_to_be_told_twice(sample_server: SampleServer) -> None:
    assert problems(sample_server, "/things?limit=5&since=a&limit=6&limit=500").keys() == {"limit"}


def test_elsewhere_the_unknown_is_ignored_and_the_first_counts(sample_server: SampleServer) -> None:
    assert told(sample_server, "/things/7?atMost=3&atMost=9&other=1") == {"id": "7", "atMost": 3}


def test_the_path_goes_before_the_query(sample_server: SampleServer) -> None:
    assert told(sample_server, "/things/7?id=8") == {"id": "7", "atMost": 5}


def test_a_parameter_is_named_as_it_is_written(sample_server: SampleServer) -> None:
    assert problems(sample_server, "/things/7?atMost=many").keys() == {"atMost"}


@pytest.mark.parametrize("repetitions", [1, 2])
def test_of_many_unknown_parameters_twenty_are_named(sample_server: SampleServer, repetitions: int) -> None:
    query = "&".join([f"x{number}=1" for number in range(1000)] * repetitions)
    reply = problems(sample_server, f"/things?{query}")
    assert reply == {f"x{number}": "unknown parameter" for number in range(20)} | {
        "query": "has 980 more unknown parameters"
    }


class CountedValue(str):
    """A value that counts how often values are compared."""

    __slots__ = ()
    comparisons = 0

    def __eq__(self, other: object) -> bool:
        CountedValue.comparisons += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


class OrderId(msgspec.Struct):
    """Parameters with one documented name."""

    orderId: str


def test_finding_names_in_any_case_takes_time_in_proportion_to_the_query() -> None:
    unknown = [("x", CountedValue(number)) for number in range(2000)]
    query = [("ORDERID", "loud"), *unknown, ("orderId", "exact")]
    assert parse_parameters(OrderId, {}, query, QueryRule.ANY_CASE) == OrderId("exact")
    assert CountedValue.comparisons <= 2 * len(query)
