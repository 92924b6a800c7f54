"""Authentication of Printags, and access to the account of a path."""

from triplicate.api.dialect import Security, bearer_token
from triplicate.core import ids
from triplicate.core.access import Principal
from triplicate.core.failures import AccountNotFound, DomainError

SECURITY = Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer_token)


def bind_to_account(principal: Principal, account: str) -> Principal:
    """The caller, bound to the account of the path; `@me` is the token's own. Raises DomainError(AccountNotFound)."""
    if principal.account is not None:
        if account == principal.account or account == "@me" or ids.guid(account) == principal.account:
            return principal
    elif (guid := ids.guid(account)) is not None:
        return principal.bound_to_account(guid)
    raise DomainError(AccountNotFound(account))
