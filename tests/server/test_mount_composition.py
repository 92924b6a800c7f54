"""What is refused when an application is composed, and how the lifespans of mounts are kept."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.sample_dialect_fixtures import SampleHandlers, application
from triplicate.main import Installation
from triplicate.server.mounts.lifespan import MountLifespan, StartupError
from triplicate.server.mounts.loopback import is_from_loopback
from triplicate.server.mounts.mount import Mount, Public, TokenScope
from triplicate.server.path_conflicts import PathConflict, check_paths


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    """An application without a lifespan."""


OPEN = Mount(application=nothing, access=Public())


def test_a_mount_and_a_dialect_cannot_serve_the_same_paths(installation: Installation) -> None:
    with pytest.raises(PathConflict, match="the dialect workshop and a mount both serve /things"):
        application(installation, SampleHandlers(), mounts={"/things": OPEN})


def test_neither_can_a_page_and_a_mount_or_a_dialect() -> None:
    with pytest.raises(PathConflict, match="a page and a mount both serve /docs"):
        check_paths((), ["docs"], ["/docs"])
    with pytest.raises(PathConflict, match="the dialect workshop and a page both serve /things"):
        check_paths((SampleHandlers().dialect(),), ["Things"], [])


@pytest.mark.parametrize("prefix", ["", "/", "console", "/Console", "/console/", "/console/inner", "/con sole"])
def test_a_prefix_is_one_segment(installation: Installation, prefix: str) -> None:
    with pytest.raises(ValueError, match="invalid mount prefix"):
        application(installation, SampleHandlers(), mounts={prefix: OPEN})


def test_a_scope_is_of_a_dialect_that_is_served(installation: Installation) -> None:
    mount = Mount(application=nothing, access=TokenScope("nowhere", "admin"))
    with pytest.raises(ValueError, match="unknown dialect 'nowhere'"):
        application(installation, SampleHandlers(), mounts={"/console": mount})


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no cellar"})
    raise ZeroDivisionError


async def raise_at_startup(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    raise OSError("no session store")


async def stumble(scope: Any, receive: Any, send: Any) -> None:
    assert scope["type"] == "http"


@pytest.mark.parametrize("inner", [nothing, stumble])
def test_an_application_without_a_lifespan_is_left_alone(inner: Callable[..., Any]) -> None:
    async def run() -> None:
        lifespan = MountLifespan(inner)
        await lifespan.start()
        await lifespan.end()

    asyncio.run(asyncio.wait_for(run(), 10))


def test_one_that_cannot_start_keeps_the_server_from_starting(installation: Installation) -> None:
    app = application(installation, SampleHandlers(), mounts={"/console": Mount(application=refuse, access=Public())})
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "lifespan.startup"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(asyncio.wait_for(app({"type": "lifespan"}, receive, send), 10))
    assert sent == [{"type": "lifespan.startup.failed", "message": "no cellar"}]


def test_its_message_is_what_is_raised() -> None:
    async def run() -> None:
        with pytest.raises(StartupError, match="no cellar"):
            await MountLifespan(refuse).start()

    asyncio.run(asyncio.wait_for(run(), 10))


def test_one_that_raises_once_it_has_been_told_to_start_has_not_started(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        with pytest.raises(StartupError, match="OSError: no session store") as raised:
            await MountLifespan(raise_at_startup).start()
        assert isinstance(raised.value.__cause__, OSError)

    asyncio.run(asyncio.wait_for(run(), 10))
    assert "OSError: no session store" in caplog.text


@pytest.mark.parametrize("ending", [{"type": "lifespan.shutdown.failed", "message": "full sink"}, None])
def test_a_failure_while_ending_is_logged(ending: dict[str, str] | None, caplog: pytest.LogCaptureFixture) -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if ending is None:
            raise OSError("full sink")
        await send(ending)

    async def run() -> None:
        lifespan = MountLifespan(inner)
        assert await lifespan.start()
        await lifespan.end()

    asyncio.run(asyncio.wait_for(run(), 10))
    assert "full sink" in caplog.text


async def hang(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await asyncio.Event().wait()


async def hang_at_the_end(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await asyncio.Event().wait()


def test_one_that_does_not_start_or_end_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        with pytest.raises(StartupError, match=r"could not start within 0\.01 s"):
            await MountLifespan(hang, start_s=0.01).start()
        lifespan = MountLifespan(hang_at_the_end, end_s=0.01)
        await lifespan.start()
        await lifespan.end()

    asyncio.run(asyncio.wait_for(run(), 10))
    assert "an application did not end within 0.01 s" in caplog.text


@pytest.mark.parametrize("client", [None, ("10.0.0.1", 4000), ("not an address", 0)])
def test_only_a_loopback_address_is_this_machine(client: tuple[str, int] | None) -> None:
    assert not is_from_loopback({"client": client}, {b"host": b"localhost"})
    assert is_from_loopback({"client": ("::1", 4000)}, {b"host": b"localhost"})
