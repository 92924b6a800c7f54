"""Stored price lists of an older shape: every way to read one gives the newest, and a new version is written in it."""

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from tests.core.catalog.price_list_fixtures import price_list
from tests.store.document_fixtures import ACCOUNT, add_accounts
from triplicate.app.price_list_cache import PriceListCache
from triplicate.app.records import PriceVersion
from triplicate.core.catalog import price_list as core
from triplicate.core.documents import upcast
from triplicate.core.documents.upcast import DocumentShapes
from triplicate.main import Installation

PRICES = price_list()


@pytest.fixture
def older_list(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> PriceVersion:
    """A default list whose row is turned into a made-up older shape, in which the models had another name."""
    add_accounts(installation)
    version = add(installation, "a")
    newest = upcast.PRICE_LIST_SHAPES.newest
    document = msgspec.json.decode(version.document)
    document["products"] = document.pop("models")
    with installation.store.sql.begin() as connection:
        connection.execute(text("UPDATE price_lists SET document = :document"), {"document": as_json(document)})
    monkeypatch.setattr(upcast, "PRICE_LIST_SHAPES", DocumentShapes(newest + 1, {newest: rename_products}))
    return version


def add(installation: Installation, digest: str) -> PriceVersion:
    content = core.encode(PRICES)
    return installation.store.run("add", lambda uow: uow.prices.add(None, digest, content, "then", "somebody"))


def as_json(document: dict[str, Any]) -> bytes:
    return msgspec.json.encode(document, order="deterministic")


def rename_products(document: dict[str, Any]) -> dict[str, Any]:
    models = document.pop("products")
    return {**document, "models": models}


def fast_read(installation: Installation, account: str | None) -> PriceVersion | None:
    async def read() -> PriceVersion | None:
        reader = installation.reader()
        try:
            return await reader.prices(account)
        finally:
            await reader.close()

    return asyncio.run(read())


def stored_rows(installation: Installation) -> list[tuple[int, bytes]]:
    with installation.store.sql.connect() as connection:
        rows = connection.execute(text("SELECT shape, document FROM price_lists ORDER BY version")).all()
        return [(row.shape, bytes(row.document)) for row in rows]


@pytest.mark.parametrize("account", [None, ACCOUNT])
def test_every_way_to_read_gives_the_newest_shape(
    installation: Installation, older_list: PriceVersion, account: str | None
) -> None:
    current = installation.store.run("current", lambda uow: uow.prices.current(account))
    versions = installation.store.run("versions", lambda uow: uow.prices.versions(None))
    for version in (current, fast_read(installation, account), *versions):
        assert version is not None
        assert msgspec.structs.replace(version, document=older_list.document) == older_list
        assert core.decode(version.document) == PRICES
        assert PriceListCache().decode(version) == PRICES


def test_a_new_version_is_written_in_the_newest_shape(installation: Installation, older_list: PriceVersion) -> None:
    (older,) = stored_rows(installation)
    assert b"products" in older[1]
    assert core.decode(add(installation, "a").document) == PRICES
    assert stored_rows(installation) == [older]
    newer = add(installation, "b")
    assert newer.version == 2
    assert stored_rows(installation) == [older, (older[0] + 1, newer.document)]
    assert fast_read(installation, None) == newer
