"""Finds an account's order by its exact reference, under a lock that keeps references unique."""

import msgspec

from triplicate.core.search.facets import Facet, normalise_value
from triplicate.store.cursor import Cursor
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.repositories.facets import CODES
from triplicate.store.statements import ORDERS_BY_REFERENCE
from triplicate.store.stored_orders import newest_shape

_MAX_POSITION = (1 << 63) - 1


class _ReferenceOnly(msgspec.Struct):
    reference: str | None = None


_DECODER = msgspec.json.Decoder(_ReferenceOnly)


class SqlReferences:
    """The references of an account's orders, in one transaction."""

    def __init__(self, cursor: Cursor, accounts: SqlAccounts) -> None:
        self._cursor = cursor
        self._accounts = accounts

    def find_by_reference(self, account: str, reference: str) -> str | None:
        """The GUID of the newest order with exactly this reference, or None; locks the account.

        Indexed references are trimmed and truncated and may collide, so each candidate's document is checked.
        """
        self._accounts.lock(account)
        values = {
            "account": account,
            "facet": CODES[Facet.REFERENCE],
            "value": normalise_value(Facet.REFERENCE, reference),
        }
        before = _MAX_POSITION
        while rows := self._cursor.rows(ORDERS_BY_REFERENCE, {**values, "before": before}):
            for _, guid, shape, document in rows:
                if _DECODER.decode(newest_shape(document, shape)).reference == reference:
                    return str(guid)
            before = rows[-1][0]
        return None
