"""Test transports: scripted responses, those of another client, and random loss of requests or responses."""

import random
from collections.abc import Callable

import httpx

Answer = httpx.Response | Exception
ORDER = {"id": "00000000-0000-4000-8000-000000000001", "lines": [], "version": 1}


class ScriptedTransport(httpx.BaseTransport):
    """Answers what the script says, and remembers what it was asked."""

    def __init__(self, *script: Answer) -> None:
        self._script = list(script)
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The next answer of the script."""
        request.read()
        self.asked.append(request)
        answer = self._script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def keys(self) -> list[str | None]:
        """The idempotency keys that came."""
        return [request.headers.get("idempotency-key") for request in self.asked]


def problem_response(status: int, code: str, **headers: str) -> httpx.Response:
    """A problem document."""
    body = {"type": f"/docs/native#{code}", "title": "A title", "status": status, "detail": "A sentence.", "code": code}
    return httpx.Response(status, json=body, headers=headers)


def order_response() -> httpx.Response:
    """An order."""
    return httpx.Response(200, json=ORDER)


class ForwardingTransport(httpx.BaseTransport):
    """Hands requests to a client that knows the way."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer."""
        reply = self._client.send(request)
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


class LossyTransport(httpx.BaseTransport):
    """Loses requests before they are sent, and answers after the server has done the work; by chance, so often."""

    def __init__(self, inner: httpx.BaseTransport, seed: int, mishaps: float = 0.5) -> None:
        self._inner = inner
        self._chance = random.Random(seed)
        self._mishaps = mishaps
        self.lost = {"before": 0, "after": 0}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, if all goes well."""
        if self._chance.random() >= self._mishaps:
            return self._inner.handle_request(request)
        return self._chance.choice(_FAILURES)(self, request)

    def lose_request(self, request: httpx.Request) -> httpx.Response:
        """The request never leaves."""
        self.lost["before"] += 1
        raise httpx.ConnectError("nobody there", request=request)

    def lose_response(self, request: httpx.Request) -> httpx.Response:
        """The server has done what it was asked, and the answer is lost."""
        self.lost["after"] += 1
        self._forward(request)
        raise httpx.ReadError("connection lost", request=request)

    def answer_from_gateway(self, request: httpx.Request) -> httpx.Response:
        """The server has done what it was asked, and somebody in between answers in its place."""
        self.lost["after"] += 1
        self._forward(request)
        return httpx.Response(504, text="<html>Gateway timeout</html>")

    def _forward(self, request: httpx.Request) -> None:
        reply = self._inner.handle_request(request)
        reply.read()
        reply.close()


_FAILURES: tuple[Callable[[LossyTransport, httpx.Request], httpx.Response], ...] = (
    LossyTransport.lose_request,
    LossyTransport.lose_response,
    LossyTransport.answer_from_gateway,
)
