"""The parameters of Printags' operations: of path and query. `@me` stands for the token's account."""

from typing import Annotated

import msgspec
from msgspec import Meta

Account = Annotated[str, Meta(description="The account's id; `@me` is the token's own.")]


Reference = Annotated[str | None, Meta(description="The order's reference, exactly.")]
Metadata = Annotated[str | None, Meta(description="A JSON object that must be in the order's metadata, at any depth.")]
Fields = Annotated[str | None, Meta(description="The members of orders that are wanted, with commas; `id` always is.")]
After = Annotated[str | None, Meta(description="Where the answer before ended, as its Link header has it.")]


class NoParameters(msgspec.Struct):
    """None at all."""


class OneAccount(msgspec.Struct):
    """An account."""

    accountId: Account


class OneOrder(msgspec.Struct):
    """An order of an account."""

    accountId: Account
    orderId: str


class OneFile(msgspec.Struct):
    """A stored file of an account."""

    accountId: Account
    fileId: str


class FindOrders(msgspec.Struct, kw_only=True):
    """Which orders of an account. Empty ones ask for nothing."""

    accountId: Account
    reference: Reference = None
    metadata: Metadata = None
    fields: Fields = None
    after: After = None
