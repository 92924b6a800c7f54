"""Request handlers of accounts: profile, balance, plan and options."""

from triplicate.api.dialect import serve
from triplicate.api.parameters import NoParameters
from triplicate.api.request import AnyRequest, Request
from triplicate.app.records import Account, Plan
from triplicate.core import money
from triplicate.core.access import READ
from triplicate.core.failures import AccountNotFound, DomainError, MissingScope
from triplicate.core.money import to_json_number
from triplicate.dialects.printags.accounts import responses
from triplicate.dialects.printags.accounts.operations import GET_ACCOUNT, GET_OWN_ACCOUNT
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.parameters import AccountParameters


async def get_account(request: Request[AccountParameters, None]) -> responses.AccountReply:
    """The account named by the path."""
    return await _account_reply(request, request.parameters.accountId)


async def get_own_account(request: Request[NoParameters, None]) -> responses.AccountReply:
    """The token's account."""
    return await _account_reply(request, "@me")


async def _account_reply(request: AnyRequest, id: str) -> responses.AccountReply:
    principal = bind_to_account(request.principal, id)
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    account_and_balance = await request.services.reader.account(principal.account or "")
    if account_and_balance is None:
        raise DomainError(AccountNotFound(id))
    return responses.AccountReply(success=True, account=_account_body(*account_and_balance))


def _account_body(account: Account, balance: int) -> responses.Account:
    profile = account.profile

    def to_major(minor: int) -> int | float:
        return to_json_number(money.to_major(minor, account.currency))

    return responses.Account(
        id=account.id,
        displayname=account.name,
        email=profile.email or "",
        phone=profile.phone or "",
        balance=to_major(balance),
        minimal_balance=to_major(profile.minimal_balance),
        minimal_credit=to_major(profile.minimal_credit),
        fiscal_number=profile.fiscal_number or "",
        subscription_plan=_subscription_plan(profile.plan, account.currency),
        options=responses.Options(
            lang=profile.language, payments=responses.Payments(groupWithSubscription=profile.group_payments)
        ),
        createdAt=account.created_at,
        updatedAt=account.updated_at or account.created_at,
    )


def _subscription_plan(plan: Plan | None, currency: str) -> responses.SubscriptionPlan:
    if plan is None:
        return responses.SubscriptionPlan()
    return responses.SubscriptionPlan(
        id=plan.id,
        displayname=plan.name,
        price=to_json_number(money.to_major(plan.price, currency)),
        shippingLetter=plan.shipping_letter,
        whiteLabel=plan.white_label,
    )


ENDPOINTS = (serve(GET_OWN_ACCOUNT, get_own_account), serve(GET_ACCOUNT, get_account))
