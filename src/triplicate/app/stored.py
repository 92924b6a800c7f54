"""Stored beside the orders: accounts and their money and prices, users, credentials, files, events, kept answers."""

from typing import Any, Literal

import msgspec

Movement = Literal["top-up", "debit", "refund", "correction"]
"""What moves a balance: money paid in, an order that takes it, an order that gives it back, an operator's word."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an account subscribes to; `price` a month, in minor units."""

    id: str
    name: str
    price: int = 0
    shipping_letter: bool = False
    white_label: bool = False


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an account, and how it wants to be served. Amounts in minor units of its currency.

    No order takes the balance below `minimal_balance` (below nothing, it is a credit), and no top-up is smaller than
    `minimal_credit`. With `one_order_per_reference`, an order whose reference the account has used is not placed again.
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


class Account(msgspec.Struct, frozen=True):
    """One buyer organisation. `currency` is what dialects without a currency member mean by their amounts."""

    id: str
    name: str
    currency: str
    created_at: str
    profile: Profile = Profile()
    updated_at: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of an account's balance, written once and never changed. Minor units of the account's currency.

    `number` is its place in the account's ledger, from 1 and without gaps; `amount` is signed, and `balance` what it
    came to. `order` is the GUID of the order that a debit or a refund is for.
    """

    account: str
    number: int
    at: str
    kind: Movement
    amount: int
    balance: int
    order: str | None = None
    reference: str | None = None
    actor: str
    request: str


class PriceVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A price list as it was imported, encoded (`core.pricing`); `account` None is the house's own list.

    `version` counts from 1 for each account, and for the house.
    """

    account: str | None
    version: int
    digest: str
    document: bytes
    created_at: str
    actor: str

    @property
    def name(self) -> str:
        """What orders that were placed at these prices are marked with."""
        return f"{self.account or 'house'}/{self.version}"


class User(msgspec.Struct, frozen=True):
    """Somebody of an account, known by the e-mail address in lower case."""

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
    """A stored file: its bytes lie in the blob store under their SHA-256."""

    id: str
    account: str
    mime: str
    size: int
    sha256: str
    created_at: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an order, written in the transaction of the change and never changed after.

    `seq` is its place among all events, given when the transaction commits: dense, and in the order of the commits.
    `actor` is the credential that acted, `user` the e-mail address it acted for, `version` that of the order after the
    change, and `data` what changed.
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


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that a change was given, kept under the caller's idempotency key in the transaction of the change.

    `caller` is whose key it is, `fingerprint` that of the whole request, `sealed` the answer, encrypted.
    """

    caller: str
    key: str
    fingerprint: str
    sealed: str
    expires_at: str
