"""The migration to document digests: every order that was there has its digest, and reads as it did."""

import asyncio
from typing import Any

from alembic import command
from sqlalchemy import text

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, guid, principal_of
from triplicate.app.ports import OrderName, StoredOrder
from triplicate.core.documents.digest import document_digest
from triplicate.main import Installation
from triplicate.store import migrate

DOCUMENTS = {number: b'{"number":%d,"note":"%s"}' % (number, b"x" * number * 3000) for number in range(1, 6)}
_INSERT = (
    "INSERT INTO orders (account, position, guid, oid, number, origin, version, shape, changed, document) "
    "VALUES (:account, :number, :guid, :oid, :number, 'native', 3, 1, :number, :document)"
)


def test_orders_of_before_have_their_digest(empty_database: Database) -> None:
    installation = Installation(empty_database.config())
    with installation.store.sql.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(
            text("INSERT INTO accounts VALUES (:id, 'n', 'EUR', '', :profile, '')"), {"id": ACCOUNT, "profile": b"{}"}
        )
        for number, document in DOCUMENTS.items():
            row = {
                "account": ACCOUNT,
                "number": number,
                "guid": guid(number),
                "oid": f"{number:024}",
                "document": document,
            }
            connection.execute(text(_INSERT), row)
    assert migrate.schema_state(installation.store.sql) == "older"
    assert migrate.migrate(installation.store.sql) == "older"
    assert migrate.schema_state(installation.store.sql) == "current"

    async def stored() -> list[Any]:
        reader = installation.reader()
        names = [OrderName("guid", guid(number)) for number in DOCUMENTS]
        try:
            return [await reader.find(principal_of(ACCOUNT), name) for name in names]
        finally:
            await reader.close()

    assert asyncio.run(stored()) == [
        StoredOrder(ACCOUNT, 3, document_digest(document), document) for document in DOCUMENTS.values()
    ]
    installation.store.close()
