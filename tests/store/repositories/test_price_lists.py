"""Price lists as stored: every version stays, an account's own comes before the house's."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.store.document_fixtures import HERE, THERE, accounts, undone
from triplicate.app.records import PriceVersion
from triplicate.main import House

Current = Callable[[str | None], PriceVersion | None]


@pytest.fixture(params=["in a transaction", "with the fast reader"])
def current(request: pytest.FixtureRequest, house: House) -> Current:
    """The list that prices are taken from; both ways must give the same answers."""
    accounts(house)

    def fast(account: str | None) -> PriceVersion | None:
        async def ask() -> PriceVersion | None:
            reader = house.reader()
            try:
                return await reader.prices(account)
            finally:
                await reader.close()

        return asyncio.run(ask())

    def slow(account: str | None) -> PriceVersion | None:
        return house.store.run("ask", lambda unit: unit.prices.current(account))

    return slow if request.param == "in a transaction" else fast


def add(house: House, account: str | None, digest: str) -> PriceVersion:
    document = digest.encode() * 3
    return house.store.run("add", lambda unit: unit.prices.add(account, digest, document, "then", "somebody"))


def test_none_at_first(house: House, current: Current) -> None:
    assert current(None) is None
    assert current(HERE) is None
    assert house.store.run("ask", lambda unit: unit.prices.versions(None)) == []


def test_the_newest_of_the_account_else_of_the_house(house: House, current: Current) -> None:
    for digest in ("a", "b", "c"):
        add(house, None, digest)
    of_house = PriceVersion(account=None, version=3, digest="c", document=b"ccc", created_at="then", actor="somebody")
    assert [current(None), current(HERE), current(THERE)] == [of_house] * 3
    own = add(house, HERE, "a")
    assert (own.account, own.version, own.name) == (HERE, 1, f"{HERE}/1")
    assert [current(None), current(HERE), current(THERE)] == [of_house, own, of_house]
    newer = add(house, HERE, "d")
    assert current(HERE) == newer
    assert newer.version == 2


def test_every_version_stays(house: House, current: Current) -> None:
    added = [add(house, None, digest) for digest in ("a", "b", "a")]
    own = add(house, HERE, "a")
    assert [one.version for one in added] == [1, 2, 3]
    assert house.store.run("ask", lambda unit: unit.prices.versions(None)) == added[::-1]
    assert house.store.run("ask", lambda unit: unit.prices.versions(HERE)) == [own]
    assert house.store.run("ask", lambda unit: unit.prices.versions(THERE)) == []


def test_the_same_list_again_is_no_new_version(house: House, current: Current) -> None:
    first = add(house, None, "a")
    assert add(house, None, "a") == first
    assert house.store.run("ask", lambda unit: unit.prices.versions(None)) == [first]
    undone(house, lambda unit: unit.prices.add(None, "b", b"", "then", "somebody"))
    assert current(None) == first


def test_several_import_at_once(house: House, current: Current) -> None:
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda digest: add(house, HERE, digest), "abcd"))
    assert sorted(one.version for one in added) == [1, 2, 3, 4]
    newest = next(one for one in added if one.version == 4)
    assert current(HERE) == newest
