"""Accounts as stored: what is known of them, their balance, and that the same bytes are one file of an account."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from tests.store.document_fixtures import HERE, THERE, accounts, guid
from tests.store.repositories.test_ledger import appended, entry
from triplicate.app.ports import Unit
from triplicate.app.records import Account, File, Plan, Profile
from triplicate.core.failures import Refused, Unavailable
from triplicate.main import House
from triplicate.store.readers.postgres import PostgresReader
from triplicate.store.readers.sqlite import SqliteReader

PROFILE = Profile(
    email="ann@example.com", minimal_balance=-500, plan=Plan(id="p", name="Ä", price=900), one_order_per_reference=True
)
FILE = File(id=guid(1), account=HERE, mime="image/png", size=3, sha256="abc", created_at="2025-01-02T00:00:00.000Z")


def read(house: House, id: str) -> Any:
    async def ask() -> tuple[Account, int] | None:
        reader = house.reader()
        try:
            return await reader.account(id)
        finally:
            await reader.close()

    return asyncio.run(ask())


def replaced(house: House, account: Account) -> None:
    house.store.run("replace", lambda unit: unit.accounts.replace(account))


def got(house: House, id: str) -> Account:
    found = house.store.run("get", lambda unit: unit.accounts.get(id))
    assert found is not None
    return found


def test_a_new_account_says_nothing_of_itself(house: House) -> None:
    accounts(house)
    found = got(house, HERE)
    assert found.profile == Profile()
    assert found.updated_at == found.created_at


def test_what_changes_of_an_account_and_what_does_not(house: House) -> None:
    accounts(house)
    before = got(house, HERE)
    replaced(house, Account(HERE, "Äther", "XXX", "never", PROFILE, "2025-01-01T00:00:00.000Z"))
    after = Account(HERE, "Äther", before.currency, before.created_at, PROFILE, "2025-01-01T00:00:00.000Z")
    assert got(house, HERE) == after
    assert read(house, HERE) == (after, 0)
    assert after in house.store.run("all", lambda unit: unit.accounts.all())
    assert got(house, THERE).profile == Profile()


def test_an_account_comes_with_its_balance(house: House) -> None:
    accounts(house)
    appended(house, entry(500), entry(7, THERE), entry(-120))
    assert read(house, HERE) == (got(house, HERE), 380)
    assert read(house, THERE) == (got(house, THERE), 7)
    assert read(house, guid(9)) is None


def test_what_cannot_be_read_is_unavailable(tmp_path: Any) -> None:
    async def ask(reader: SqliteReader | PostgresReader) -> None:
        for question in (reader.account(HERE), reader.prices(HERE)):
            with pytest.raises(Refused) as caught:
                await question
            assert caught.value.failure == Unavailable()
        await reader.close()

    asyncio.run(ask(SqliteReader(tmp_path / "missing.db")))
    asyncio.run(ask(PostgresReader(f"postgresql://nobody@/nothing?host={tmp_path}")))


def test_the_oldest_file_with_these_bytes(house: House) -> None:
    accounts(house)
    older = msgspec.structs.replace(FILE, id=guid(2), created_at="2025-01-01T00:00:00.000Z")
    others = msgspec.structs.replace(FILE, id=guid(3), account=THERE, created_at="2024-01-01T00:00:00.000Z")
    for one in (FILE, older, others):
        house.store.run("add", lambda unit, one=one: unit.files.add(one))  # type: ignore[misc]

    def of(account: str, sha256: str) -> File | None:
        return house.store.run("ask", lambda unit: unit.files.of_content(account, sha256))

    assert (of(HERE, "abc"), of(THERE, "abc"), of(HERE, "abd")) == (older, others, None)
    assert house.store.run("ask", lambda unit: unit.files.get(FILE.id)) == FILE


def test_the_same_bytes_at_once_are_one_file(house: House) -> None:
    accounts(house)

    def upload(place: int) -> File:
        def work(unit: Unit) -> File:
            known = unit.files.of_content(HERE, "abc")
            if known is None:
                unit.files.add(msgspec.structs.replace(FILE, id=guid(place)))
            return known or msgspec.structs.replace(FILE, id=guid(place))

        return house.store.run("upload", work)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(upload, range(16)))) == 1
