"""Durability: writing connections of each engine have the setting that makes commits durable."""

import pytest
from sqlalchemy import text

from triplicate.main import Installation
from triplicate.store.engine import UnusableDatabase, choose_engine


def durability(installation: Installation) -> str:
    with installation.store.sql.connect() as connection:
        return installation.engine.durability(connection)


def test_commits_are_durable(installation: Installation) -> None:
    assert [durability(installation) for _ in range(3)] == ["full"] * 3


def test_a_weaker_setting_is_called_so(installation: Installation) -> None:
    """The setting is read, not assumed. SQLite forgets it with the connection, PostgreSQL with the transaction."""
    weaken = (
        "PRAGMA synchronous=NORMAL" if installation.engine.name == "sqlite" else "SET LOCAL synchronous_commit = off"
    )
    with installation.store.sql.connect() as connection:
        if installation.engine.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
        connection.execute(text(weaken))
        assert installation.engine.durability(connection) == "weaker"


def test_a_databases_own_default_does_not_weaken_it(installation: Installation) -> None:
    if installation.engine.name == "sqlite":
        return
    with installation.store.sql.connect() as connection:
        name: str = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        connection.commit()
    installation.store.close()
    assert durability(installation) == "full"


def test_sqlite_writes_ahead_and_checks_references(installation: Installation) -> None:
    if installation.engine.name != "sqlite":
        return
    with installation.store.sql.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///x", "postgresql+asyncpg://x", "x", "postgresql"])
def test_other_databases_are_refused_by_name(tmp_path, url: str) -> None:
    with pytest.raises(UnusableDatabase, match="postgresql://"):
        choose_engine(tmp_path, url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hush@db.example.com/shop",
        "postgres://ann:hush@db.example.com:5433/shop?sslmode=require",
        "postgresql://ann:h%75sh@/shop?host=/run/postgresql",
        "postgresql://db.example.com/shop?user=ann&password=hush",
        "postgresql:///shop?host=db.example.com&user=ann&password=hush&sslpassword=hush",
    ],
)
def test_a_description_holds_no_password(tmp_path, url: str) -> None:
    told = choose_engine(tmp_path, url).describe()
    assert "hush" not in told
    assert "shop" in told
