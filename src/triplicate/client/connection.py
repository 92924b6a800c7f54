"""A connection to a Triplicate: sends operations of the native API, and sends them again when that can help.

Every change carries an idempotency key, kept over its attempts: whether the server has done the work before the
connection broke or not, it is done once, and the answer of the attempt that arrives is the answer of that work.
"""

import logging
import uuid
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import httpx
import msgspec
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_never,
    wait_random_exponential,
)

from triplicate import __version__
from triplicate.dialects.native import client as native
from triplicate.dialects.native.errors import KeyInFlight, TriplicateError, unreachable
from triplicate.http.op import Op

T = TypeVar("T")
log = logging.getLogger(__name__)
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


class Connection:
    """Where a Triplicate is, who asks, and how patiently."""

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        patience: Patience = Patience(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`url` is where the server is, without `/v1`; `token` one that `triplicate token create native` printed.

        With a `transport`, requests go through that, say into an application in the same process. Raises ValueError
        for what cannot be a URL or a token, without repeating it.
        """
        headers = {"User-Agent": f"triplicate/{__version__}"}
        if token is not None:
            headers["Authorization"] = f"Bearer {_token(token)}"
        self._url = _base(url)
        self._patience = patience
        self._http = httpx.Client(base_url=self._url, headers=headers, transport=transport, follow_redirects=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._url)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; the client cannot be used any more."""
        self._http.close()

    def _ask(
        self,
        op: Op,
        kind: type[T],
        values: native.Values = {},  # noqa: B006
        body: msgspec.Struct | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
        waiting_s: float = 0.0,
        for_ever: bool = False,
    ) -> T:
        """The reply to an operation. A change without a `key` gets one. Raises TriplicateError.

        The server may take `waiting_s` longer than usual. `for_ever` goes on for as long as nothing is answered.
        """
        if op.method != "GET":
            key = key if key is not None else str(uuid.uuid4())
        request = native.request(op, values, body, key, version)
        patience = self._patience
        retrying = Retrying(
            retry=retry_if_exception(_is_transient),
            wait=self._pause,
            stop=stop_never if for_ever else stop_after_attempt(patience.attempts),
            before_sleep=_note,
            reraise=True,
        )
        answered: T = retrying(self._once, request, kind, patience.timeout_s + waiting_s)
        return answered

    def _once(self, request: native.Request, kind: type[T], timeout_s: float) -> T:
        try:
            answer = self._http.request(
                request.method, request.target, headers=request.headers, content=request.content, timeout=timeout_s
            )
        except httpx.RequestError as error:
            raise unreachable(f"{self._url} did not answer: {str(error) or type(error).__name__}") from error
        return native.reply(kind, answer.status_code, answer.headers, answer.content)

    def _pause(self, state: RetryCallState) -> float:
        patience = self._patience
        chosen = wait_random_exponential(multiplier=patience.first_s, max=patience.most_s)(state)
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.retry_after if isinstance(error, TriplicateError) else 0.0
        return min(max(chosen, asked), patience.most_s)


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
    if not native.fits_a_header(token):
        raise ValueError("the token must be printable ASCII characters, at least one")
    return token


def _is_transient(error: BaseException) -> bool:
    """Whether the same request may well succeed a little later."""
    if not isinstance(error, TriplicateError):
        return False
    if error.status == 0:
        return isinstance(error.__cause__, httpx.TransportError)
    return error.status in _TRANSIENT or isinstance(error, KeyInFlight)


def _note(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    pause = state.next_action.sleep if state.next_action is not None else 0.0
    log.warning("%s; trying again in %.1f s", error, pause)
