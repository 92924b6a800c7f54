"""HTTP transport of the clients: connection pool, authentication, timeouts, and retries with exponential backoff."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple, TypeVar

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_never,
    wait_random_exponential,
)

from triplicate import __version__
from triplicate.http_client.request_builder import OutboundRequest, is_header_value

T = TypeVar("T")
log = logging.getLogger("triplicate.client")
_TRANSIENT_STATUSES = frozenset((408, 429, 502, 503, 504))


class RetryPolicy(NamedTuple):
    """Retries and timeouts, in seconds.

    The backoff between attempts is random, up to `first_delay_s` at first and doubling each time, or what Retry-After
    asks for; never more than `max_delay_s`.
    """

    attempts: int = 6
    timeout_s: float = 30.0
    first_delay_s: float = 0.25
    max_delay_s: float = 10.0


class CallError(Exception):
    """A failed call; each dialect's client has its own subclass."""

    retry_after: float = 0.0
    """The seconds of the response's Retry-After header; 0 without one."""

    @property
    def status(self) -> int:
        """The HTTP status; 0 without a response."""
        return 0

    @property
    def is_transient(self) -> bool:
        """Whether a retry of the same request may succeed."""
        if self.status == 0:
            return isinstance(self.__cause__, httpx.TransportError)
        return self.status in _TRANSIENT_STATUSES


class Transport:
    """The connections to one server, authenticated with one token."""

    def __init__(
        self,
        url: str,
        token: str | None,
        token_headers: Callable[[str], dict[str, str]],
        retry_policy: RetryPolicy,
        transport: httpx.BaseTransport | None,
    ) -> None:
        """`token_headers` makes the headers that carry a token. `transport` replaces the network, for example by an
        application in the same process.

        Raises ValueError for an invalid URL or token, without repeating it.
        """
        headers = {"User-Agent": f"triplicate/{__version__}"}
        if token is not None:
            headers |= token_headers(_checked_token(token))
        self.url = _base_url(url)
        self.retry_policy = retry_policy
        self._http = httpx.Client(
            base_url=self.url,
            headers=headers,
            transport=transport,
            follow_redirects=False,
            verify=self.url.scheme == "https",  # without TLS, loading the certificates would only cost time
        )

    def close(self) -> None:
        """Closes the connections; no more requests can be sent."""
        self._http.close()

    def send(self, request: OutboundRequest, extra_timeout_s: float = 0.0) -> httpx.Response:
        """Sends one request. `extra_timeout_s` is added to the timeout, for long polling.

        Raises httpx.RequestError when there is no response.
        """
        return self._http.request(
            request.method,
            request.target,
            headers=request.headers,
            content=request.content,
            files=request.files,
            data=request.fields,
            timeout=self.retry_policy.timeout_s + extra_timeout_s,
        )

    def no_response_message(self, error: httpx.RequestError) -> str:
        """The message that there was no response, and why."""
        return f"{self.url} did not answer: {str(error) or type(error).__name__}"

    def retry(self, attempt: Callable[[], T], max_attempts: int | None = None, forever: bool = False) -> T:
        """Runs `attempt`, retrying while it raises a transient CallError, up to `max_attempts` times or `forever`."""
        retryer = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, CallError) and error.is_transient),
            wait=self._delay_s,
            stop=stop_never if forever else stop_after_attempt(max_attempts or self.retry_policy.attempts),
            before_sleep=_log_retry,
            reraise=True,
        )
        return retryer(attempt)

    def _delay_s(self, state: RetryCallState) -> float:
        policy = self.retry_policy
        backoff_s = wait_random_exponential(multiplier=policy.first_delay_s, max=policy.max_delay_s)(state)
        error = state.outcome.exception() if state.outcome is not None else None
        server_delay_s = error.retry_after if isinstance(error, CallError) else 0.0
        return min(max(backoff_s, server_delay_s), policy.max_delay_s)


def retry_after(headers: httpx.Headers) -> float:
    """The seconds that a Retry-After header asks for; 0 without a valid one (RFC 9110, 10.2.3).

    A date counts from the response's own Date, so that the clocks of client and server need not agree.
    """
    value = headers.get("retry-after", "")
    if value.isdecimal():
        return float(value) if len(value) < 6 else 0.0
    until, now = _http_date(value), _http_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until is not None else 0.0


def _http_date(value: str) -> datetime | None:
    """An HTTP date; None if it is not one. A date without a time zone is UTC."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _base_url(url: str) -> httpx.URL:
    """The server's URL; raises ValueError for an invalid one, or one with a password, which logs would show."""
    try:
        base_url = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("the server's URL is not a valid URL") from None
    if base_url.scheme not in ("http", "https") or not base_url.host:
        raise ValueError("the server's URL must begin with http:// or https:// and name a host")
    if base_url.userinfo or base_url.query or base_url.fragment:
        raise ValueError("the server's URL must have no user, query or fragment")
    return base_url


def _checked_token(text: str) -> str:
    """The token without surrounding whitespace; raises ValueError, which does not repeat it, if it is invalid."""
    token = text.strip()
    if not is_header_value(token):
        raise ValueError("the token must be printable ASCII characters, at least one")
    return token


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    delay_s = state.next_action.sleep if state.next_action is not None else 0.0
    log.warning("%s; retrying in %.1f s", error, delay_s)
