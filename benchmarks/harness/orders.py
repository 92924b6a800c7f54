"""Reads Triplicate's own table: which orders there are, and their stored bytes.

A location is the path of a SQLite file or a PostgreSQL URL.
"""

import sqlite3
from contextlib import closing

import psycopg

from harness.candidates import OrderId


def order_ids(location: str) -> list[OrderId]:
    return [OrderId(str(guid), str(oid)) for guid, oid in rows(location, "select guid, oid from orders order by guid")]


def document(location: str, order: OrderId) -> bytes:
    [(body,)] = rows(location, "select document from orders where guid = ?", order.guid)
    assert isinstance(body, bytes)
    return body


def rows(location: str, query: str, *parameters: str) -> list[tuple[object, ...]]:
    if location.startswith("postgresql:"):
        with psycopg.connect(location) as server:
            return server.execute(query.replace("?", "%s").encode(), parameters).fetchall()
    with closing(sqlite3.connect(f"file:{location}?mode=ro", uri=True)) as file:
        return file.execute(query, parameters).fetchall()
