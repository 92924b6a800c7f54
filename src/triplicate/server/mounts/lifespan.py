"""The lifespan of a mounted application, which begins and ends with the server's; not all applications have one."""

import asyncio
import logging
from collections.abc import MutableMapping
from typing import Any

from triplicate.server.mounts.mount import AsgiApplication

Message = MutableMapping[str, Any]
_ENDED: Message = {"type": "ended"}
log = logging.getLogger("triplicate")
_VERSIONS = {"version": "3.0", "spec_version": "2.0"}


class StartupError(Exception):
    """An application could not start; the message is its own, or the cause is what it raised."""


class MountLifespan:
    """Starts and ends one application, which keeps what it made in `state`."""

    def __init__(self, application: AsgiApplication) -> None:
        self.state: dict[str, Any] = {}
        self._application = application
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._has_received = False
        self._error: Exception | None = None

    async def start(self) -> bool:
        """Returns when the application has started; False if it has no lifespan. Raises StartupError."""
        self._task = asyncio.create_task(self._run())
        message = await self._exchange("lifespan.startup")
        if message["type"] == "lifespan.startup.failed":
            raise StartupError(message.get("message", ""))
        if self._error is not None and self._has_received:
            raise StartupError(f"could not start: {type(self._error).__name__}: {self._error}") from self._error
        return message is not _ENDED

    async def end(self) -> None:
        """Returns when the application has ended, if it had started."""
        if self._task is not None and not self._task.done():
            message = await self._exchange("lifespan.shutdown")
            if message["type"] == "lifespan.shutdown.failed":
                log.error("an application could not end: %s", message.get("message", ""))
            await self._task

    async def _run(self) -> None:
        """An application that has no lifespan returns, or raises, before it receives (ASGI, lifespan protocol)."""
        scope = {"type": "lifespan", "asgi": _VERSIONS, "state": self.state}
        try:
            await self._application(scope, self._receive, self._outgoing.put)
        except Exception as error:
            self._error = error
            if self._has_received:
                log.error("an application failed while it started, served or ended", exc_info=error)
            else:
                log.info("an application has no lifespan: %r", error)
        finally:
            self._outgoing.put_nowait(_ENDED)

    async def _receive(self) -> Message:
        self._has_received = True
        return await self._incoming.get()

    async def _exchange(self, event: str) -> Message:
        """The application's response to an event; `_ENDED` when there is none."""
        self._incoming.put_nowait({"type": event})
        return await self._outgoing.get()
