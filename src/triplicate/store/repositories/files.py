"""Repository of stored files; their bytes are in the blob store."""

import msgspec
from sqlalchemy import bindparam, literal_column, select

from triplicate.app.records import File
from triplicate.store import schema
from triplicate.store.cursor import Cursor, insert_statement
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.statements import ONE_ROW, with_limit

_files = schema.files.c
_INSERT = insert_statement(schema.files)
_BY_CONTENT = with_limit(
    select(schema.files)
    .where(_files.account == bindparam("account"), _files.sha256 == bindparam("content"))
    .order_by(_files.created_at, _files.id),
    literal_column("1"),
)


class SqlFiles:
    """Stored files, in one transaction."""

    def __init__(self, cursor: Cursor, accounts: SqlAccounts) -> None:
        self._cursor = cursor
        self._accounts = accounts

    def add(self, file: File) -> None:
        """Stores a new file's row."""
        self._cursor.execute(_INSERT, msgspec.structs.asdict(file))

    def get(self, account: str, id: str) -> File | None:
        """The account's file with this id, or None."""
        rows = self._cursor.mappings(ONE_ROW["file"], {"value": id, "account": account})
        return File(**rows[0]) if rows else None

    def find_by_content(self, account: str, sha256: str) -> File | None:
        """The account's oldest file with these bytes, or None. Locks the account until the transaction ends, so that
        two transactions cannot both find None and store the file twice.
        """
        self._accounts.lock(account)
        rows = self._cursor.mappings(_BY_CONTENT, {"account": account, "content": sha256})
        return File(**rows[0]) if rows else None
