"""Parameters: words become values of the operation's type; all that misfits is named, and lists refuse the unknown."""

from typing import Any

import pytest

from tests.api.sample_dialect_fixtures import Shop


def told(shop: Shop, path: str) -> Any:
    """The parameters as the handler was given them."""
    reply = shop.ask("GET", path)
    assert reply.status_code == 200, reply.text
    return reply.json()


def problems(shop: Shop, path: str) -> dict[str, str]:
    """What is wrong with the parameters, by name."""
    reply = shop.ask("GET", path)
    assert reply.status_code == 422, reply.text
    return dict(reply.json()["problems"])


def test_without_a_word_the_defaults_hold(shop: Shop) -> None:
    assert told(shop, "/things") == {"limit": 20, "colour": [], "counts": None, "heavy": None, "since": None}


def test_words_become_values(shop: Shop) -> None:
    found = told(shop, "/things?limit=100&colour=green&counts=7&heavy=true&since=a%2Bb+c%26")
    assert found == {"limit": 100, "colour": ["green"], "counts": [7], "heavy": True, "since": "a+b c&"}


@pytest.mark.parametrize("query", ["counts=1&counts=2&counts=3", "counts=1,2,3", "counts=1%2C2&counts=3"])
def test_a_list_is_repeated_or_has_commas(shop: Shop, query: str) -> None:
    assert told(shop, f"/things?{query}")["counts"] == [1, 2, 3]


def test_all_that_misfits_is_named(shop: Shop) -> None:
    found = problems(shop, "/things?limit=101&colour=red,blue&counts=1,x&heavy=maybe")
    assert found.keys() == {"limit", "colour", "counts", "heavy"}
    assert "<= 100" in found["limit"]
    assert not any("$" in reason for reason in found.values())


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "", "%20", "ten", "0x10", "9" * 5000])
def test_a_limit_is_a_number_within_bounds(shop: Shop, word: str) -> None:
    assert problems(shop, f"/things?limit={word}").keys() == {"limit"}


@pytest.mark.parametrize("query", ["colour=", "colour=red,", "counts=,"])
def test_nothing_is_no_word_of_a_list(shop: Shop, query: str) -> None:
    assert problems(shop, f"/things?{query}").keys() == {query.partition("=")[0]}


def test_a_list_refuses_what_it_does_not_know(shop: Shop) -> None:
    found = problems(shop, "/things?Limit=5&color=red&limit=5&color=green&" + "x" * 500)
    assert found.keys() == {"Limit", "color", "x" * 64}


def test_a_list_refuses_to_be_told_twice(shop: Shop) -> None:
    assert problems(shop, "/things?limit=5&since=a&limit=6&limit=500").keys() == {"limit"}


def test_elsewhere_the_unknown_is_ignored_and_the_first_counts(shop: Shop) -> None:
    assert told(shop, "/things/7?atMost=3&atMost=9&other=1") == {"id": "7", "atMost": 3}


def test_the_path_goes_before_the_query(shop: Shop) -> None:
    assert told(shop, "/things/7?id=8") == {"id": "7", "atMost": 5}


def test_a_parameter_is_named_as_it_is_written(shop: Shop) -> None:
    assert problems(shop, "/things/7?atMost=many").keys() == {"atMost"}
