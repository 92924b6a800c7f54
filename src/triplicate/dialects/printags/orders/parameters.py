"""Path and query parameters of the search for orders."""

from typing import Annotated

import msgspec
from msgspec import Meta

from triplicate.dialects.printags.parameters import AccountId

Reference = Annotated[str | None, Meta(description="The order's reference; exact match.")]
Metadata = Annotated[str | None, Meta(description="A JSON object that the order's metadata contains, at any depth.")]
Fields = Annotated[str | None, Meta(description="Comma-separated members of orders to return; `id` always is.")]
After = Annotated[str | None, Meta(description="The `after` value from the previous page's Link header.")]


class FindOrdersParameters(msgspec.Struct, kw_only=True):
    """Filters for the orders of an account. An empty one is ignored."""

    accountId: AccountId
    reference: Reference = None
    metadata: Metadata = None
    fields: Fields = None
    after: After = None
