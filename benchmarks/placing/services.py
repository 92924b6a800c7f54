"""Brings up everybody who is asked to place orders, each over as many orders as the others, and says who they are."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness import orders, triplicate
from harness.candidates import DATABASES
from harness.cores import Cores
from harness.postgres import settle
from harness.services import Site, open_database, say
from peers.textbook import load as textbook
from placing import requests
from placing.placer import KINDS, Placer
from placing.verify import document_bytes

# On SQLite the textbook did best with one, of 1, 4 and 16: more of them only wait for each other's lock. On PostgreSQL
# it has as many as for reading.
TEXTBOOK_POOL = {"sqlite": 1, "postgresql": 16}
COMMITS_POOL = 16
SETTINGS = "select name || ' = ' || setting from pg_settings where name in ('fsync', 'synchronous_commit')"


@contextmanager
def placers(directory: Path, count: int, only: frozenset[str], cores: Cores) -> Iterator[list[Placer]]:
    with ExitStack() as stack:
        site = Site(directory, count, only & set(DATABASES), cores, stack)
        yield [
            placer
            for database in DATABASES
            if site.wants("triplicate", database)
            for placer in _placers(site, database)
            if not only & set(KINDS) or placer.kind in only
        ]


def _placers(site: Site, database: str) -> list[Placer]:
    ours, theirs = open_database(site, database)
    product = _triplicate(site, database, ours)
    found = [product, _textbook(site, database, theirs), _commits(site, database, theirs, document_bytes(product))]
    if ours is not None:
        settle(ours)
        settle(theirs)
        say("PostgreSQL: " + ", ".join(str(row[0]) for row in orders.rows(ours, SETTINGS)))
    return found


def _triplicate(site: Site, database: str, url: str | None) -> Placer:
    say(f"preparing Triplicate with {site.orders:,} orders on {database}")
    directory = site.directory / f"triplicate-{database}"
    running = triplicate.triplicate(directory, site.orders, triplicate.environment(url), core=site.cores.server)
    server, _ = site.stack.enter_context(running)
    token = triplicate.read_demo(directory)["native"]["token"]
    location = url or str(triplicate.find_sqlite(directory))
    return Placer("triplicate", database, server, "/v1/orders", token, requests.triplicate, location)


def _textbook(site: Site, database: str, location: str) -> Placer:
    say(f"filling the textbook's tables with {site.orders:,} orders on {database}")
    textbook.fill(location, site.orders)
    scheme = {"sqlite": f"sqlite+aiosqlite:///{location}", "postgresql": location.replace(":", "+psycopg:", 1)}
    settings = {"BENCH_DATABASE": scheme[database], "BENCH_POOL": str(TEXTBOOK_POOL[database])}
    server = site.peer(f"textbook-{database}", "peers.textbook.app:app", **settings)
    path = f"/accounts/{textbook.ACCOUNT}/orders"
    return Placer("textbook", database, server, path, textbook.TOKEN, requests.textbook, location)


def _commits(site: Site, database: str, beside: str, size: int) -> Placer:
    """On SQLite a file of its own, on PostgreSQL a table in the textbook's database."""
    location = str(site.directory / "commits.db") if database == "sqlite" else beside
    settings = {"BENCH_DATABASE": location, "BENCH_BYTES": str(size), "BENCH_POOL": str(COMMITS_POOL)}
    server = site.peer(f"commits-{database}", "peers.commits:app", **settings)
    return Placer("commits", database, server, "/", "-", lambda _: b"", location)
