"""The write executor: who waits is committed in groups, each account in turn, and everybody is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from threading import Event, Lock
from typing import Any

import pytest

from triplicate.api import unit_queue, write_executor
from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.write_executor import WriteExecutor
from triplicate.app.units import Conflict, Interruption, Outcome, ResponseKey, Success, Unit, UnitFailure
from triplicate.core.failures import DomainError, IdempotencyKeyInUse, Unavailable

PATIENCE_S = 20.0


class GroupRecorder:
    """A store without a database: records which units ran together, and holds the first group until it may go on."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.keys_ahead: list[list[ResponseKey]] = []
        self.begun, self.go_on = Event(), Event()
        self.is_gone = False
        self.outcomes: dict[str, Outcome] = {}
        self.again: list[str] = []
        self.on_again: Callable[[str], Any] = lambda _: None
        self._lock = Lock()

    def run_group(self, units: Iterable[Unit], keys_ahead: Any = tuple) -> list[Outcome]:
        group: list[str] = []
        with self._lock:
            self.groups.append(group)
            self.keys_ahead.append(keys_ahead())
            is_first = len(self.groups) == 1
        if self.is_gone and not is_first:
            raise DomainError(Unavailable())
        outcomes = []
        for unit in units:
            group.append(unit.name)
            if is_first and len(group) == 1:
                self.begun.set()
                assert self.go_on.wait(PATIENCE_S)
            unit.run(None)  # type: ignore[arg-type]
            outcomes.append(self.outcomes.get(unit.name, Success()))
            if is_first:
                break
        return outcomes

    def run_again(self, unit: Unit, outcome: Conflict | Interruption) -> Success | UnitFailure:
        self.again.append(unit.name)
        self.on_again(unit.name)
        if self.is_gone:
            raise DomainError(Unavailable())
        unit.run(None)  # type: ignore[arg-type]
        return Success()


class Clients:
    """Clients whose requests wait for an executor; each may disconnect."""

    def __init__(self, store: GroupRecorder, threads: int = 1) -> None:
        self.store = store
        self.executor = WriteExecutor(store, threads)
        self.disconnects: dict[str, asyncio.Event] = {}
        self.runs: list[str] = []

    def send(
        self,
        name: str,
        account: str | None = "a",
        key: str | None = None,
        lock: Event | None = None,
        begins: Event | None = None,
    ) -> "asyncio.Task[str]":
        """Sends a request whose unit of work gives its name, once it gets the lock that it needs."""
        disconnect = self.disconnects[name] = asyncio.Event()

        async def receive() -> Any:
            await disconnect.wait()
            return {"type": "http.disconnect"}

        def work(_: Any) -> str:
            self.runs.append(name)
            if begins is not None:
                begins.set()
            assert lock is None or lock.wait(PATIENCE_S)
            return name

        claim = None if key is None else ("owner", key)
        return asyncio.ensure_future(self.executor.run(receive, account, claim, name, work))

    async def send_behind(self, *names: str, **options: Any) -> "list[asyncio.Task[str]]":
        """Sends one request that a thread is busy with, and then others that wait."""
        first = self.send("first", **options)
        await asyncio.to_thread(self.store.begun.wait, PATIENCE_S)
        others = [self.send(name, **options) for name in names]
        await asyncio.sleep(0)
        return [first, *others]


def run(scene: Callable[[Clients], Awaitable[Any]], threads: int = 1) -> GroupRecorder:
    """Plays a scene, and closes the executor."""

    async def play() -> GroupRecorder:
        clients = Clients(GroupRecorder(), threads)
        try:
            await asyncio.wait_for(scene(clients), PATIENCE_S)
        finally:
            clients.store.go_on.set()
            await clients.executor.close()
        return clients.store

    return asyncio.run(play())


async def answers(requests: "list[asyncio.Task[str]]") -> list[Any]:
    """What each request got: its result, or its error."""
    return list(await asyncio.gather(*requests, return_exceptions=True))


@pytest.mark.parametrize("threads", [1, 4])
def test_those_that_wait_are_a_group(threads: int) -> None:
    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c", "d")
        clients.store.go_on.set()
        assert await answers(requests) == ["first", "b", "c", "d"]

    assert run(scene, threads).groups == [["first"], ["b", "c", "d"]]


def test_a_group_is_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_executor, "MAX_UNITS", 2)

    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c", "d")
        clients.store.go_on.set()
        assert await answers(requests) == ["first", "b", "c", "d"]

    assert run(scene).groups == [["first"], ["b", "c"], ["d"]]


def test_a_group_is_bounded_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_executor, "BUDGET_S", 0.0)

    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c")
        clients.store.go_on.set()
        assert await answers(requests) == ["first", "b", "c"]

    assert run(scene).groups == [["first"], ["b"], ["c"]]


def test_work_that_took_long_before_joins_no_group() -> None:
    """Who waits for the commit of a short one would wait for it."""

    async def scene(clients: Clients) -> None:
        clients.executor._durations["long"] = 2 * write_executor.BUDGET_S
        requests = await clients.send_behind("b", "long", "c")
        clients.store.go_on.set()
        assert await answers(requests) == ["first", "b", "long", "c"]

    assert run(scene).groups == [["first"], ["b"], ["long", "c"]]


def test_accounts_share_no_group_where_there_are_several_writers() -> None:
    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c")
        requests += [
            clients.send("other", account="z"),
            clients.send("x", account=None),
            clients.send("y", account=None),
        ]
        assert await answers(requests[3:]) == ["other", "x", "y"]
        clients.store.go_on.set()
        assert await answers(requests) == ["first", "b", "c", "other", "x", "y"]

    assert sorted(run(scene, threads=4).groups) == [["b", "c"], ["first"], ["other"], ["x"], ["y"]]


def test_those_without_an_account_leave_threads_to_the_others() -> None:
    """As when an operator changes an account whose lock is held for long."""

    async def scene(clients: Clients) -> None:
        clients.store.go_on.set()
        lock = Event()
        operators = [clients.send(name, account=None, lock=lock) for name in "wxyz"]
        try:
            assert await asyncio.wait_for(asyncio.shield(clients.send("other", account="z")), 5) == "other"
            assert set(clients.runs) <= {"w", "x", "other"}
        finally:
            lock.set()
        assert await answers(operators) == ["w", "x", "y", "z"]

    assert sorted(run(scene, threads=4).groups) == [["other"], ["w"], ["x"], ["y"], ["z"]]


def test_those_without_an_account_claim_no_keys_for_each_other() -> None:
    """They share no transaction that could."""

    async def scene(clients: Clients) -> None:
        requests = [clients.send(name, account=None, key=name) for name in "wxyz"]
        clients.store.go_on.set()
        assert await answers(requests) == ["w", "x", "y", "z"]

    assert run(scene, threads=4).keys_ahead == [[]] * 4


def test_who_has_gone_is_dropped_while_waiting() -> None:
    async def scene(clients: Clients) -> None:
        first, b, c, d = await clients.send_behind("b", "c", "d")
        clients.disconnects["b"].set()
        c.cancel()
        first.cancel()
        await asyncio.sleep(0.01)
        clients.store.go_on.set()
        assert await d == "d"
        assert isinstance((await answers([b]))[0], ClientDisconnected)
        assert c.cancelled()
        assert clients.runs == ["first", "d"], "what has begun is finished"

    assert run(scene).groups == [["first"], ["d"]]


def test_who_has_waited_too_long_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when each of those before waits in vain for the same lock."""

    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c")
        monkeypatch.setattr(unit_queue, "MAX_WAIT_S", -1.0)
        clients.store.go_on.set()
        first, *others = await answers(requests)
        assert first == "first"
        assert [error.failure for error in others] == [Unavailable()] * 2
        assert clients.runs == ["first"]

    run(scene)


def test_a_database_that_is_gone_is_so_for_all_that_wait() -> None:
    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c")
        clients.store.is_gone = True
        clients.store.go_on.set()
        first, *others = await answers(requests)
        assert first == "first"
        assert [error.failure for error in others] == [Unavailable()] * 2
        assert clients.runs == ["first"]

    assert len(run(scene).groups) == 2


def test_who_must_run_again_does_so_alone() -> None:
    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c", "d")
        clients.store.outcomes = {"b": Interruption(), "c": UnitFailure(KeyError("c")), "d": Conflict(ValueError())}
        clients.store.go_on.set()
        _, b, c, d = await answers(requests)
        assert (b, type(c), d) == ("b", KeyError, "d")
        assert clients.runs == ["first", "b", "c", "d", "b", "d"]

    store = run(scene)
    assert store.again == ["b", "d"]


def test_who_must_run_again_does_so_before_those_that_came_later() -> None:
    """Both would wait for the account's lock, and keep two threads from other accounts."""

    async def scene(clients: Clients) -> None:
        begun = Event()
        clients.store.outcomes = {"first": Interruption()}
        clients.store.on_again = lambda _: clients.runs.append(f"overtaken: {begun.wait(0.3)}")
        first = (await clients.send_behind())[0]
        later = clients.send("later", begins=begun)
        await asyncio.sleep(0)
        clients.store.go_on.set()
        assert await answers([first, later]) == ["first", "later"]
        assert clients.runs == ["first", "overtaken: False", "first", "later"]

    run(scene, threads=4)


def test_who_has_waited_too_long_does_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of those before may have waited for a lock in vain."""

    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c", "d")
        clients.store.outcomes = {name: Interruption() for name in "bcd"}
        clients.store.on_again = lambda _: monkeypatch.setattr(unit_queue, "MAX_WAIT_S", -1.0)
        clients.store.go_on.set()
        first, b, *others = await answers(requests)
        assert (first, b) == ("first", "b")
        assert [error.failure for error in others] == [Unavailable()] * 2

    assert run(scene).again == ["b"]


def test_who_has_gone_does_not_run_again() -> None:
    async def scene(clients: Clients) -> None:
        _, b, c, d = await clients.send_behind("b", "c", "d")
        loop = asyncio.get_running_loop()

        async def leave() -> None:
            c.cancel()
            await asyncio.wait([c])

        clients.store.outcomes = {name: Interruption() for name in "bc"}
        clients.store.on_again = lambda _: asyncio.run_coroutine_threadsafe(leave(), loop).result(PATIENCE_S)
        clients.store.go_on.set()
        assert await answers([b, d]) == ["b", "d"]
        assert c.cancelled()

    assert run(scene).again == ["b"]


def test_an_error_that_no_future_takes_keeps_nobody_waiting() -> None:
    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c")
        clients.store.outcomes = {"b": UnitFailure(StopIteration())}
        clients.store.go_on.set()
        first, b, c = await answers(requests)
        assert (first, type(b), c) == ("first", RuntimeError, "c")

    run(scene)


def test_running_again_ends_when_the_database_is_gone() -> None:
    async def scene(clients: Clients) -> None:
        clients.store.outcomes = {"first": Interruption()}
        requests = await clients.send_behind("b")
        clients.store.is_gone = True
        clients.store.go_on.set()
        assert [error.failure for error in await answers(requests)] == [Unavailable()] * 2

    assert run(scene).again == ["first"]


def test_a_key_is_in_use_until_its_request_is_answered() -> None:
    async def scene(clients: Clients) -> None:
        first = (await clients.send_behind(key="k"))[0]
        second = clients.send("second", key="k")
        assert [error.failure for error in await answers([second])] == [IdempotencyKeyInUse()]
        clients.store.go_on.set()
        await first
        assert await clients.send("third", key="k") == "third"

    run(scene)


def test_the_keys_of_those_that_wait_are_told() -> None:
    async def scene(clients: Clients) -> None:
        first = (await clients.send_behind())[0]
        others = [clients.send(name, key=name) for name in ("b", "c", "d")]
        await asyncio.sleep(0)
        clients.store.go_on.set()
        await answers([first, *others])

    assert run(scene).keys_ahead == [[], [("a", "owner", "c"), ("a", "owner", "d")]], "but for the first's own"


def test_closing_waits_for_all() -> None:
    async def scene(clients: Clients) -> None:
        requests = await clients.send_behind("b", "c")
        closing = asyncio.ensure_future(clients.executor.close())
        await asyncio.sleep(0.01)
        assert not closing.done()
        clients.store.go_on.set()
        await closing
        assert [request.result() for request in requests] == ["first", "b", "c"]

    run(scene)
