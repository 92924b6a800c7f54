"""`triplicate migrate` and `doctor`: database migration and diagnostics."""

import sys

import typer

from triplicate import config, keyring
from triplicate.cli.options import Data
from triplicate.main import House, NotReady
from triplicate.store import migrate as schema_state


def migrate(data: Data = None) -> None:
    """Migrates the database schema to the current version."""
    house = House(config.load(data))
    try:
        before = schema_state.migrate(house.store.sql)
    except schema_state.OutOfReach as error:
        raise NotReady(f"the database cannot be used ({house.engine.describe()}): {error}") from None
    if before == "newer":
        raise NotReady("the database is newer than this program: upgrade Triplicate, or use another database")
    print({"current": "already up to date", "empty": "created"}.get(before, "migrated"))


def doctor(data: Data = None) -> None:
    """Shows each setting with its origin, and checks the database and the master key."""
    found = config.load(data)
    house = House(found)
    print(f"data directory: {found.data} ({found.origins.get('data', 'default')})")
    print(f"database: {house.engine.describe()} ({found.origins.get('database', 'default')})")
    print(f"master key: {found.secret_file} ({found.origins.get('secret', 'default')})")
    print(
        f"public URL: {found.public_url or 'the host of each request'} ({found.origins.get('public url', 'default')})"
    )
    checks = (("database reachable", _reachable), ("database migrated", _migrated), ("database writable", _writable),
              ("writes durable", _durable), ("master key", _key))  # fmt: skip
    well = True
    for name, check in checks:
        try:
            word = check(house)
        except Exception as error:
            well, word = False, f"NO: {_first_line(error)}"
        print(f"{name}: {word}")
        if word.startswith("NO") and name == "database reachable":
            sys.exit(1)
    raise typer.Exit(0 if well else 1)


def _reachable(house: House) -> str:
    schema_state.state(house.store.sql)
    return "yes"


def _migrated(house: House) -> str:
    state = schema_state.state(house.store.sql)
    if state != "current":
        raise NotReady(f"{state}: run `triplicate migrate`" if state in ("empty", "older") else state)
    return "yes"


def _writable(house: House) -> str:
    house.store.prove_writable()
    return "yes"


def _durable(house: House) -> str:
    with house.store.sql.connect() as connection:
        setting = house.engine.durability(connection)
    if setting != "full":
        raise NotReady(setting)
    return "yes"


def _key(house: House) -> str:
    loaded = keyring.load(house.config.secret_file, create=False)
    known = house.store.run("fingerprint", lambda unit: unit.setting("key", loaded.fingerprint))
    if known != loaded.fingerprint:
        raise NotReady("the database was created with another master key")
    return "readable, and it matches the database"


def _first_line(error: BaseException) -> str:
    cause = getattr(error.__cause__, "orig", None) or getattr(error, "orig", None) or error.__cause__ or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__
