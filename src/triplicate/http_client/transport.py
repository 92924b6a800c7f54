"""HTTP transport of the clients: connection pool, authentication, timeouts, and retries with exponential backoff."""

import logging
from collections.abc import Callable
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
from triplicate.http_client.request_builder import Request, fits_a_header

T = TypeVar("T")
log = logging.getLogger("triplicate.client")
_TRANSIENT = frozenset((408, 429, 502, 503, 504))


class Patience(NamedTuple):
    """Retries and timeouts, in seconds.

    The backoff between attempts is random, up to `first_delay_s` at first and doubling each time, or what Retry-After
    asks for; never more than `max_delay_s`.
    """

    attempts: int = 6
    timeout_s: float = 30.0
    first_s: float = 0.25
    most_s: float = 10.0


class CallFailed(Exception):
    """A failed call; each dialect's client has its own subclass."""

    retry_after: float = 0.0
    """The seconds of the response's Retry-After header; 0 without one."""

    @property
    def status(self) -> int:
        """The HTTP status; 0 without a response."""
        return 0

    @property
    def passes(self) -> bool:
        """Whether a retry of the same request may succeed."""
        if self.status == 0:
            return isinstance(self.__cause__, httpx.TransportError)
        return self.status in _TRANSIENT


class Outbound:
    """The connections to one server, authenticated with one token."""

    def __init__(self, url: str, token: str | None, patience: Patience, transport: httpx.BaseTransport | None) -> None:
        """`transport` replaces the network, for example by an application in the same process.

        Raises ValueError for an invalid URL or token, without repeating it.
        """
        headers = {"User-Agent": f"triplicate/{__version__}"}
        if token is not None:
            headers["Authorization"] = f"Bearer {_token(token)}"
        self.url = _base(url)
        self.patience = patience
        self._http = httpx.Client(base_url=self.url, headers=headers, transport=transport, follow_redirects=False)

    def close(self) -> None:
        """Closes the connections; no more requests can be sent."""
        self._http.close()

    def send(self, request: Request, waiting_s: float = 0.0) -> httpx.Response:
        """Sends one request. `extra_timeout_s` is added to the timeout, for long polling.

        Raises httpx.RequestError when there is no response.
        """
        return self._http.request(
            request.method,
            request.target,
            headers=request.headers,
            content=request.content,
            files=request.files,
            timeout=self.patience.timeout_s + waiting_s,
        )

    def silence(self, error: httpx.RequestError) -> str:
        """The message that there was no response, and why."""
        return f"{self.url} did not answer: {str(error) or type(error).__name__}"

    def again(self, once: Callable[[], T], attempts: int | None = None, for_ever: bool = False) -> T:
        """Runs `attempt`, retrying while it raises a transient CallError, up to `max_attempts` times or `forever`."""
        retrying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, CallFailed) and error.passes),
            wait=self._pause,
            stop=stop_never if for_ever else stop_after_attempt(attempts or self.patience.attempts),
            before_sleep=_note,
            reraise=True,
        )
        return retrying(once)

    def _pause(self, state: RetryCallState) -> float:
        patience = self.patience
        chosen = wait_random_exponential(multiplier=patience.first_s, max=patience.most_s)(state)
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.retry_after if isinstance(error, CallFailed) else 0.0
        return min(max(chosen, asked), patience.most_s)


def retry_after(headers: httpx.Headers) -> float:
    """The seconds of a Retry-After header; 0 without one, or if it is a date."""
    given = headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 6 else 0.0


def _base(url: str) -> httpx.URL:
    """The server's URL; raises ValueError for an invalid one, or one with a password, which logs would show."""
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("the server's URL is not a valid URL") from None
    if found.scheme not in ("http", "https") or not found.host:
        raise ValueError("the server's URL must begin with http:// or https:// and name a host")
    if found.userinfo or found.query or found.fragment:
        raise ValueError("the server's URL must have no user, query or fragment")
    return found


def _token(text: str) -> str:
    """The token without surrounding whitespace; raises ValueError, which does not repeat it, if it is invalid."""
    token = text.strip()
    if not fits_a_header(token):
        raise ValueError("the token must be printable ASCII characters, at least one")
    return token


def _note(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    pause = state.next_action.sleep if state.next_action is not None else 0.0
    log.warning("%s; retrying in %.1f s", error, pause)
