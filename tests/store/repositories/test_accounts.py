"""Accounts in the store: profile, balance, and one file for equal bytes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts, guid
from tests.store.repositories.test_ledger import appended, entry
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account, File, Plan, Profile
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.store.readers.postgres import PostgresReader
from triplicate.store.readers.sqlite import SqliteReader

PROFILE = Profile(
    email="ann@example.com", minimal_balance=-500, plan=Plan(id="p", name="Ä", price=900), one_order_per_reference=True
)
FILE = File(id=guid(1), account=ACCOUNT, mime="image/png", size=3, sha256="abc", created_at="2025-01-02T00:00:00.000Z")


def read(installation: Installation, id: str) -> Any:
    async def ask() -> tuple[Account, int] | None:
        reader = installation.reader()
        try:
            return await reader.account(id)
        finally:
            await reader.close()

    return asyncio.run(ask())


def replaced(installation: Installation, account: Account) -> None:
    installation.store.run("replace", lambda unit: unit.accounts.replace(account))


def got(installation: Installation, id: str) -> Account:
    result = installation.store.run("get", lambda unit: unit.accounts.get(id))
    assert result is not None
    return result


def test_a_new_account_says_nothing_of_itself(installation: Installation) -> None:
    add_accounts(installation)
    found = got(installation, ACCOUNT)
    assert found.profile == Profile()
    assert found.updated_at == found.created_at


def test_what_changes_of_an_account_and_what_does_not(installation: Installation) -> None:
    add_accounts(installation)
    before = got(installation, ACCOUNT)
    replaced(installation, Account(ACCOUNT, "Äther", "XXX", "never", PROFILE, "2025-01-01T00:00:00.000Z"))
    after = Account(ACCOUNT, "Äther", before.currency, before.created_at, PROFILE, "2025-01-01T00:00:00.000Z")
    assert got(installation, ACCOUNT) == after
    assert read(installation, ACCOUNT) == (after, 0)
    assert after in installation.store.run("all", lambda unit: unit.accounts.all())
    assert got(installation, OTHER_ACCOUNT).profile == Profile()


def test_an_account_comes_with_its_balance(installation: Installation) -> None:
    add_accounts(installation)
    appended(installation, entry(500), entry(7, OTHER_ACCOUNT), entry(-120))
    assert read(installation, ACCOUNT) == (got(installation, ACCOUNT), 380)
    assert read(installation, OTHER_ACCOUNT) == (got(installation, OTHER_ACCOUNT), 7)
    assert read(installation, guid(9)) is None


def test_what_cannot_be_read_is_unavailable(tmp_path: Any) -> None:
    async def ask(reader: SqliteReader | PostgresReader) -> None:
        for question in (reader.account(ACCOUNT), reader.prices(ACCOUNT)):
            with pytest.raises(DomainError) as caught:
                await question
            assert caught.value.failure == Unavailable()
        await reader.close()

    asyncio.run(ask(SqliteReader(tmp_path / "missing.db")))
    asyncio.run(ask(PostgresReader(f"postgresql://nobody@/nothing?host={tmp_path}")))


def test_the_oldest_file_with_these_bytes(installation: Installation) -> None:
    add_accounts(installation)
    older = msgspec.structs.replace(FILE, id=guid(2), created_at="2025-01-01T00:00:00.000Z")
    others = msgspec.structs.replace(FILE, id=guid(3), account=OTHER_ACCOUNT, created_at="2024-01-01T00:00:00.000Z")
    for one in (FILE, older, others):
        installation.store.run("add", lambda unit, one=one: unit.files.add(one))  # type: ignore[misc]

    def of(account: str, sha256: str) -> File | None:
        return installation.store.run("ask", lambda unit: unit.files.find_by_content(account, sha256, "artwork", ""))

    assert (of(ACCOUNT, "abc"), of(OTHER_ACCOUNT, "abc"), of(ACCOUNT, "abd")) == (older, others, None)
    assert installation.store.run("ask", lambda unit: unit.files.get(FILE.account, FILE.id)) == FILE
    assert installation.store.run("ask", lambda unit: unit.files.get(OTHER_ACCOUNT, FILE.id)) is None


def test_the_same_bytes_at_once_are_one_file(installation: Installation) -> None:
    add_accounts(installation)

    def upload(place: int) -> File:
        def work(unit: UnitOfWork) -> File:
            known = unit.files.find_by_content(ACCOUNT, "abc", "artwork", "")
            if known is None:
                unit.files.add(msgspec.structs.replace(FILE, id=guid(place)))
            return known or msgspec.structs.replace(FILE, id=guid(place))

        return installation.store.run("upload", work)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(upload, range(16)))) == 1
