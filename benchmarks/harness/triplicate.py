"""Triplicate as its users start it, and where its orders are found."""

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from harness.candidates import Candidate, OrderId
from harness.spawn import Place, Server, free_port, serve

PREPARING = 900
STARTS = 3

Demo = dict[str, Any]


def environment(database_url: str | None) -> dict[str, str]:
    return {} if database_url is None else {"TRIPLICATE_DATABASE_URL": database_url}


@contextmanager
def triplicate(
    directory: Path, orders: int, settings: Mapping[str, str], *, core: int
) -> Iterator[tuple[Server, float]]:
    """A server over prepared data, and the median of its start times."""
    program = Path(sys.executable).with_name("triplicate")
    directory.mkdir(exist_ok=True)

    def start(patience: float = 30) -> AbstractContextManager[Server]:
        at = Place(core, free_port(), directory.with_suffix(".log"))
        options = ["--orders", str(orders), "--data", str(directory), "--port", str(at.port)]
        return serve([str(program), "demo", *options], at, settings, patience=patience)

    with start(PREPARING):
        pass
    times = []
    for _ in range(STARTS - 1):
        with start() as server:
            times.append(server.ready_seconds)
    with start() as server:
        yield server, median([*times, server.ready_seconds])


def read_demo(directory: Path) -> Demo:
    demo: Demo = json.loads((directory / "demo.json").read_text())
    return demo


def candidate(
    dialect: str, database: str, temperature: str, server: Server, ids: Sequence[OrderId], demo: Demo
) -> Candidate:
    token = demo[dialect]["token"]
    return Candidate(
        kind="triplicate",
        database=database,
        dialect=dialect,
        server=server,
        ids=ids,
        path=partial(path, dialect, demo),
        is_right=partial(is_right, dialect),
        header=("accessToken", token) if dialect == "axim" else ("Authorization", f"Bearer {token}"),
        temperature=temperature,
    )


def path(dialect: str, demo: Demo, order: OrderId) -> str:
    match dialect:
        case "printags":
            return f"/accounts/{demo['printags']['account_id']}/orders/{order.guid}"
        case "marketiger":
            return f"/v2/Order/GetOrder?orderId={order.guid}"
        case "axim":
            return f"/orders/{order.oid}"
        case _:
            return f"/v1/orders/{order.guid}"


def is_right(dialect: str, order: OrderId, body: bytes) -> bool:
    """The order that was asked for, where this dialect keeps an order's identity."""
    answer = json.loads(body)
    match dialect:
        case "printags":
            return bool(answer["order"]["id"] == order.guid)
        case "marketiger":
            return bool(answer["data"]["order"]["id"] == order.guid)
        case "axim":
            return bool(answer["data"]["id"] == order.oid)
        case _:
            return bool(answer["id"] == order.guid)


def find_sqlite(directory: Path) -> Path:
    """The file under the directory that has the table of orders."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.open("rb").read(16) == b"SQLite format 3\0":
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
                if connection.execute("select 1 from sqlite_master where name = 'orders'").fetchone():
                    return path
    raise SystemExit("triplicate demo left no SQLite database with a table `orders`.")
