"""Document codec: imports an order bare or in the vendor's envelope, and reports problems by path."""

from typing import Any

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.strategies import complete_documents
from tests.strategies.documents import CODECS, DIALECTS, in_envelope
from tests.strategies.memory_account import ACCOUNT, link, unseal
from tests.strategies.orders import order
from tests.strategies.validation import problems_of
from triplicate.core.documents import codec
from triplicate.core.documents.codec import ImportContext, RenderOptions

READING = ImportContext(account=ACCOUNT.id, currency="EUR", file_of=lambda text: None)
WHERE = {dialect: conformance.path for dialect, conformance in CONFORMANCES.items()}
VENDORS = [dialect for dialect in DIALECTS if CODECS[dialect].envelope]


def paths(dialect: str, value: Any) -> list[str]:
    """The paths of everything that is wrong with a value."""
    return [problem.path for problem in problems_of(lambda: codec.decode(CODECS[dialect], value, READING))]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_order_in_its_envelope_is_the_order_by_itself(dialect: str) -> None:
    body = complete_documents.complete_document(dialect)
    inside = codec.decode(CODECS[dialect], in_envelope(dialect, complete_documents.complete_document(dialect)), READING)
    assert inside == codec.decode(CODECS[dialect], body, READING)


@pytest.mark.parametrize("dialect", VENDORS)
def test_an_answer_that_reports_a_failure_is_refused(dialect: str) -> None:
    for failure in (False, None, 1, "true"):
        assert paths(
            dialect, {**in_envelope(dialect, complete_documents.complete_document(dialect)), "success": failure}
        ) == ["$.success"]


@pytest.mark.parametrize("dialect", VENDORS)
def test_an_answer_without_an_order_is_refused(dialect: str) -> None:
    first = CODECS[dialect].envelope[0]
    assert paths(dialect, {"success": True}) == [f"$.{first}"]
    assert paths(dialect, in_envelope(dialect, None)) == [WHERE[dialect]]
    assert paths(dialect, in_envelope(dialect, [complete_documents.complete_document(dialect)])) == [WHERE[dialect]]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("value", [None, [], "order", 1, True])
def test_what_is_no_object_is_refused(dialect: str, value: Any) -> None:
    assert paths(dialect, value) == ["$"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("id", ["", "1", "987e6543e21a11d4a7890242ac120002", "not-an-id", "664f2310d5775459152d6dd"])
def test_an_id_of_the_wrong_form_is_refused_by_its_path(dialect: str, id: str) -> None:
    assert paths(dialect, complete_documents.complete_document(dialect, id=id)) == ["$.id"]
    assert paths(dialect, in_envelope(dialect, complete_documents.complete_document(dialect, id=id))) == [
        f"{WHERE[dialect]}.id"
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_moment_that_is_none_is_refused_by_its_path(dialect: str) -> None:
    date = CONFORMANCES[dialect].date
    holder, _, name = date.rpartition(".")
    body = complete_documents.complete_document(dialect)
    (body[holder] if holder else body)[name] = "yesterday"
    assert paths(dialect, in_envelope(dialect, body)) == [f"{WHERE[dialect]}.{date}"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_taken_in_is_left_as_it_is(dialect: str) -> None:
    value = in_envelope(dialect, complete_documents.complete_document(dialect))
    codec.decode(CODECS[dialect], value, READING)
    assert value == in_envelope(dialect, complete_documents.complete_document(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_order_that_says_nothing_can_be_shown(dialect: str) -> None:
    body = codec.render(CODECS[dialect], order(), RenderOptions(secrets=True, link=link), unseal)
    answer = codec.wrap_envelope(CODECS[dialect], body)
    assert answer.startswith(b'{"success":true,' if CODECS[dialect].envelope else b'{"id":"')
    assert answer.count(b"{") == answer.count(b"}")
