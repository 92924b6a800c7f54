"""The migration to price list shapes: price lists of before have the first shape and are read as they were."""

from alembic import command
from sqlalchemy import text

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT
from triplicate.app.records import PriceVersion
from triplicate.main import Installation
from triplicate.store import migrate

_INSERT = (
    "INSERT INTO price_lists (account, version, digest, document, created_at, actor) "
    "VALUES (:account, :version, 'ab', :document, 'then', 'somebody')"
)


def test_price_lists_of_before_have_the_first_shape(empty_database: Database) -> None:
    installation = Installation(empty_database.config())
    with installation.store.sql.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        for account, version in (("", 1), ("", 2), (ACCOUNT, 1)):
            row = {"account": account, "version": version, "document": f"{account}/{version}".encode()}
            connection.execute(text(_INSERT), row)
    assert migrate.migrate(installation.store.sql) == "older"
    with installation.store.sql.connect() as connection:
        assert list(connection.execute(text("SELECT shape FROM price_lists")).scalars()) == [1, 1, 1]
    default = installation.store.run("versions", lambda uow: uow.prices.versions(None))
    own = installation.store.run("versions", lambda uow: uow.prices.versions(ACCOUNT))
    assert default == [version_of(None, 2, b"/2"), version_of(None, 1, b"/1")]
    assert own == [version_of(ACCOUNT, 1, f"{ACCOUNT}/1".encode())]
    installation.store.close()


def version_of(account: str | None, number: int, document: bytes) -> PriceVersion:
    return PriceVersion(
        account=account, version=number, digest="ab", document=document, created_at="then", actor="somebody"
    )
