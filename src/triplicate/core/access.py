"""Who asks: the principal that every query for orders takes, and what it may see."""

import msgspec

READ = "orders:read"
WRITE = "orders:write"
SECRETS = "orders:secrets"
ADMIN = "admin"
SCOPES = (READ, WRITE, SECRETS, ADMIN)


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """A verified credential: its dialect, the account it is bound to (None: all accounts), its scopes, its user.

    `email` is what the token claims; `known` says whether a user with that address exists.
    """

    credential: str
    dialect: str
    account: str | None
    scopes: frozenset[str]
    email: str | None = None
    known: bool = True

    def owns(self, account: str) -> bool:
        """Whether things of `account` are this caller's."""
        return self.account is None or self.account == account

    def within(self, account: str) -> "Principal":
        """The same caller, bound to one account."""
        return msgspec.structs.replace(self, account=account)

    def may(self, scope: str) -> bool:
        """Whether the credential carries `scope`."""
        return scope in self.scopes


OPERATOR = Principal(credential="operator", dialect="native", account=None, scopes=frozenset(SCOPES))
"""Whoever runs the command line beside the database: sees every account."""
