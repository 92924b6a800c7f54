"""A client of one API on one server: its connections, the token's header, and closing. Each dialect extends it."""

from types import TracebackType
from typing import ClassVar, Self

import httpx

from triplicate.api.dialect import Security
from triplicate.http_client.transport import RetryPolicy, Transport


class ApiClient:
    """A client of the API that `security` belongs to. Its methods may be called from several threads."""

    security: ClassVar[Security]

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        retry_policy: RetryPolicy = RetryPolicy(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`url` is the server's base URL, without the first segment of the API's paths.

        `transport` replaces the network, for example by an application in the same process. Raises ValueError for an
        invalid URL or token, without repeating it.
        """
        self._transport = Transport(url, token, self.security.headers, retry_policy, transport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._transport.url)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; the client cannot be used afterwards."""
        self._transport.close()
