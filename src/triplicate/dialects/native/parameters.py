"""Path and query parameters that operations of several resources have."""

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1, max_length=200)]


class OrderParameters(msgspec.Struct):
    """An order: its GUID, its 24-hex id or its running number."""

    orderId: str
