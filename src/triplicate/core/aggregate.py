"""Aggregates: what orders, companies and customers have in common, so that their documents are kept alike."""

from typing import Any, TypeVar

import msgspec

from triplicate.core.sync import SyncState

A = TypeVar("A", bound="Aggregate")


class Aggregate(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A versioned value of one account that documents describe. `origin` is the dialect that it came from.

    It has an identity in every dialect: the GUID and the 24-hex id are given or derived, and never change. When it was
    created and last changed is as its documents say, and as local changes add.
    """

    guid: str
    oid: str
    account: str
    origin: str
    version: int = 1
    sync: SyncState = SyncState()
    created_at: str | None = None
    updated_at: str | None = None

    def shows_files(self) -> bool:
        """Whether its documents contain links to stored files, which expire."""
        return False


def with_sync(aggregate: A, **changes: Any) -> A:
    """The aggregate with these members of its synchronisation state replaced."""
    return msgspec.structs.replace(aggregate, sync=msgspec.structs.replace(aggregate.sync, **changes))
