"""Authentication of Printags, and access to the account of a path."""

from triplicate.api.operation import Security, bearer
from triplicate.core import ids
from triplicate.core.access import Principal
from triplicate.core.failures import NoSuchAccount, Refused

SECURITY = Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer)


def in_account(principal: Principal, account: str) -> Principal:
    """The caller, bound to the account of the path; `@me` is the token's own. Raises DomainError(AccountNotFound)."""
    if principal.account is not None:
        if account == principal.account or account == "@me" or ids.guid(account) == principal.account:
            return principal
    elif (guid := ids.guid(account)) is not None:
        return principal.within(guid)
    raise Refused(NoSuchAccount(account))
