"""Crash recovery of a server: a request repeated with its key yields one order, paid once."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import httpx
import pytest

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, open_native_api
from tests.dialects.native.server_process_fixtures import prepared_installation, serve_process
from tests.e2e.process_fixtures import TIMEOUT_S, command_line, environment, run
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import native_order
from triplicate.core.lifecycle import Payment

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
CLIENTS, DOCUMENTS, ROWS = 16, 400, 3


class PendingRequest(NamedTuple):
    """A request that is to be answered once, however often it must be sent."""

    key: str
    path: str
    body: Any

    @property
    def orders(self) -> int:
        """How many orders it makes."""
        return {"/orders": 1, "/orders/bulk": ROWS}.get(self.path, 0)


class ExpectedState:
    """What was asked of the servers, one after the other, and what they answered."""

    def __init__(self, bureau: NativeApi, chance: random.Random) -> None:
        self.bureau = bureau
        self.chance = chance
        self.keys = count(1)
        self.wished: list[PendingRequest] = []
        self.answers: dict[str, bytes] = {}
        self.replayed = 0

    def new(self, path: str, body: Any) -> PendingRequest:
        """Something more to be done."""
        wish = PendingRequest(f"key {next(self.keys)}", path, body)
        self.wished.append(wish)
        return wish

    def ask(self, client: httpx.Client, wish: PendingRequest) -> httpx.Response:
        """One answer, which is noted; what was answered before must be answered again."""
        key = {"Idempotency-Key": wish.key}
        reply = self.bureau._replace(client=client).request("POST", wish.path, wish.body, headers=key)
        if reply.is_success:
            assert self.answers.setdefault(wish.key, reply.content) == reply.content
        return reply

    def insist(self, client: httpx.Client, wish: PendingRequest) -> None:
        """Asks until it is answered. A transaction of the one that was killed may hold the key a moment longer."""
        is_repeated, until = wish.key in self.answers, time.monotonic() + TIMEOUT_S
        while not (reply := self.ask(client, wish)).is_success:
            assert reply.json()["code"] == "idempotency-key-in-use", reply.text
            assert time.monotonic() < until, "the key is never free"
        replayed = reply.headers.get("idempotent-replayed") == "true"
        assert replayed or not is_repeated
        self.replayed += replayed and not is_repeated
        self.pay(client, wish)

    def pay(self, client: httpx.Client, wish: PendingRequest) -> None:
        """Has an order that was placed paid, once."""
        path = f"/orders/{json.loads(self.answers[wish.key])['id']}/payments" if wish.path == "/orders" else ""
        if path and not any(other.path == path for other in self.wished):
            self.insist(client, self.new(path, {}))

    def work(self, client: httpx.Client, killed: Event) -> None:
        """Places and pays, one by one and in bulk, until nobody answers any more."""
        while not killed.is_set():
            many = self.chance.random() < 0.2
            body = {"lines": [card_line(reference) for reference in (1, 2)]}
            wish = self.new("/orders/bulk", {"orders": [body] * ROWS}) if many else self.new("/orders", body)
            try:
                self.ask(client, wish)
                self.pay(client, wish)
            except httpx.TransportError:
                return


def rounds(database: Database, scratch: Path, many: int, seed: int) -> ExpectedState:
    """So many servers, each killed in the middle of its work, and one that does what was left undone."""
    chance = random.Random(seed)
    with prepared_installation(database) as installation:
        book = ExpectedState(open_native_api(installation, None), chance)  # type: ignore[arg-type]
        for number in range(many):
            one_round(database, scratch / f"{number}", book)
        with serve_process(database, scratch / "last") as (_, client):
            catch_up(client, book, len(book.wished))
    return book


def one_round(database: Database, scratch: Path, book: ExpectedState) -> None:
    with serve_process(database, scratch) as (process, client), ThreadPoolExecutor(CLIENTS) as clients:
        catch_up(client, book, 10)
        killed = Event()
        working = [clients.submit(book.work, client, killed) for _ in range(CLIENTS)]
        time.sleep(book.chance.uniform(0.01, 0.3))
        os.killpg(process.process.pid, signal.SIGKILL)
        killed.set()
        for each in working:
            each.result(TIMEOUT_S)


def catch_up(client: httpx.Client, book: ExpectedState, also: int) -> None:
    """Asks again for what was not answered, and for some that was."""
    undone = [wish for wish in book.wished if wish.key not in book.answers]
    for wish in (*undone, *book.wished[-also:]):
        book.insist(client, wish)


def agrees(database: Database, book: ExpectedState) -> None:
    """One order for each wish for one, paid once; and all that was derived from them agrees with them."""
    with prepared_installation(database) as installation:
        orders = check_consistency(installation)
    assert len(orders) == sum(wish.orders for wish in book.wished)
    singles = {json.loads(book.answers[wish.key])["id"] for wish in book.wished if wish.path == "/orders"}
    paid = Counter(len(order.payments) for order in orders if order.guid in singles)
    assert paid == {1: len(singles)}
    assert all((order.payment is Payment.PAID) is (order.guid in singles) for order in orders)


def test_killed_a_dozen_times(database: Database, tmp_path: Path) -> None:
    agrees(database, rounds(database, tmp_path, 12, seed=1))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 8))
def test_killed_hundreds_of_times(database: Database, tmp_path: Path, seed: int) -> None:
    book = rounds(database, tmp_path, 50, seed)
    agrees(database, book)
    assert book.replayed, "no server was killed between a change and its answer"


def importing(database: Database, account: str, content: bytes) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command_line("import", "native", "-", "--account", account),
        env=environment(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(content)
    process.stdin.close()
    return process


def imports(database: Database, many: int, seed: int) -> None:
    """Imports of the same documents, each killed somewhere; the last one is left alone."""
    chance = random.Random(seed)
    content = b"".join(json.dumps(native_order(n)).encode() + b"\n" for n in range(1, DOCUMENTS + 1))
    with prepared_installation(database) as installation:
        account = open_native_api(installation, None).account  # type: ignore[arg-type]
        for _ in range(many):
            process = importing(database, account, content)
            time.sleep(chance.uniform(0.5, 1.5))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(TIMEOUT_S)
            check_consistency(installation)
        output = run(database, "import", "native", "-", "--account", account, stdin=content)
        assert "0 refused" in output
        assert len(check_consistency(installation)) == DOCUMENTS


def test_imports_killed_a_few_times(database: Database) -> None:
    imports(database, 3, seed=1)


@pytest.mark.soak
def test_imports_killed_a_hundred_times(database: Database) -> None:
    imports(database, 100, seed=2)
