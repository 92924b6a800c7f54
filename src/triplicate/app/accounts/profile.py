"""Updates an account's profile: contact data, balance limits, language and subscription plan."""

import re
from typing import Any

import msgspec

from triplicate.app.accounts import directory
from triplicate.app.ports import Unit
from triplicate.app.records import Account, Plan, Profile
from triplicate.core import ids
from triplicate.core.failures import invalid

replace = msgspec.structs.replace
_LANGUAGE = re.compile(r"[A-Za-z]{2}")
_LONGEST = 200
_MOST = 2**53 - 1


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A partial update: None leaves a field unchanged, an empty text clears it. Amounts in minor units.

    `plan` is the plan's name; the three fields after it belong to the plan.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    fiscal_number: str | None = None
    minimal_balance: int | None = None
    minimal_credit: int | None = None
    language: str | None = None
    group_payments: bool | None = None
    one_order_per_reference: bool | None = None
    plan: str | None = None
    plan_price: int | None = None
    shipping_letter: bool | None = None
    white_label: bool | None = None


def change(unit: Unit, account: str, changes: Changes, at: str) -> Account:
    """Applies the changes; the updated account. Raises DomainError: AccountNotFound, InvalidInput."""
    unit.accounts.lock(directory.account(unit, account).id)
    before = directory.account(unit, account)
    _check(changes)
    after = replace(
        before,
        name=before.name if changes.name is None else changes.name,
        profile=_profile(before.profile, changes),
        updated_at=at,
    )
    unit.accounts.replace(after)
    return after


def _check(changes: Changes) -> None:
    for name in ("name", "email", "phone", "fiscal_number", "plan"):
        text = getattr(changes, name)
        if text is not None:
            directory.on_one_line(name, text)
            if len(text) > _LONGEST:
                raise invalid(name, f"must be at most {_LONGEST} characters long")
    if changes.name is not None:
        directory.named(changes.name)
    if changes.email:
        directory.reachable(changes.email)
    if changes.language is not None and not _LANGUAGE.fullmatch(changes.language):
        raise invalid("language", "must be two letters such as EN")
    for name, least in (("minimal_balance", -_MOST), ("minimal_credit", 0), ("plan_price", 0)):
        amount = getattr(changes, name)
        if amount is not None and not least <= amount <= _MOST:
            raise invalid(name, f"must be between {least} and {_MOST}")


def _profile(before: Profile, changes: Changes) -> Profile:
    texts = {name: getattr(changes, name) for name in ("email", "phone", "fiscal_number")}
    told = {name: value or None for name, value in texts.items() if value is not None}
    told |= _given(changes, "minimal_balance", "minimal_credit", "group_payments", "one_order_per_reference")
    if changes.language is not None:
        told["language"] = changes.language.upper()
    return replace(before, **told, plan=_plan(before.plan, changes))


def _plan(before: Plan | None, changes: Changes) -> Plan | None:
    if changes.plan == "":
        return None
    told = _given(changes, "shipping_letter", "white_label")
    if changes.plan_price is not None:
        told["price"] = changes.plan_price
    if changes.plan is not None:
        told |= {"name": changes.plan, "id": ids.derived_guid("native", "plan", changes.plan)}
    elif before is None and told:
        raise invalid("plan", "required: the account has no plan yet")
    return replace(before or Plan(id="", name=""), **told) if told else before


def _given(changes: Changes, *names: str) -> dict[str, Any]:
    return {name: getattr(changes, name) for name in names if getattr(changes, name) is not None}
