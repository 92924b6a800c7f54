"""Responses about accounts (docs.printags.com). Amounts are in major units of the account's currency."""

import msgspec

from triplicate.dialects.printags.document.wire import Number


class SubscriptionPlan(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The account's subscription; `price` is per month. `{}` for an account without one."""

    id: str | None = None
    displayname: str | None = None
    price: Number | None = None
    shippingLetter: bool | None = None
    whiteLabel: bool | None = None


class Payments(msgspec.Struct, kw_only=True):
    """Billing options of the account."""

    groupWithSubscription: bool


class Options(msgspec.Struct, kw_only=True):
    """Preferences of the account."""

    lang: str
    payments: Payments


class Account(msgspec.Struct, kw_only=True):
    """An account. Orders are paid from the prepaid `balance`, which never falls below `minimal_balance`."""

    id: str
    displayname: str
    email: str
    phone: str
    balance: Number
    minimal_balance: Number
    minimal_credit: Number
    fiscal_number: str
    subscription_plan: SubscriptionPlan
    options: Options
    createdAt: str
    updatedAt: str


class AccountReply(msgspec.Struct):
    """The response with an account."""

    success: bool
    account: Account
