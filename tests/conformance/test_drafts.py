"""A draft, made of a document without a store and completed with numbers, is what an import of the document stores."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.strategies import documents
from tests.strategies.documents import CODECS, DIALECTS, in_envelope
from tests.strategies.json_values import to_json
from tests.strategies.memory_account import ACCOUNT, MemoryAccount, seal
from triplicate.app.documents.drafts import DraftContext, StoreLookup
from triplicate.app.documents.template import Placeholders
from triplicate.app.orders.order_draft import OrderDraft, complete, draft_order
from triplicate.core.documents.order_record import order_record
from triplicate.core.json import ijson

SERIES = 271828182845
CONTEXT = DraftContext(ACCOUNT.id, ACCOUNT.currency, Placeholders(SERIES))
dialects = pytest.mark.parametrize("dialect", DIALECTS)


def draft_of(dialect: str, body: Any) -> OrderDraft | StoreLookup:
    value = ijson.parse(to_json(in_envelope(dialect, body)))
    return draft_order(CODECS[dialect], value, CONTEXT)


def check(dialect: str, body: Any, draft: OrderDraft) -> None:
    account = MemoryAccount()
    account.import_document(dialect, body)
    order = account.order
    secret = None if draft.secret is None else seal(draft.secret)
    line_numbers = [line.number for line in order.lines]
    assert complete(draft, order.number, line_numbers, secret) == order_record(order)


@dialects
def test_of_a_complete_document(dialect: str) -> None:
    body = CONFORMANCES[dialect].complete
    draft = draft_of(dialect, body)
    assert isinstance(draft, OrderDraft)
    check(dialect, body, draft)


@dialects
@given(st.data())
def test_of_any_document(dialect: str, data: st.DataObject) -> None:
    body = data.draw(documents.documents_of(dialect))
    draft = draft_of(dialect, body)
    assume(isinstance(draft, OrderDraft))
    assert isinstance(draft, OrderDraft)
    check(dialect, body, draft)


@dialects
def test_a_document_with_the_marks_in_it_is_deferred(dialect: str) -> None:
    """Whoever guesses the digits gets the slower way, and not another order's number."""
    body = {**CONFORMANCES[dialect].complete, "zzUnknown": f"{SERIES}000000"}
    assert draft_of(dialect, body) == StoreLookup()
