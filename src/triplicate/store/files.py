"""Stored files, as rows; their bytes lie in the blob store."""

import msgspec
from sqlalchemy import Connection, insert

from triplicate.app.ports import File
from triplicate.store import schema
from triplicate.store.statements import ONE_ROW


class SqlFiles:
    """Stored files, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: File) -> None:
        """Stores a new file's row."""
        self._connection.execute(insert(schema.files), msgspec.structs.asdict(file))

    def get(self, id: str) -> File | None:
        """The file, or None."""
        row = self._connection.execute(ONE_ROW["file"], {"value": id}).first()
        return File(**row._mapping) if row else None
