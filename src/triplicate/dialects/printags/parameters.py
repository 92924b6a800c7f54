"""Path parameters that operations of several resources have. `@me` stands for the token's account."""

from typing import Annotated

import msgspec
from msgspec import Meta

AccountId = Annotated[str, Meta(description="The account's id; `@me` is the token's own.")]


class AccountParameters(msgspec.Struct):
    """An account."""

    accountId: AccountId


class OrderParameters(msgspec.Struct):
    """An order of an account."""

    accountId: AccountId
    orderId: str
