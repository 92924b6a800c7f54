"""A Starlette application as a mount: a form, a session cookie, a streaming response, and pages that fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from starlette.routing import Route

from triplicate.core.failures import DomainError, Unavailable

SECRET = "hunter2 is in no response"


async def sign_in(request: Request) -> RedirectResponse:
    (request.session["name"],) = parse_qs((await request.body()).decode())["name"]
    return RedirectResponse(request.url_for("greet"), 303)


async def greet(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"Good day, {request.session.get('name', 'stranger')}")


async def stream(request: Request) -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(int(request.query_params["pieces"])):
            await asyncio.sleep(float(request.query_params.get("pause", "0")))
            yield b"x" * 1000

    return StreamingResponse(pieces())


async def scope(request: Request) -> JSONResponse:
    principal = request.state.principal
    return JSONResponse(
        {
            "root": request.scope["root_path"],
            "request_id": request.state.request_id,
            "caller": principal and principal.credential,
            "cellar": request.state.cellar,
        }
    )


async def stumble(request: Request) -> PlainTextResponse:
    raise ZeroDivisionError(SECRET)


async def stumble_halfway(request: Request) -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        raise ZeroDivisionError(SECRET)

    return StreamingResponse(pieces(), headers={"content-length": "8"})


async def own_failure(request: Request) -> PlainTextResponse:
    return PlainTextResponse("so it goes", 500)


async def unavailable(request: Request) -> PlainTextResponse:
    raise DomainError(Unavailable())


async def hang(request: Request) -> PlainTextResponse:
    await asyncio.sleep(3600)
    raise AssertionError


class Pages:
    """The application, and whether it runs."""

    def __init__(self) -> None:
        self.is_running = False

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[dict[str, Any]]:
        self.is_running = True
        yield {"cellar": "full"}
        self.is_running = False

    def application(self) -> Starlette:
        """A Starlette application that knows nothing of where it is mounted."""
        return Starlette(
            routes=[
                Route("/", sign_in, methods=["POST"]),
                Route("/greet", greet, name="greet"),
                Route("/stream", stream),
                Route("/scope", scope, methods=["GET", "PUT"]),
                Route("/stumble", stumble),
                Route("/stumble/halfway", stumble_halfway),
                Route("/failure", own_failure),
                Route("/unavailable", unavailable),
                Route("/hang", hang),
            ],
            middleware=[Middleware(SessionMiddleware, secret_key="of the tests only")],
            debug=True,
            lifespan=self._lifespan,
        )
