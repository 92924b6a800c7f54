"""Price lists in the store: every version is kept, and an account's own list takes precedence."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts, rolled_back
from triplicate.app.records import PriceVersion
from triplicate.main import Installation
from triplicate.store.repositories.price_lists import SqlPrices

Current = Callable[[str | None], PriceVersion | None]


@pytest.fixture(params=["in a transaction", "with the fast reader"])
def current_list(request: pytest.FixtureRequest, installation: Installation) -> Current:
    """The list that prices are taken from; both ways must give the same answers."""
    add_accounts(installation)

    def fast(account: str | None) -> PriceVersion | None:
        async def ask() -> PriceVersion | None:
            reader = installation.reader()
            try:
                return await reader.prices(account)
            finally:
                await reader.close()

        return asyncio.run(ask())

    def slow(account: str | None) -> PriceVersion | None:
        return installation.store.run("ask", lambda unit: unit.prices.current(account))

    return slow if request.param == "in a transaction" else fast


def add(installation: Installation, account: str | None, digest: str) -> PriceVersion:
    document = digest.encode() * 3
    return installation.store.run("add", lambda unit: unit.prices.add(account, digest, document, "then", "somebody"))


def test_none_at_first(installation: Installation, current_list: Current) -> None:
    assert current_list(None) is None
    assert current_list(ACCOUNT) is None
    assert installation.store.run("ask", lambda unit: unit.prices.versions(None)) == []


def test_the_newest_of_the_account_else_of_the_house(installation: Installation, current_list: Current) -> None:
    for digest in ("a", "b", "c"):
        add(installation, None, digest)
    of_house = PriceVersion(account=None, version=3, digest="c", document=b"ccc", created_at="then", actor="somebody")
    assert [current_list(None), current_list(ACCOUNT), current_list(OTHER_ACCOUNT)] == [of_house] * 3
    own = add(installation, ACCOUNT, "a")
    assert (own.account, own.version, own.name) == (ACCOUNT, 1, f"{ACCOUNT}/1")
    assert [current_list(None), current_list(ACCOUNT), current_list(OTHER_ACCOUNT)] == [of_house, own, of_house]
    newer = add(installation, ACCOUNT, "d")
    assert current_list(ACCOUNT) == newer
    assert newer.version == 2


def test_every_version_stays(installation: Installation, current_list: Current) -> None:
    added = [add(installation, None, digest) for digest in ("a", "b", "a")]
    own = add(installation, ACCOUNT, "a")
    assert [one.version for one in added] == [1, 2, 3]
    assert installation.store.run("ask", lambda unit: unit.prices.versions(None)) == added[::-1]
    assert installation.store.run("ask", lambda unit: unit.prices.versions(ACCOUNT)) == [own]
    assert installation.store.run("ask", lambda unit: unit.prices.versions(OTHER_ACCOUNT)) == []


def test_the_same_list_again_is_no_new_version(installation: Installation, current_list: Current) -> None:
    first = add(installation, None, "a")
    assert add(installation, None, "a") == first
    assert installation.store.run("ask", lambda unit: unit.prices.versions(None)) == [first]
    rolled_back(installation, lambda unit: unit.prices.add(None, "b", b"", "then", "somebody"))
    assert current_list(None) == first


def test_several_import_at_once(installation: Installation, current_list: Current) -> None:
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda digest: add(installation, ACCOUNT, digest), "abcd"))
    assert sorted(one.version for one in added) == [1, 2, 3, 4]
    newest = next(one for one in added if one.version == 4)
    assert current_list(ACCOUNT) == newest


class CountingCursor:
    """A cursor that counts the rows it reads."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self.row_count = 0

    def rows(self, statement: Any, values: Any) -> Any:
        rows = self._cursor.rows(statement, values)
        self.row_count += len(rows)
        return rows

    def execute(self, statement: Any, values: Any) -> None:
        self._cursor.execute(statement, values)


@pytest.mark.parametrize("account", [None, ACCOUNT])
def test_a_new_version_reads_the_newest_one_only(installation: Installation, account: str | None) -> None:
    add_accounts(installation)
    for digest in ("a", "b", "c"):
        add(installation, account, digest)

    def work(unit: Any) -> tuple[int, int]:
        cursor: Any = CountingCursor(unit.prices._cursor)
        return SqlPrices(cursor).add(account, "d", b"d", "then", "somebody").version, cursor.row_count

    assert installation.store.run("add", work) == (4, 1)
