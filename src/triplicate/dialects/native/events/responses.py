"""Response types of events."""

from typing import Any

import msgspec


class Actor(msgspec.Struct, kw_only=True):
    """Who caused an event: the credential, the user it acted for if any, and the dialect of the request."""

    credential: str
    user: str | None
    dialect: str


class Event(msgspec.Struct, kw_only=True):
    """An event of an order. `seq` numbers the events of the order's account, from 1 and without gaps.

    `version` is the order's version after the event. `data` holds the state changes (from, to) and the details of the
    action.
    """

    seq: int
    order: str
    account: str
    kind: str
    at: str
    actor: Actor
    request_id: str
    version: int
    data: dict[str, Any]


class EventPage(msgspec.Struct, kw_only=True):
    """A page of events, oldest first. Send `next` as `after` to continue, even if the page is empty.

    `next` is the `seq` of the last event; in the feed of a credential of all accounts it is an opaque text.
    """

    events: list[Event]
    next: int | str
