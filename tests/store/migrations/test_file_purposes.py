"""The migration to file purposes: files of before are artwork without a name, and their bytes are counted."""

from alembic import command
from sqlalchemy import text

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, guid
from triplicate.app.records import File
from triplicate.main import Installation
from triplicate.store import migrate

OTHER_ACCOUNT = "bbbbbbbb-0000-4000-8000-000000000002"
_INSERT = (
    "INSERT INTO files (id, account, mime, size, sha256, created_at) "
    "VALUES (:id, :account, 'image/png', :size, 'ab', 'then')"
)


def test_files_of_before_are_artwork_and_counted(empty_database: Database) -> None:
    installation = Installation(empty_database.config())
    with installation.store.sql.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        for account in (ACCOUNT, OTHER_ACCOUNT):
            row = {"id": account, "profile": b"{}"}
            connection.execute(text("INSERT INTO accounts VALUES (:id, 'n', 'EUR', '', :profile, '')"), row)
        for number in (1, 2):
            connection.execute(text(_INSERT), {"id": guid(number), "account": ACCOUNT, "size": number * 2**32})
    assert migrate.migrate(installation.store.sql) == "older"
    usage = [
        installation.store.run("usage", lambda uow, of=account: uow.files.usage(of))  # type: ignore[misc]
        for account in (ACCOUNT, OTHER_ACCOUNT)
    ]
    assert usage == [3 * 2**32, 0]
    file = installation.store.run("file", lambda uow: uow.files.get(ACCOUNT, guid(1)))
    assert file == File(guid(1), ACCOUNT, "image/png", 2**32, "ab", "then", "artwork", "")
    installation.store.close()
