"""Brings up everybody who is to be measured, over the same number of orders, and says who they are.

The directory keeps what was prepared, by the number of orders, so that a second run over it starts at once.
"""

import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from harness import candidates, orders, triplicate
from harness.candidates import DATABASES, DIALECTS, KINDS, TEMPERATURES, Candidate, OrderId, wanted
from harness.cores import Cores
from harness.postgres import postgres, settle, version
from harness.spawn import Server, serve_peer
from peers.textbook import load as textbook

SAMPLE = 5_000
HOT = 100
SEED = 20240701

# What each peer did best with of 1, 2, 4, 8, 16 and 32 database connections under wrk's usual 32.
TEXTBOOK_POOL = 16
STORED_POOL = 32


@dataclass(frozen=True)
class Product:
    """A running Triplicate, its data and its environment, and how long it took to get ready."""

    database: str
    directory: Path
    environment: Mapping[str, str]
    server: Server
    ready_seconds: float


@dataclass(frozen=True)
class Services:
    candidates: list[Candidate]
    products: list[Product]
    postgresql: str | None


@dataclass(frozen=True)
class Site:
    """Where and how the services of one run are set up."""

    directory: Path
    orders: int
    only: frozenset[str]
    cores: Cores
    stack: ExitStack

    def wants(self, kind: str, database: str | None = None, dialect: str | None = None) -> bool:
        return wanted(self.only, kind, database, dialect)

    def wants_temperature(self, name: str) -> bool:
        return name in self.only or not self.only & set(TEMPERATURES)

    def peer(self, name: str, app: str, **environment: str) -> Server:
        log = self.directory / f"{name}.log"
        return self.stack.enter_context(serve_peer(app, self.cores.server, log, environment))


@contextmanager
def services(directory: Path, count: int, only: frozenset[str], cores: Cores) -> Iterator[Services]:
    with ExitStack() as stack:
        site = Site(directory, count, only, cores, stack)
        found: list[Candidate] = []
        products: list[Product] = []
        release = None
        if site.wants("hello"):
            found.append(candidates.hello(site.peer("hello", "peers.hello:app")))
        for database in DATABASES:
            if any(site.wants(kind, database) for kind in KINDS if kind != "hello"):
                ours, theirs = open_database(site, database)
                found += stored_and_triplicate(site, database, ours, products)
                found += textbooks(site, database, theirs)
                if ours:
                    release = settled(ours, theirs)
        yield Services(found, products, release)


def open_database(site: Site, database: str) -> tuple[str | None, str]:
    """Where Triplicate's orders go (SQLite: where it likes) and where the textbook's do."""
    if database == "sqlite":
        return None, str(site.directory / f"textbook-{site.orders}.db")
    names = [f"triplicate_{site.orders}", f"textbook_{site.orders}"]
    urls = site.stack.enter_context(postgres(site.directory / "postgresql", site.cores.database, names))
    return urls[names[0]], urls[names[1]]


def stored_and_triplicate(site: Site, database: str, url: str | None, products: list[Product]) -> list[Candidate]:
    """Both over the one database that Triplicate filled and serves."""
    if not (site.wants("stored", database) or site.wants("triplicate", database)):
        return []
    say(f"preparing Triplicate with {site.orders:,} orders on {database}")
    directory = site.directory / f"triplicate-{database}-{site.orders}"
    environment = triplicate.environment(url)
    running = triplicate.triplicate(directory, site.orders, environment, core=site.cores.server)
    server, ready = site.stack.enter_context(running)
    products.append(Product(database, directory, environment, server, ready))
    location = url or str(triplicate.find_sqlite(directory))
    ids, found = orders.order_ids(location), []
    temperatures = {name: part for name, part in by_temperature(ids).items() if site.wants_temperature(name)}
    if site.wants("stored", database):
        peer = site.peer(f"stored-{database}", "peers.stored:app", BENCH_DATABASE=location, BENCH_POOL=str(STORED_POOL))
        document = partial(orders.document, location)
        found += [candidates.stored(peer, database, name, part, document) for name, part in temperatures.items()]
    demo = triplicate.read_demo(directory)
    found += [
        triplicate.candidate(dialect, database, name, server, part, demo)
        for dialect in DIALECTS
        for name, part in temperatures.items()
        if site.wants("triplicate", database, dialect)
    ]
    return found


def by_temperature(ids: Sequence[OrderId]) -> dict[str, list[OrderId]]:
    """Hot: a hundred orders. Cold: all of them, in an order of their own."""
    mixed = random.Random(SEED).sample(ids, len(ids))
    return dict(zip(TEMPERATURES, (mixed[:HOT], mixed), strict=True))


def textbooks(site: Site, database: str, location: str) -> list[Candidate]:
    if not site.wants("textbook", database):
        return []
    say(f"filling the textbook's tables with {site.orders:,} orders on {database}")
    textbook.fill(location, site.orders)
    scheme = {
        "sqlite": f"sqlite+aiosqlite:///{location}",
        "postgresql": location.replace(":", "+psycopg:", 1),
    }
    server = site.peer(
        f"textbook-{database}",
        "peers.textbook.app:app",
        BENCH_DATABASE=scheme[database],
        BENCH_POOL=str(TEXTBOOK_POOL),
    )
    ids = sample([OrderId(str(guid), "") for guid in textbook.order_ids(site.orders)])
    return [candidates.textbook(server, database, ids, str(textbook.ACCOUNT), textbook.TOKEN)]


def settled(*urls: str) -> str:
    for url in urls:
        settle(url)
    return version(urls[0])


def sample(ids: Sequence[OrderId]) -> list[OrderId]:
    return random.Random(SEED).sample(ids, min(SAMPLE, len(ids)))


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
