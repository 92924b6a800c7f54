"""Authorisation: the principal of a request, its scopes and the accounts it may access."""

import msgspec

READ = "orders:read"
WRITE = "orders:write"
SECRETS = "orders:secrets"
PRICES = "prices:write"
"""Amending prices that came from a price list; `orders:write` alone amends agreed prices only."""
ADMIN = "admin"
SCOPES = (READ, WRITE, SECRETS, PRICES, ADMIN)


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """A verified credential: its dialect, the account it is bound to (None: all accounts), its scopes, its user.

    `email` is the token's claim; `user_exists` is False when no user has that address.
    """

    credential: str
    dialect: str
    account: str | None
    scopes: frozenset[str]
    email: str | None = None
    user_exists: bool = True

    def owns(self, account: str) -> bool:
        """Whether the caller may access objects of `account`."""
        return self.account is None or self.account == account

    def bound_to_account(self, account: str) -> "Principal":
        """The same principal, bound to one account."""
        return msgspec.structs.replace(self, account=account)

    def may(self, scope: str) -> bool:
        """Whether the credential carries `scope`."""
        return scope in self.scopes


OPERATOR = Principal(credential="operator", dialect="native", account=None, scopes=frozenset(SCOPES))
"""The principal of the command line, which has direct database access: all accounts, all scopes."""
WORKER = msgspec.structs.replace(OPERATOR, credential="worker")
"""The principal of jobs, bound to the account of those that have one."""
