"""Path and query parameters of the operations on events."""

from typing import Annotated

import msgspec
from msgspec import Meta


class OrderEventsParameters(msgspec.Struct, kw_only=True):
    """An order, and the page of its events: those with a `seq` greater than `after`, at most `limit`."""

    orderId: str
    after: Annotated[int, Meta(ge=0, le=2**62)] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class EventsParameters(msgspec.Struct, kw_only=True):
    """The page of events: those that follow `after`, at most `limit`.

    `after` is `next` of the previous page; `0` is the beginning. For a credential of one account it is the `seq` of an
    event; for a credential of all accounts it is an opaque text. `wait` is how many seconds to wait if there are no
    events yet. With `latest`, only events from now on are returned.
    """

    after: Annotated[str, Meta(max_length=4096, pattern=r"^(\d+|f[\w-]+)$", examples=["118"])] = "0"
    latest: bool = False
    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    wait: Annotated[int, Meta(ge=0, le=30)] = 0
