"""Updates an account's profile: contact data, balance limits, language and subscription plan."""

import re
from typing import Any

import msgspec

from triplicate.app.accounts import directory
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account, Plan, Profile
from triplicate.core import ids
from triplicate.core.failures import invalid

replace = msgspec.structs.replace
_LANGUAGE = re.compile(r"[A-Za-z]{2}")
_MAX_TEXT_LENGTH = 200
_MAX_AMOUNT = 2**53 - 1
_MINIMUMS = {"minimal_balance": -_MAX_AMOUNT, "minimal_credit": 0, "plan_price": 0, "file_quota": -1}


class ProfileChanges(msgspec.Struct, frozen=True, kw_only=True):
    """A partial update: None leaves a field unchanged, an empty text clears it. Amounts in minor units.

    `file_quota` is in bytes; -1 removes it. `plan` is the plan's name; the three fields after it belong to the plan.
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
    file_quota: int | None = None
    plan: str | None = None
    plan_price: int | None = None
    shipping_letter: bool | None = None
    white_label: bool | None = None


def update_profile(uow: UnitOfWork, account: str, changes: ProfileChanges, at: str) -> Account:
    """Applies the changes; the updated account. Raises DomainError: AccountNotFound, InvalidInput."""
    uow.accounts.lock(directory.get_account(uow, account).id)
    before = directory.get_account(uow, account)
    _check_changes(changes)
    after = replace(
        before,
        name=before.name if changes.name is None else changes.name,
        profile=_updated_profile(before.profile, changes),
        updated_at=at,
    )
    uow.accounts.replace(after)
    return after


def _check_changes(changes: ProfileChanges) -> None:
    for name in ("name", "email", "phone", "fiscal_number", "plan"):
        text = getattr(changes, name)
        if text is not None:
            directory.check_single_line(name, text)
            if len(text) > _MAX_TEXT_LENGTH:
                raise invalid(name, f"must be at most {_MAX_TEXT_LENGTH} characters long")
    if changes.name is not None:
        directory.check_account_name(changes.name)
    if changes.email:
        directory.check_email(changes.email)
    if changes.language is not None and not _LANGUAGE.fullmatch(changes.language):
        raise invalid("language", "must be two letters such as EN")
    for name, minimum in _MINIMUMS.items():
        amount = getattr(changes, name)
        if amount is not None and not minimum <= amount <= _MAX_AMOUNT:
            raise invalid(name, f"must be between {minimum} and {_MAX_AMOUNT}")


def _updated_profile(before: Profile, changes: ProfileChanges) -> Profile:
    texts = {name: getattr(changes, name) for name in ("email", "phone", "fiscal_number")}
    values = {name: value or None for name, value in texts.items() if value is not None}
    values |= _present_values(changes, "minimal_balance", "minimal_credit", "group_payments", "one_order_per_reference")
    if changes.file_quota is not None:
        values["file_quota"] = None if changes.file_quota < 0 else changes.file_quota
    if changes.language is not None:
        values["language"] = changes.language.upper()
    return replace(before, **values, plan=_updated_plan(before.plan, changes))


def _updated_plan(before: Plan | None, changes: ProfileChanges) -> Plan | None:
    if changes.plan == "":
        return None
    values = _present_values(changes, "shipping_letter", "white_label")
    if changes.plan_price is not None:
        values["price"] = changes.plan_price
    if changes.plan is not None:
        values |= {"name": changes.plan, "id": ids.derived_guid("native", "plan", changes.plan)}
    elif before is None and values:
        raise invalid("plan", "required: the account has no plan yet")
    return replace(before or Plan(id="", name=""), **values) if values else before


def _present_values(changes: ProfileChanges, *names: str) -> dict[str, Any]:
    return {name: getattr(changes, name) for name in names if getattr(changes, name) is not None}
