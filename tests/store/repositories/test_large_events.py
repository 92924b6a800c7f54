"""Pages of events end by bytes: an event may name ten thousand pieces, and a page has no more of these than fit."""

import asyncio
from typing import Any

import pytest

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts, guid, principal_of
from triplicate.app.ports import Reader, UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import Principal
from triplicate.main import Installation
from triplicate.store.readers.event_reads import FIRST_BATCH
from triplicate.store.search.index_scan import MAX_PAGE_BYTES

LARGE = 500_000
COUNT = 60


@pytest.fixture(autouse=True)
def _events(installation: Installation) -> None:
    """Sixty large events of one account, and as many small ones of another."""
    add_accounts(installation)

    def work(uow: UnitOfWork) -> None:
        for number in range(COUNT):
            uow.record_event(_event(ACCOUNT, number, "x" * LARGE))
            uow.record_event(_event(OTHER_ACCOUNT, number, "x"))

    installation.store.run("record", work)


def _event(account: str, number: int, text: str) -> Event:
    members: dict[str, Any] = {"kind": "changed", "actor": "a", "dialect": "native", "request": "r", "version": 1}
    at = f"2025-01-01T00:00:{number:02}.000Z"
    return Event(order=guid(1), account=account, at=at, data={"number": number, "text": text}, **members)


def pages(installation: Installation, principal: Principal, limit: int) -> list[list[Event]]:
    """The pages of the feed."""

    async def read(reader: Reader) -> list[list[Event]]:
        found, after = [], "0"
        while (page := await reader.events(principal, after, limit)).events:
            found.append(page.events)
            after = page.next
        await reader.close()
        return found

    async def run() -> list[list[Event]]:
        return await read(installation.reader())

    return asyncio.run(run())


def size(page: list[Event]) -> int:
    return sum(len(event.data["text"]) for event in page)


def numbers(found: list[list[Event]], account: str) -> list[int]:
    return [event.data["number"] for page in found for event in page if event.account == account]


@pytest.mark.parametrize("limit", [1, 20, 500])
def test_pages_of_an_account_end_by_bytes(installation: Installation, limit: int) -> None:
    found = pages(installation, principal_of(ACCOUNT), limit)
    assert numbers(found, ACCOUNT) == list(range(COUNT))
    assert max(len(page) for page in found) <= limit
    assert max(size(page) for page in found) <= MAX_PAGE_BYTES + LARGE
    small = pages(installation, principal_of(OTHER_ACCOUNT), limit)
    assert [len(page) for page in small] == [min(limit, COUNT)] * (COUNT // min(limit, COUNT))


@pytest.mark.parametrize("limit", [1, 20, 500])
def test_pages_of_all_accounts_end_by_bytes(installation: Installation, limit: int) -> None:
    found = pages(installation, principal_of(None), limit)
    for account in (ACCOUNT, OTHER_ACCOUNT):
        assert numbers(found, account) == list(range(COUNT))
    assert max(len(page) for page in found) <= limit
    assert max(size(page) for page in found) <= MAX_PAGE_BYTES + FIRST_BATCH * LARGE


def test_pages_of_an_order_end_by_bytes(installation: Installation) -> None:
    async def run() -> list[Event]:
        reader = installation.reader()
        found: list[Event] = []
        while page := await reader.order_events(ACCOUNT, guid(1), found[-1].seq if found else 0, 500):
            assert size(page) <= MAX_PAGE_BYTES + LARGE
            found += page
        await reader.close()
        return found

    assert numbers([asyncio.run(run())], ACCOUNT) == list(range(COUNT))
