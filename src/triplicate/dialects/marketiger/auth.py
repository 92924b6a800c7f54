"""Authentication of Marketiger: a signed token (JWT) with an e-mail claim, as `Authorization: Bearer`."""

from triplicate.api.dialect import Security, bearer_token
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError, MissingEmailClaim, UserNotFound

SECURITY = Security(scheme={"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, token=bearer_token, signed=True)


def require_user(principal: Principal) -> None:
    """Checks that the token names an existing user. Raises DomainError: MissingEmailClaim or UserNotFound."""
    if principal.email is None:
        raise DomainError(MissingEmailClaim())
    if not principal.user_exists:
        raise DomainError(UserNotFound())
