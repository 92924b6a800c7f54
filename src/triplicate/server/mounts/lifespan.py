"""The lifespan of a mounted application, which begins and ends with the server's; not all applications have one."""

import asyncio
import logging
from collections.abc import MutableMapping
from typing import Any

from triplicate.server import limits
from triplicate.server.mounts.mount import AsgiApplication

Message = MutableMapping[str, Any]
_ENDED: Message = {"type": "ended"}
log = logging.getLogger("triplicate")
_VERSIONS = {"version": "3.0", "spec_version": "2.0"}


class StartupError(Exception):
    """An application could not start; the message is its own, or the cause is what it raised."""


class MountLifespan:
    """Starts and ends one application, which keeps what it made in `state`, in so many seconds each."""

    def __init__(
        self,
        application: AsgiApplication,
        start_s: float = limits.MOUNT_START_S,
        end_s: float = limits.MOUNT_END_S,
    ) -> None:
        self.state: dict[str, Any] = {}
        self._application = application
        self._start_s = start_s
        self._end_s = end_s
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._has_received = False
        self._error: Exception | None = None

    async def start(self) -> bool:
        """Returns when the application has started; False if it has no lifespan. Raises StartupError."""
        self._task = asyncio.create_task(self._run())
        try:
            async with asyncio.timeout(self._start_s):
                message = await self._exchange("lifespan.startup")
        except TimeoutError:
            self._task.cancel()
            raise StartupError(f"could not start within {self._start_s:g} s") from None
        if message["type"] == "lifespan.startup.failed":
            raise StartupError(message.get("message", ""))
        if self._error is not None and self._has_received:
            raise StartupError(f"could not start: {type(self._error).__name__}: {self._error}") from self._error
        return message is not _ENDED

    async def end(self) -> None:
        """Returns when the application has ended, if it had started, or is given up."""
        if self._task is None or self._task.done():
            return
        try:
            async with asyncio.timeout(self._end_s):
                message = await self._exchange("lifespan.shutdown")
                if message["type"] == "lifespan.shutdown.failed":
                    log.error("an application could not end: %s", message.get("message", ""))
                await asyncio.wait((self._task,))
        except TimeoutError:
            log.error("an application did not end within %g s", self._end_s)
            self._task.cancel()

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
