"""Authentication of Axim Commerce: header `accessToken` with the bare token; a `Bearer ` prefix is tolerated."""

from triplicate.api.dialect import Security
from triplicate.api.response import Headers


def access_token(headers: Headers) -> str | None:
    """The token of the `accessToken` header, or None."""
    value = headers.get(b"accesstoken")
    if value is None:
        return None
    if value[:7].lower() == b"bearer ":
        value = value[7:]
    return value.strip().decode("latin-1") or None


SECURITY = Security(scheme={"type": "apiKey", "in": "header", "name": "accessToken"}, token=access_token)
