"""What a dialect brings to the demo: a sample, generated documents, credentials, and requests to paste."""

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import msgspec

from triplicate.core.access import READ

ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"
STRANGER_ACCOUNT = "9f8b2a54-0c1d-4e7f-8a35-5d2c6b7e8f90"
USER, STRANGER = "jean.dupont@example.fr", "stranger@example.com"
"""The demo's two accounts, and the user of each."""
Credentials = dict[str, Any]
"""What `demo.json` holds under the name of a dialect: `token`, `stranger_token`, ids."""


class TokenIssuer(Protocol):
    """Issues a token of the dialect that asks."""

    def __call__(
        self, account: str, user: str | None = None, *, scopes: tuple[str, ...] = (READ,), email_claim: bool = True
    ) -> str:
        """A token for an account, or for its user in dialects with signed tokens."""
        ...


class Example(NamedTuple):
    """Commands that the demo prints: they are sorted by their position."""

    position: int
    title: str
    lines: tuple[str, ...]


class DemoFile(NamedTuple):
    """A stored file of the demo account, to which documents refer."""

    id: str
    mime: str
    content: bytes


class DialectDemo(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect's part of the demo.

    - `position` sorts the dialects; `vendor` is what its API is called.
    - `credentials` issues what `demo.json` holds for it.
    - `sample` makes the sample reply, whose order is imported and is `order_id` in the credentials; a dialect without
      one imports nothing.
    - `document` makes the document of a number, the same each time with the same random numbers.
    - `read_order` is the command that reads an order: of the base URL, the credentials and an order's id.
    - `examples` are further commands, of the base URL and the credentials.
    """

    position: int
    vendor: str
    credentials: Callable[[TokenIssuer], Credentials]
    sample: Callable[[], Any] | None = None
    document: Callable[[int, random.Random], dict[str, Any]] | None = None
    files: Callable[[], Iterator[DemoFile]] = lambda: iter(())
    read_order: Callable[[str, Credentials, str], str] | None = None
    examples: Callable[[str, Credentials], tuple[Example, ...]] = lambda base_url, credentials: ()


def bearer_command(url: str, token: str) -> str:
    """The command that gets a URL with a bearer token."""
    return f"curl -s '{url}' -H 'Authorization: Bearer {token}'"
