"""Repository of stored files; their bytes are in the blob store."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, delete, literal_column, or_, select

from triplicate.app.records import File
from triplicate.store import schema
from triplicate.store.cursor import Cursor, insert_statement
from triplicate.store.multi_row import insert_rows
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.statements import ONE_ROW, with_limit

MAX_CONTENTS = 50
"""Digests that are looked up by one statement."""
_files = schema.files.c
_INSERT = insert_statement(schema.files)
_BY_CONTENT = with_limit(
    select(schema.files)
    .where(
        _files.account == bindparam("account"),
        _files.sha256 == bindparam("content"),
        _files.purpose == bindparam("purpose"),
        _files.name == bindparam("name"),
    )
    .order_by(_files.created_at, _files.id),
    literal_column("1"),
)


_DELETE = delete(schema.files).where(_files.account == bindparam("account"), _files.id == bindparam("value"))
_USAGE = select(schema.file_usage.c.bytes).where(schema.file_usage.c.account == bindparam("account"))
_COUNT = insert_rows(
    schema.file_usage, " ON CONFLICT (account) DO UPDATE SET bytes = file_usage.bytes + excluded.bytes"
)
_ANY_CONTENT = select(_files.sha256).where(
    _files.account == bindparam("account"),
    or_(*(_files.sha256 == bindparam(f"content_{place}") for place in range(MAX_CONTENTS))),
)


class SqlFiles:
    """Stored files, in one transaction."""

    def __init__(self, cursor: Cursor, accounts: SqlAccounts) -> None:
        self._cursor = cursor
        self._accounts = accounts

    def add(self, file: File) -> None:
        """Stores a new file's row, and counts its bytes."""
        self._cursor.execute(_INSERT, msgspec.structs.asdict(file))
        self._count(file.account, file.size)

    def delete(self, file: File) -> None:
        """Deletes a file's row, and no longer counts its bytes."""
        if self._cursor.execute(_DELETE, {"account": file.account, "value": file.id}):
            self._count(file.account, -file.size)

    def usage(self, account: str) -> int:
        """How many bytes of files the account has. Locks the account until the transaction ends."""
        self._accounts.lock(account)
        rows = self._cursor.rows(_USAGE, {"account": account})
        return int(rows[0][0]) if rows else 0

    def get(self, account: str, id: str) -> File | None:
        """The account's file with this id, or None."""
        rows = self._cursor.mappings(ONE_ROW["file"], {"value": id, "account": account})
        return File(**rows[0]) if rows else None

    def find_by_content(self, account: str, sha256: str, purpose: str, name: str) -> File | None:
        """The account's oldest file with these bytes, this purpose and name, or None. Locks the account until the
        transaction ends, so that two transactions cannot both find None and store the file twice.
        """
        self._accounts.lock(account)
        values = {"account": account, "content": sha256, "purpose": purpose, "name": name}
        rows = self._cursor.mappings(_BY_CONTENT, values)
        return File(**rows[0]) if rows else None

    def stored_contents(self, account: str, digests: Sequence[str]) -> set[str]:
        """Which of these digests are the content of a file of the account."""
        stored: set[str] = set()
        for at in range(0, len(digests), MAX_CONTENTS):
            batch = [*digests[at : at + MAX_CONTENTS], *[""] * MAX_CONTENTS][:MAX_CONTENTS]
            values = {f"content_{place}": digest for place, digest in enumerate(batch)}
            stored |= {row[0] for row in self._cursor.rows(_ANY_CONTENT, {"account": account, **values})}
        return stored

    def _count(self, account: str, size: int) -> None:
        self._cursor.write(_COUNT, [{"account": account, "bytes": size}])
