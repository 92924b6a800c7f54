"""Repository of stored files; their bytes are in the blob store."""

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from triplicate.app.records import File
from triplicate.store import schema
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.statements import ONE_ROW

_files = schema.files.c
_BY_CONTENT = (
    select(schema.files)
    .where(_files.account == bindparam("of"), _files.sha256 == bindparam("content"))
    .order_by(_files.created_at, _files.id)
    .limit(1)
)


class SqlFiles:
    """Stored files, in one transaction."""

    def __init__(self, connection: Connection, accounts: SqlAccounts) -> None:
        self._connection = connection
        self._accounts = accounts

    def add(self, file: File) -> None:
        """Stores a new file's row."""
        self._connection.execute(insert(schema.files), msgspec.structs.asdict(file))

    def get(self, id: str) -> File | None:
        """The file, or None."""
        row = self._connection.execute(ONE_ROW["file"], {"value": id}).first()
        return File(**row._mapping) if row else None

    def find_by_content(self, account: str, sha256: str) -> File | None:
        """The account's oldest file with these bytes, or None. Locks the account until the transaction ends, so that
        two transactions cannot both find None and store the file twice.
        """
        self._accounts.lock(account)
        row = self._connection.execute(_BY_CONTENT, {"of": account, "content": sha256}).first()
        return File(**row._mapping) if row else None
