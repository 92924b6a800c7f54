"""Requests to a server of a dialect: where it is, who asks, how patiently; and asking again where that can help."""

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
from triplicate.http.requests import Request, fits_a_header

T = TypeVar("T")
log = logging.getLogger("triplicate.client")
_TRANSIENT = frozenset((408, 429, 502, 503, 504))


class Patience(NamedTuple):
    """How often a call is tried, and how long it waits, in seconds: for an answer, and between attempts.

    Between attempts it waits a random time, up to `first_s` at first and twice as long each time, or as long as the
    server asks for; never longer than `most_s`.
    """

    attempts: int = 6
    timeout_s: float = 30.0
    first_s: float = 0.25
    most_s: float = 10.0


class CallFailed(Exception):
    """A call that did not succeed; each dialect's client says what it knows of it."""

    retry_after: float = 0.0
    """After how many seconds the server wants to be asked again."""

    @property
    def status(self) -> int:
        """The HTTP status; 0 when nothing was answered."""
        return 0

    @property
    def passes(self) -> bool:
        """Whether the same request may well succeed a little later."""
        if self.status == 0:
            return isinstance(self.__cause__, httpx.TransportError)
        return self.status in _TRANSIENT


class Outbound:
    """The connections to one server, in one caller's name."""

    def __init__(self, url: str, token: str | None, patience: Patience, transport: httpx.BaseTransport | None) -> None:
        """With a `transport`, requests go through that, say into an application in the same process.

        Raises ValueError for what cannot be a URL or a token, without repeating it.
        """
        headers = {"User-Agent": f"triplicate/{__version__}"}
        if token is not None:
            headers["Authorization"] = f"Bearer {_token(token)}"
        self.url = _base(url)
        self.patience = patience
        self._http = httpx.Client(base_url=self.url, headers=headers, transport=transport, follow_redirects=False)

    def close(self) -> None:
        """Closes the connections; nothing can be asked any more."""
        self._http.close()

    def send(self, request: Request, waiting_s: float = 0.0) -> httpx.Response:
        """The answer to a request, for which the server may take so much longer than usual.

        Raises httpx.RequestError when there is none.
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
        """That nothing was answered, and why, as a clause."""
        return f"{self.url} did not answer: {str(error) or type(error).__name__}"

    def again(self, once: Callable[[], T], attempts: int | None = None, for_ever: bool = False) -> T:
        """What `once` comes to, tried again while it raises a CallFailed that passes: so often, or for ever."""
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
    """The seconds of a Retry-After header; a date in it is not looked at."""
    given = headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 6 else 0.0


def _base(url: str) -> httpx.URL:
    """The server's URL; raises ValueError for what is none, or holds a password, which would be shown."""
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("the server's URL cannot be read") from None
    if found.scheme not in ("http", "https") or not found.host:
        raise ValueError("the server's URL must begin with http:// or https:// and name a host")
    if found.userinfo or found.query or found.fragment:
        raise ValueError("the server's URL must have no user, query or fragment")
    return found


def _token(text: str) -> str:
    """The token without the newline of its file; raises ValueError, which does not repeat it, for what is none."""
    token = text.strip()
    if not fits_a_header(token):
        raise ValueError("the token must be printable ASCII characters, at least one")
    return token


def _note(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    pause = state.next_action.sleep if state.next_action is not None else 0.0
    log.warning("%s; trying again in %.1f s", error, pause)
