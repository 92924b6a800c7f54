"""What happened to an order: the statuses it reached, holds, comments and its approval."""

import msgspec


class HistoryEntry(msgspec.Struct, frozen=True, omit_defaults=True, order=True):
    """One entry of the status history: when the order reached `status`.

    `observed` marks an entry derived from a document's status and date rather than stated in its history. `local` marks
    an entry recorded by this installation rather than imported.
    """

    at: str
    status: str
    observed: bool = False
    local: bool = False


class Hold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A hold: its reason and start. With an `actor` it was set in this installation and can only be released here."""

    reason: str | None = None
    since: str | None = None
    actor: str | None = None


class Comment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A comment on the order: the display name of its `author`, and whether the `customer` wrote it."""

    guid: str
    at: str
    text: str
    author: str | None = None
    customer: bool = False


class Approval(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A local approval: who approved the order, and when."""

    at: str
    actor: str
