"""Synchronisation state: what is kept of vendor documents, to merge later ones and to render the copies again."""

import msgspec


class DocumentVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest vendor document merged from one dialect: its sort `key` among all documents, and its digest."""

    key: str
    digest: str


class SyncState(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What an aggregate remembers of its documents and of local changes. Dictionaries are by dialect unless noted.

    - `pristine_version` is the version whose document `patches` holds verbatim instead of a patch (0: none); before the
      first change, `core.documents.codec.settle` makes a patch of it.
    - `documents` are the newest documents merged, `patches` what they contain beyond our rendering
      (`core.documents.patch`), `sealed_secrets` their encrypted secrets.
    - `vendor_statuses` are statuses that no axis of `core.lifecycle` represents, by dialect or dialect and axis;
      `reported_minimums` the largest quantities that a document reported, by line (`core.documents.monotonic`).
    - `changed_locally_at` is when it was last placed or changed in this installation, `overridden_at` when its state
      was last overridden: older documents do not change that state.
    - `unknown_members` are, encrypted, the members of the placing request that its type does not declare, and
      `request_digest` is the digest of that request.
    """

    pristine_version: int = 0
    documents: dict[str, DocumentVersion] = {}
    patches: dict[str, msgspec.Raw] = {}
    sealed_secrets: dict[str, str] = {}
    vendor_statuses: dict[str, str | int] = {}
    reported_minimums: dict[str, str] = {}
    changed_locally_at: str | None = None
    overridden_at: str | None = None
    unknown_members: dict[str, str] = {}
    request_digest: str | None = None
