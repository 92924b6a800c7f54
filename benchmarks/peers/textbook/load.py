"""Fills the textbook's tables with generated orders: the same ones in every run, on both databases.

An order has two addresses, one to five lines and two to six steps of history. The rows bypass the ORM
(executemany, COPY), so they are spelled as SQLAlchemy reads them back: in SQLite a GUID is 32 hex digits
and an instant is text.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import create_engine

from peers.textbook.models import Base

ACCOUNT = UUID("123e4567-e89b-12d3-a456-426614174000")
TOKEN = "textbook-benchmark-token"
SEED = 20240701
CHUNK = 5_000
EPOCH = datetime(2024, 7, 1, 9, 26, 55, 737000, tzinfo=UTC)

FIRST = ("Jeanne", "Amélie", "Riya", "Tomas", "Ingrid", "Mateusz", "Chiara", "Noor")
LAST = ("Dupont", "Lefèvre", "Sharma", "Novák", "Lindqvist", "Kowalski", "Ricci", "de Vries")
PLACES = (
    ("Paris", "75001", "FR"),
    ("Utrecht", "3511 LX", "NL"),
    ("Brno", "602 00", "CZ"),
    ("Torino", "10121", "IT"),
)
MODELS = (("pvccard_white", "White PVC card"), ("ntag424_black", "Black NFC card"), ("bamboo", "Bamboo card"))
STEPS = ("created", "validated", "processing", "packaged", "shipped", "delivered")

Rows = list[tuple[object, ...]]
Tables = dict[str, Rows]


def order_ids(orders: int) -> list[UUID]:
    random = Random(SEED)
    return [UUID(int=random.getrandbits(128), version=4) for _ in range(orders)]


def fill(location: str, orders: int) -> None:
    """Into a PostgreSQL URL or the path of a SQLite file, in one transaction; full tables are left alone."""
    if location.startswith("postgresql:"):
        fill_postgres(location, orders)
    else:
        fill_sqlite(location, orders)


def fill_sqlite(path: str, orders: int) -> None:
    create_tables(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if connection.execute("select 1 from orders limit 1").fetchone():
            return
        connection.execute("pragma journal_mode = wal")
        connection.execute("begin")
        for tables in chunks(orders):
            for table, rows in tables.items():
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"insert into {table} values ({marks})", map(in_sqlite, rows))
        connection.execute("commit")
        connection.execute("analyze")
        connection.execute("pragma wal_checkpoint(truncate)")


def in_sqlite(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        value.hex if isinstance(value, UUID) else value.isoformat(" ") if isinstance(value, datetime) else value
        for value in row
    )


def fill_postgres(url: str, orders: int) -> None:
    create_tables(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with psycopg.connect(url) as connection:
        if connection.execute("select 1 from orders limit 1").fetchone():
            return
        for tables in chunks(orders):
            for table, rows in tables.items():
                statement = sql.SQL("copy {} from stdin").format(sql.Identifier(table))
                with connection.cursor().copy(statement) as copy:
                    for row in rows:
                        copy.write_row(row)
        for table in ("addresses", "lines", "history"):
            move = "select setval(pg_get_serial_sequence({}, 'id'), max(id)) from {}"
            connection.execute(sql.SQL(move).format(sql.Literal(table), sql.Identifier(table)))


def create_tables(url: str) -> None:
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()


def chunks(orders: int) -> Iterator[Tables]:
    """The tables' rows, in the order of their columns, some thousand orders at a time."""
    token = sha256(TOKEN.encode()).hexdigest()
    yield {"accounts": [(ACCOUNT, "Dupont Entreprises")], "api_tokens": [(token, ACCOUNT, None)]}
    random = Random(SEED + 1)
    ids = order_ids(orders)
    for start in range(0, orders, CHUNK):
        tables: Tables = {"orders": [], "addresses": [], "lines": [], "history": []}
        for number, guid in enumerate(ids[start : start + CHUNK], start):
            add_order(tables, number, guid, random)
        yield tables


def add_order(tables: Tables, number: int, guid: UUID, random: Random) -> None:
    """Child rows are numbered ten to an order, so that no key has to be asked of the database."""
    placed = EPOCH + timedelta(seconds=37 * number)
    first, last = random.choice(FIRST), random.choice(LAST)
    total, steps = 0, random.randint(2, 6)
    for key in range(10 * number + 1, 10 * number + 1 + random.randint(1, 5)):
        (model, name), quantity, price = (
            random.choice(MODELS),
            random.randint(1, 50),
            random.randint(95, 9900),
        )
        image = f"https://cdn.example.com/thumbnails/{random.getrandbits(64):016x}.webp"
        tables["lines"].append((key, guid, model, name, quantity, price, STEPS[steps - 1], image, placed))
        total += quantity * price
    for key, kind in enumerate(("shipTo", "billTo"), 10 * number + 1):
        city, postcode, country = random.choice(PLACES)
        street = f"{random.randint(1, 180)} rue de la République"
        name, phone = f"{first} {last}", f"+336{random.randint(10**7, 10**8 - 1)}"
        tables["addresses"].append((key, guid, kind, name, phone, street, "Bâtiment C", city, postcode, country))
    for step in range(steps):
        at, comment = placed + timedelta(hours=7 * step), "{{name}} moved the order on"
        tables["history"].append((10 * number + 1 + step, guid, STEPS[step], comment, at))
    email, reference = f"{first}.{last}@example.com".lower().replace(" ", ""), f"PO-{2024000000 + number}"
    order = (
        guid,
        ACCOUNT,
        reference,
        STEPS[steps - 1],
        email,
        first,
        last,
        f"{last} BV",
        total,
        "EUR",
        placed,
    )
    tables["orders"].append(order)
