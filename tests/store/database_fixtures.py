"""Creates SQLite and PostgreSQL databases for tests, with their settings."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from tests.store.postgres_fixtures import PostgresServer
from triplicate.config import Config
from triplicate.main import Installation
from triplicate.store import migrate

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


class Database(NamedTuple):
    """One database: its kind, the data directory beside it, and its URL (None: the file in the directory)."""

    kind: Kind
    data: Path
    url: str | None

    def config(self, public_url: str = "") -> Config:
        """The configuration of a program that uses it."""
        secret = self.data / "secret.key"
        return Config(
            data=self.data,
            database_url=self.url,
            secret_file=secret,
            public_url=public_url,
            idempotency_hours=24,
            origins={},
        )

    def environment(self) -> dict[str, str]:
        """The same for a process."""
        chosen = {"TRIPLICATE_DATABASE_URL": self.url} if self.url else {}
        return {"TRIPLICATE_DATA": str(self.data), **chosen}


class DatabaseFactory:
    """Makes databases, empty or with this program's schema (copied, which is faster than migrating each)."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    @property
    def postgres(self) -> PostgresServer:
        """The server, started when it is first needed. What keeps it from starting fails the test that asks."""
        return server()

    @contextmanager
    def create(self, kind: Kind, data: Path, migrated: bool = True) -> Iterator[Database]:
        """A database of its own for as long as the block lasts."""
        data.mkdir(parents=True, exist_ok=True)
        if kind == "sqlite":
            if migrated:
                shutil.copyfile(self._template_file(), data / "triplicate.db")
            yield Database(kind, data, None)
            return
        name = self.postgres.create(self._template_name() if migrated else None)
        try:
            yield Database(kind, data, self.postgres.url(name))
        finally:
            self.postgres.drop(name)

    @cache  # noqa: B019
    def _template_file(self) -> Path:
        made = Database("sqlite", self._scratch / "template", None)
        _migrate(made)
        return made.data / "triplicate.db"

    @cache  # noqa: B019
    def _template_name(self) -> str:
        name = self.postgres.create()
        _migrate(Database("postgresql", self._scratch, self.postgres.url(name)))
        return name


@cache
def server() -> PostgresServer:
    """This process's PostgreSQL."""
    return PostgresServer()


def _migrate(database: Database) -> None:
    store = Installation(database.config()).store
    assert migrate.migrate(store.sql) == "empty"
    store.close()
