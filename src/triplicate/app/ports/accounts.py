"""Accounts with their users, credentials, ledger and price lists, in a transaction."""

from typing import Protocol

from triplicate.app.records import Account, Credential, LedgerEntry, PriceVersion, User


class Accounts(Protocol):
    """Accounts and their users."""

    def add(self, account: Account) -> None: ...

    def get(self, id: str) -> Account | None: ...

    def replace(self, account: Account) -> None:
        """Updates an account's name, profile and time of change; its other fields are immutable."""

    def lock(self, id: str) -> None:
        """Takes an exclusive lock on the account until the transaction ends."""

    def all(self) -> list[Account]: ...

    def add_user(self, user: User) -> None: ...

    def user(self, email: str) -> User | None: ...

    def users(self, account: str | None) -> list[User]: ...


class Credentials(Protocol):
    """Stored credentials; never the tokens themselves."""

    def add(self, credential: Credential) -> None: ...

    def all(self) -> list[Credential]: ...

    def revoke(self, at: str, *, id: str = "", user: str = "", family: str = "") -> int:
        """Revokes the credentials that match the one given criterion; how many were newly revoked."""

    def delete_ended(self, before: str) -> int:
        """Deletes a batch of the credentials that expired or were revoked before a time; how many."""


class Ledger(Protocol):
    """The ledger: entries that change the balances of accounts."""

    def balance(self, account: str) -> int:
        """The current balance; the account is locked until the transaction ends."""

    def append(self, entry: LedgerEntry) -> LedgerEntry:
        """Appends an entry; its `number` and `balance` are assigned here."""

    def entries(self, account: str, before: int | None, limit: int) -> list[LedgerEntry]:
        """Entries with numbers below `before` (None: all), newest first, at most `limit`."""

    def order_sum(self, account: str, order: str) -> int:
        """The sum of all entries of an order: negative where the balance paid for it."""


class Prices(Protocol):
    """Price lists, every version of them."""

    def current(self, account: str | None) -> PriceVersion | None:
        """The newest list of an account, or else the newest default list; None means the default list."""

    def add(self, account: str | None, digest: str, document: bytes, at: str, actor: str) -> PriceVersion:
        """Stores the next version; returns the newest one if it has the same digest."""

    def versions(self, account: str | None) -> list[PriceVersion]:
        """All versions of an account's own list, or of the default list (None), newest first."""
