"""Declares Printags' operations on accounts."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import HandlerCheck, Operation
from triplicate.api.parameters import NoParameters
from triplicate.api.replies import JsonReply
from triplicate.core.access import READ
from triplicate.dialects.printags.accounts import responses
from triplicate.dialects.printags.parameters import AccountParameters
from triplicate.dialects.printags.paths import ACCOUNT_PATH, COMMON_STATUSES, DOCS_URL

_ACCOUNT_EXAMPLE = {
    "success": True,
    "account": {
        "id": "123e4567-e89b-12d3-a456-426614174000",
        "displayname": "Dupont Entreprises",
        "email": "jean.dupont@example.fr",
        "phone": "+33478000000",
        "balance": 1000,
        "minimal_balance": 0,
        "minimal_credit": 10,
        "fiscal_number": "FR12345678901",
        "subscription_plan": {},
        "options": {"lang": "FR", "payments": {"groupWithSubscription": False}},
        "createdAt": "2024-07-01T09:26:55.737Z",
        "updatedAt": "2024-07-01T09:26:55.737Z",
    },
}

GET_OWN_ACCOUNT = Operation(
    name="getOwnAccount",
    method="GET",
    paths=("/accounts/@me",),
    summary="The token's own account, with its balance",
    parameters=NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.AccountReply),
    statuses=(200, *COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Accounts",),
    source=DOCS_URL,
    reply_example=_ACCOUNT_EXAMPLE,
)
GET_ACCOUNT = Operation(
    name="getAccount",
    method="GET",
    paths=(ACCOUNT_PATH,),
    summary="An account, with its balance",
    parameters=AccountParameters,
    body=NO_BODY,
    reply=JsonReply(responses.AccountReply),
    statuses=(200, 404, *COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Accounts",),
    reply_example=_ACCOUNT_EXAMPLE,
)
