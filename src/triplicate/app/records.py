"""Records stored beside orders: accounts, ledger entries, price lists, users, credentials, files, events, responses."""

from typing import Any, Literal

import msgspec

MovementKind = Literal["top-up", "debit", "refund", "correction"]
"""Kind of ledger entry: money paid in, a charge for an order, a refund of an order, an operator's correction."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The subscription plan of an account; `price` per month, in minor units."""

    id: str
    name: str
    price: int = 0
    shipping_letter: bool = False
    white_label: bool = False


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Contact data and settings of an account. Amounts in minor units of its currency.

    No order takes the balance below `minimal_balance` (negative: a credit limit), and no top-up is smaller than
    `minimal_credit`. With `one_order_per_reference`, a second order with the same reference is rejected.
    `file_quota` is how many bytes of files the account may have; None: as many as the installation allows each.
    """

    email: str | None = None
    phone: str | None = None
    fiscal_number: str | None = None
    minimal_balance: int = 0
    minimal_credit: int = 0
    plan: Plan | None = None
    language: str = "EN"
    group_payments: bool = False
    one_order_per_reference: bool = False
    file_quota: int | None = None


class Account(msgspec.Struct, frozen=True):
    """One buyer organisation. `currency` applies to amounts of dialects that have no currency member."""

    id: str
    name: str
    currency: str
    created_at: str
    profile: Profile = Profile()
    updated_at: str = ""


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An immutable movement of an account's balance, in minor units of the account's currency.

    `number` counts from 1 within the account, without gaps; `amount` is signed, and `balance` is the balance after it.
    `order` is the GUID of the order that a debit or a refund is for.
    """

    account: str
    number: int
    at: str
    kind: MovementKind
    amount: int
    balance: int
    order: str | None = None
    reference: str | None = None
    actor: str
    request: str


class PriceVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A price list as imported, encoded (`core.catalog.price_list`); `account` None is the default price list.

    `version` counts from 1 for each account, and for the default list. The document is in the newest shape, the digest
    that of the list as imported.
    """

    account: str | None
    version: int
    digest: str
    document: bytes
    created_at: str
    actor: str

    @property
    def name(self) -> str:
        """The label that orders placed at these prices carry."""
        return f"{self.account or 'default'}/{self.version}"


class User(msgspec.Struct, frozen=True):
    """A user of an account, identified by the e-mail address in lower case."""

    email: str
    account: str
    name: str
    created_at: str


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A token as stored: never the token itself. `lookup` is a hash, or names the id of a signed token."""

    id: str
    lookup: str
    dialect: str
    account: str | None
    user: str | None
    scopes: str
    label: str
    family: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class File(msgspec.Struct, frozen=True):
    """A stored file; its bytes are in the blob store under their SHA-256.

    `purpose` is the name of one (`app.files.purposes`), `name` what the caller calls it, or empty.
    """

    id: str
    account: str
    mime: str
    size: int
    sha256: str
    created_at: str
    purpose: str = "artwork"
    name: str = ""


Files = list[File]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An immutable entry of an order's record, written in the transaction of the change.

    `seq` numbers the events of the account, without gaps and in commit order. `actor` is the credential that acted,
    `user` the e-mail address it acted for, `version` the order's version after the change, and `data` what changed.
    """

    seq: int = 0
    order: str
    account: str
    kind: str
    at: str
    actor: str
    user: str | None = None
    dialect: str
    request: str
    version: int
    data: dict[str, Any] = {}


Events = list[Event]


class StoredResponse(msgspec.Struct, frozen=True, kw_only=True):
    """The response to a change, stored under the caller's idempotency key in the transaction of the change.

    `caller` owns the key, within the `account` that it is bound to (`""`: none); `fingerprint` identifies the whole
    request, `sealed` is the encrypted response.
    """

    account: str
    caller: str
    key: str
    fingerprint: str
    sealed: bytes
    expires_at: str
