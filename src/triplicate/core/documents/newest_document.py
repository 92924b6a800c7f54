"""Merging where the newest document is right: for aggregates without quantities, money or progress to protect.

The newest document of the dialect that the aggregate came from states its facts; documents of other dialects only keep
their patches. Which one is the newest depends on when it was last changed and on its digest, so any permutation and any
repetition of the same documents gives the same aggregate.
"""

from typing import TypeVar

import msgspec

from triplicate.core.aggregate import Aggregate, with_sync
from triplicate.core.documents.merge_document import MergeRules
from triplicate.core.sync import DocumentVersion, SyncState

A = TypeVar("A", bound=Aggregate)
replace = msgspec.structs.replace


def newest_document_rules() -> MergeRules[A]:
    """The rules for any such kind of aggregate."""
    return MergeRules(
        first_version=_first_version,
        with_identities_of=_with_identities_of,
        new_facts=lambda incoming, echo, current: incoming,
        absorb=_absorb,
        is_unchanged=_is_unchanged,
    )


def _first_version(aggregate: A, digest: str) -> A:
    version = DocumentVersion(f"{aggregate.updated_at or ''} {digest}", digest)
    return with_sync(aggregate, documents={aggregate.origin: version})


def _with_identities_of(incoming: A, current: A) -> A:
    return replace(incoming, guid=current.guid, oid=current.oid, account=current.account)


def _absorb(current: A, incoming: A, dialect: str) -> A:
    version, previous = incoming.sync.documents[incoming.origin], current.sync.documents.get(dialect)
    if previous is not None and version.key <= previous.key:
        return current
    facts = incoming if dialect == current.origin else current
    sync = replace(current.sync, documents={**current.sync.documents, dialect: version})
    return replace(facts, origin=current.origin, version=current.version, sync=sync)


def _is_unchanged(before: A, after: A) -> bool:
    return replace(before, version=0, sync=SyncState()) == replace(after, version=0, sync=SyncState())
