"""Context of a use case: principal, time, request id, keys, codecs and price lists; the same for every caller."""

from collections.abc import Mapping
from typing import NamedTuple

from triplicate.app.ports import Keys
from triplicate.app.price_list_cache import PriceListCache
from triplicate.core.access import Principal
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.order.order import Order


class Context(NamedTuple):
    """Who acts, when, in which request, and with what.

    `at` is the current time in canonical form; `keys` encrypt secrets and sign; `codecs` are those of every
    dialect, by its name; `price_lists` decodes stored price lists.
    """

    principal: Principal
    at: str
    request_id: str
    keys: Keys
    codecs: Mapping[str, DocumentCodec[Order]]
    price_lists: PriceListCache

    @property
    def actor(self) -> str:
        """The user's e-mail address, or the credential's id where there is no user."""
        return self.principal.email or self.principal.credential
