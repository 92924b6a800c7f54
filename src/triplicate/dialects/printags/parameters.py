"""Path and query parameters of Printags' operations. `@me` stands for the token's account."""

from typing import Annotated

import msgspec
from msgspec import Meta

AccountId = Annotated[str, Meta(description="The account's id; `@me` is the token's own.")]


Reference = Annotated[str | None, Meta(description="The order's reference; exact match.")]
Metadata = Annotated[str | None, Meta(description="A JSON object that the order's metadata contains, at any depth.")]
Fields = Annotated[str | None, Meta(description="Comma-separated members of orders to return; `id` always is.")]
After = Annotated[str | None, Meta(description="The `after` value from the previous page's Link header.")]


class NoParameters(msgspec.Struct):
    """No parameters."""


class AccountParameters(msgspec.Struct):
    """An account."""

    accountId: AccountId


class OrderParameters(msgspec.Struct):
    """An order of an account."""

    accountId: AccountId
    orderId: str


class FileParameters(msgspec.Struct):
    """A stored file of an account."""

    accountId: AccountId
    fileId: str


class FindOrdersParameters(msgspec.Struct, kw_only=True):
    """Filters for the orders of an account. An empty one is ignored."""

    accountId: AccountId
    reference: Reference = None
    metadata: Metadata = None
    fields: Fields = None
    after: After = None
