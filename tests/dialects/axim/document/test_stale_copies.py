"""Axim Commerce: stale copies: importing an old copy of ours after the order moved on changes nothing."""

import pytest

from tests.conformance.test_stale_copies import OTHERS, told_differently
from tests.dialects.axim.documents import PAYMENTS as AXIM_PAYMENTS
from tests.dialects.axim.documents import STATUSES as AXIM_STATUSES
from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount


@pytest.mark.parametrize("target", OTHERS["axim"])
@pytest.mark.parametrize("order", AXIM_STATUSES)
@pytest.mark.parametrize("payment", AXIM_PAYMENTS)
def test_an_old_copy_of_an_axim_order(order: str, payment: str, target: str) -> None:
    desk = MemoryAccount()
    desk.import_document("axim", complete_documents.complete_document("axim", orderStatus=order, paymentStatus=payment))
    copy = desk.render(target)
    later = {"updatedAt": "2024-06-24T09:13:33.301Z", "orderStatus": "fulfilled", "paymentStatus": payment}
    desk.import_document("axim", complete_documents.complete_document("axim", **later))
    assert told_differently(desk, target, copy) == {}


@pytest.mark.parametrize("target", OTHERS["axim"])
def test_an_older_copy_brings_no_second_moment_of_the_same_word(target: str) -> None:
    later, earlier = (
        complete_documents.complete_document(
            "axim", orderStatus="processing", updatedAt=f"2024-07-0{day}T09:26:55.737Z"
        )
        for day in (2, 1)
    )
    desk = MemoryAccount()
    desk.import_document("axim", later)
    copy = desk.render(target)
    desk.import_document("axim", earlier)
    assert told_differently(desk, target, copy) == {}
