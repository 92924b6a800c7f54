"""Repository of credentials."""

import msgspec
from sqlalchemy import bindparam, delete, literal_column, or_, select, update

from triplicate.app.records import Credential
from triplicate.store import schema
from triplicate.store.cursor import Cursor, insert_statement
from triplicate.store.statements import with_limit

DELETE_BATCH_SIZE = 1000
_credentials = schema.credentials.c
_INSERT = insert_statement(schema.credentials)
_SELECT_ALL = select(schema.credentials).order_by(_credentials.created_at, _credentials.id)
_REVOKE = {
    column.name: update(schema.credentials)
    .where(column == bindparam("value"), _credentials.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
    for column in (_credentials.id, _credentials.user, _credentials.family)
}

_ended = with_limit(
    select(_credentials.id).where(
        or_(_credentials.expires_at < bindparam("before"), _credentials.revoked_at < bindparam("before"))
    ),
    literal_column(str(DELETE_BATCH_SIZE)),
).with_for_update(skip_locked=True)
_DELETE_ENDED = delete(schema.credentials).where(_credentials.id.in_(_ended))


class SqlCredentials:
    """Credentials, in one transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def add(self, credential: Credential) -> None:
        """Stores a new credential."""
        self._cursor.execute(_INSERT, msgspec.structs.asdict(credential))

    def all(self) -> list[Credential]:
        """Every credential, oldest first."""
        return [Credential(**row) for row in self._cursor.mappings(_SELECT_ALL, {})]

    def revoke(self, at: str, *, id: str = "", user: str = "", family: str = "") -> int:
        """Revokes the credentials that match the one given criterion; how many were newly revoked."""
        ((name, value),) = [(name, value) for name, value in (("id", id), ("user", user), ("family", family)) if value]
        return self._cursor.execute(_REVOKE[name], {"value": value, "at": at})

    def delete_ended(self, before: str) -> int:
        """Deletes a batch of the credentials that expired or were revoked before a time; how many."""
        return self._cursor.execute(_DELETE_ENDED, {"before": before})
