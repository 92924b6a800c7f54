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
    """A mounted application could not start; the message is its own."""


class MountLifespan:
    """Starts and ends one application, which keeps what it made in `state`."""

    def __init__(self, application: AsgiApplication) -> None:
        self.state: dict[str, Any] = {}
        self._application = application
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> bool:
        """Returns when the application has started; False if it has no lifespan. Raises StartupError."""
        self._task = asyncio.create_task(self._run())
        message = await self._exchange("lifespan.startup")
        if message["type"] == "lifespan.startup.failed":
            raise StartupError(message.get("message", ""))
        return message is not _ENDED

    async def end(self) -> None:
        """Returns when the application has ended, if it had started."""
        if self._task is not None and not self._task.done():
            await self._exchange("lifespan.shutdown")
            await self._task

    async def _run(self) -> None:
        """An application that has no lifespan returns, or raises, without a message (ASGI, lifespan protocol)."""
        scope = {"type": "lifespan", "asgi": _VERSIONS, "state": self.state}
        try:
            await self._application(scope, self._incoming.get, self._outgoing.put)
        except Exception as error:
            log.info("the lifespan of a mounted application ended: %r", error)
        finally:
            self._outgoing.put_nowait(_ENDED)

    async def _exchange(self, event: str) -> Message:
        """The application's response to an event; `_ENDED` when there is none."""
        self._incoming.put_nowait({"type": event})
        return await self._outgoing.get()
