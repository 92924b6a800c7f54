"""Finds an account's order by its exact reference, under a lock that keeps references unique."""

import msgspec

from triplicate.core.search.facets import Facet, value
from triplicate.store.cursor import Driver
from triplicate.store.repositories.accounts import SqlAccounts
from triplicate.store.repositories.facets import CODES
from triplicate.store.statements import REFERRING

_LAST = (1 << 63) - 1


class _Referring(msgspec.Struct):
    reference: str | None = None


_DECODER = msgspec.json.Decoder(_Referring)


class SqlReferences:
    """The references of an account's orders, in one transaction."""

    def __init__(self, driver: Driver, accounts: SqlAccounts) -> None:
        self._driver = driver
        self._accounts = accounts

    def referring(self, account: str, reference: str) -> str | None:
        """The GUID of the newest order with exactly this reference, or None; locks the account.

        Indexed references are trimmed and truncated and may collide, so each candidate's document is checked.
        """
        self._accounts.lock(account)
        values = {"account": account, "facet": CODES[Facet.REFERENCE], "value": value(Facet.REFERENCE, reference)}
        before = _LAST
        while rows := self._driver.rows(REFERRING, {**values, "before": before}):
            for _, guid, document in rows:
                if _DECODER.decode(document).reference == reference:
                    return str(guid)
            before = rows[-1][0]
        return None
