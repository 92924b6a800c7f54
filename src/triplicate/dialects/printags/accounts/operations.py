"""Declares Printags' operations on accounts."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import HandlerCheck, Operation
from triplicate.api.replies import JsonReply
from triplicate.core.access import READ
from triplicate.dialects.printags import parameters
from triplicate.dialects.printags.accounts import responses
from triplicate.dialects.printags.paths import ACCOUNT_PATH, COMMON_STATUSES, DOCS_URL

GET_OWN_ACCOUNT = Operation(
    name="getOwnAccount",
    method="GET",
    paths=("/accounts/@me",),
    summary="The token's own account, with its balance",
    parameters=parameters.NoParameters,
    body=NO_BODY,
    reply=JsonReply(responses.AccountReply),
    statuses=(200, *COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Accounts",),
    source=DOCS_URL,
)
GET_ACCOUNT = Operation(
    name="getAccount",
    method="GET",
    paths=(ACCOUNT_PATH,),
    summary="An account, with its balance",
    parameters=parameters.AccountParameters,
    body=NO_BODY,
    reply=JsonReply(responses.AccountReply),
    statuses=(200, 404, *COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Accounts",),
)
