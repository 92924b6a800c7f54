"""How Marketiger's callers sign in: a signed token with an e-mail claim, as `Authorization: Bearer`."""

from triplicate.core.access import Principal
from triplicate.core.failures import NoEmailClaim, NoSuchUser, Refused
from triplicate.http.op import Security, bearer

SECURITY = Security(scheme={"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, token=bearer, signed=True)


def require_user(principal: Principal) -> None:
    """The token must name a user who exists; raises Refused: NoEmailClaim, then NoSuchUser."""
    if principal.email is None:
        raise Refused(NoEmailClaim())
    if not principal.known:
        raise Refused(NoSuchUser())
