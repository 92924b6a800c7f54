"""Request handlers of accounts: profile, balance, plan and options."""

from triplicate.api.operation import Call
from triplicate.api.response import Answer, answer
from triplicate.app.records import Account, Plan
from triplicate.core import money
from triplicate.core.access import READ
from triplicate.core.failures import MissingScope, NoSuchAccount, Refused
from triplicate.core.money import plain
from triplicate.dialects.printags import responses
from triplicate.dialects.printags.auth import in_account


async def get_account(call: Call) -> Answer:
    """The account named by the path."""
    return await _account(call, call.parameters["accountId"])


async def get_own_account(call: Call) -> Answer:
    """The token's account."""
    return await _account(call, "@me")


async def _account(call: Call, id: str) -> Answer:
    principal = in_account(call.principal, id)
    if not principal.may(READ):
        raise Refused(MissingScope(READ))
    found = await call.services.reader.account(principal.account or "")
    if found is None:
        raise Refused(NoSuchAccount(id))
    return answer(200, responses.AccountReply(success=True, account=_shown(*found)))


def _shown(account: Account, balance: int) -> responses.Account:
    profile = account.profile

    def amount(minor: int) -> int | float:
        return plain(money.to_major(minor, account.currency))

    return responses.Account(
        id=account.id,
        displayname=account.name,
        email=profile.email or "",
        phone=profile.phone or "",
        balance=amount(balance),
        minimal_balance=amount(profile.minimal_balance),
        minimal_credit=amount(profile.minimal_credit),
        fiscal_number=profile.fiscal_number or "",
        subscription_plan=_plan(profile.plan, account.currency),
        options=responses.Options(
            lang=profile.language, payments=responses.Payments(groupWithSubscription=profile.group_payments)
        ),
        createdAt=account.created_at,
        updatedAt=account.updated_at or account.created_at,
    )


def _plan(plan: Plan | None, currency: str) -> responses.SubscriptionPlan:
    if plan is None:
        return responses.SubscriptionPlan()
    return responses.SubscriptionPlan(
        id=plan.id,
        displayname=plan.name,
        price=plain(money.to_major(plan.price, currency)),
        shippingLetter=plan.shipping_letter,
        whiteLabel=plan.white_label,
    )
