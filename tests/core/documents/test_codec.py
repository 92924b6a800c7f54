"""Taking in: an order stands in the vendor's answer or bare; what is wrong with it is told by its path."""

from typing import Any

import pytest

from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS, MAPPINGS, enveloped
from tests.strategies.memory_account import ACCOUNT, link, unseal
from tests.strategies.orders import order
from tests.strategies.validation import refused
from triplicate.core.documents import codec
from triplicate.core.documents.codec import Reading, View

READING = Reading(account=ACCOUNT.id, currency="EUR", file_of=lambda text: None)
WHERE = {"marketiger": "$.data.order", "printags": "$.order", "axim": "$.data", "native": "$"}
DATE = {
    "marketiger": "createdDate",
    "printags": "customer.createdAt",
    "axim": "createdAt",
    "native": "buyer.created_at",
}
VENDORS = [dialect for dialect in DIALECTS if MAPPINGS[dialect].envelope]


def paths(dialect: str, value: Any) -> list[str]:
    """The paths of everything that is wrong with a value."""
    return [problem.path for problem in refused(lambda: codec.take_in(MAPPINGS[dialect], value, READING))]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_order_in_its_envelope_is_the_order_by_itself(dialect: str) -> None:
    body = complete_documents.of(dialect)
    inside = codec.take_in(MAPPINGS[dialect], enveloped(dialect, complete_documents.of(dialect)), READING)
    assert inside == codec.take_in(MAPPINGS[dialect], body, READING)


@pytest.mark.parametrize("dialect", VENDORS)
def test_an_answer_that_reports_a_failure_is_refused(dialect: str) -> None:
    for failure in (False, None, 1, "true"):
        assert paths(dialect, {**enveloped(dialect, complete_documents.of(dialect)), "success": failure}) == [
            "$.success"
        ]


@pytest.mark.parametrize("dialect", VENDORS)
def test_an_answer_without_an_order_is_refused(dialect: str) -> None:
    first = MAPPINGS[dialect].envelope[0]
    assert paths(dialect, {"success": True}) == [f"$.{first}"]
    assert paths(dialect, enveloped(dialect, None)) == [WHERE[dialect]]
    assert paths(dialect, enveloped(dialect, [complete_documents.of(dialect)])) == [WHERE[dialect]]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("value", [None, [], "order", 1, True])
def test_what_is_no_object_is_refused(dialect: str, value: Any) -> None:
    assert paths(dialect, value) == ["$"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("id", ["", "1", "987e6543e21a11d4a7890242ac120002", "not-an-id", "664f2310d5775459152d6dd"])
def test_an_id_of_the_wrong_form_is_refused_by_its_path(dialect: str, id: str) -> None:
    assert paths(dialect, complete_documents.of(dialect, id=id)) == ["$.id"]
    assert paths(dialect, enveloped(dialect, complete_documents.of(dialect, id=id))) == [f"{WHERE[dialect]}.id"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_moment_that_is_none_is_refused_by_its_path(dialect: str) -> None:
    holder, _, name = DATE[dialect].rpartition(".")
    body = complete_documents.of(dialect)
    (body[holder] if holder else body)[name] = "yesterday"
    assert paths(dialect, enveloped(dialect, body)) == [f"{WHERE[dialect]}.{DATE[dialect]}"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_taken_in_is_left_as_it_is(dialect: str) -> None:
    value = enveloped(dialect, complete_documents.of(dialect))
    codec.take_in(MAPPINGS[dialect], value, READING)
    assert value == enveloped(dialect, complete_documents.of(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_order_that_says_nothing_can_be_shown(dialect: str) -> None:
    body = codec.render(MAPPINGS[dialect], order(), View(secrets=True, link=link), unseal)
    answer = codec.enclose(MAPPINGS[dialect], body)
    assert answer.startswith(b'{"success":true,' if MAPPINGS[dialect].envelope else b'{"id":"')
    assert answer.count(b"{") == answer.count(b"}")
