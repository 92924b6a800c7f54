"""Repository of credentials."""

import msgspec
from sqlalchemy import Connection, insert, select, update

from triplicate.app.records import Credential
from triplicate.store import schema


class SqlCredentials:
    """Credentials, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, credential: Credential) -> None:
        """Stores a new credential."""
        self._connection.execute(insert(schema.credentials), msgspec.structs.asdict(credential))

    def all(self) -> list[Credential]:
        """Every credential, oldest first."""
        rows = self._connection.execute(select(schema.credentials).order_by("created_at", "id"))
        return [Credential(**row._mapping) for row in rows]

    def revoke(self, at: str, *, id: str = "", user: str = "", family: str = "") -> int:
        """Revokes the credentials that match the one given criterion; how many were newly revoked."""
        table = schema.credentials.c
        (matches,) = [
            column == value for column, value in ((table.id, id), (table.user, user), (table.family, family)) if value
        ]
        query = update(schema.credentials).where(matches, table.revoked_at.is_(None)).values(revoked_at=at)
        return self._connection.execute(query).rowcount
