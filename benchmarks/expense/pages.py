"""Which tables and indexes the pages of SQLite's write-ahead log belong to: what a change really writes."""

import struct
from collections import Counter
from collections.abc import Callable
from typing import Any

from triplicate.store.engine import SqliteEngine

from expense.desk import Desk

WAL_HEADER, FRAME_HEADER = 32, 24
"""Bytes before the first frame, and before the page of each; a frame begins with the number of its page."""
OTHER = "others"


def pages_by_table(desk: Desk, work: Callable[[], None]) -> dict[str, int]:
    """The pages that `work` writes to the log, most first; none on PostgreSQL."""
    engine = desk.installation.engine
    if not isinstance(engine, SqliteEngine):
        work()
        return {}
    _read(desk, "PRAGMA wal_autocheckpoint=0")
    _read(desk, "PRAGMA wal_checkpoint(TRUNCATE)")
    work()
    ((page_size,),) = _read(desk, "PRAGMA page_size")
    log = engine.path.with_name(engine.path.name + "-wal").read_bytes()
    _read(desk, "PRAGMA wal_checkpoint(TRUNCATE)")
    owners = dict(_read(desk, "SELECT pageno, name FROM dbstat"))
    starts = range(WAL_HEADER, len(log), int(page_size) + FRAME_HEADER)
    pages = (struct.unpack_from(">I", log, start)[0] for start in starts)
    return dict(Counter(owners.get(page, OTHER) for page in pages).most_common())


def _read(desk: Desk, sql: str) -> list[Any]:
    with desk.installation.store.sql.connect() as connection:
        driver: Any = connection.connection.driver_connection
        return list(driver.execute(sql).fetchall())
