"""A server that is killed while it changes orders: who asks again with the same key ends with one order, paid once."""

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

from tests.dialects.native.consistency_fixtures import check
from tests.dialects.native.native_api_fixtures import Bureau, card, open_bureau
from tests.dialects.native.server_process_fixtures import serving, settled
from tests.e2e.process_fixtures import PATIENCE_S, environment, run, triplicate
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import marketiger
from triplicate.core.lifecycle import Payment

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
CLIENTS, DOCUMENTS, ROWS = 4, 400, 3


class Wish(NamedTuple):
    """A request that is to be answered once, however often it must be sent."""

    key: str
    path: str
    body: Any

    @property
    def orders(self) -> int:
        """How many orders it makes."""
        return {"/orders": 1, "/orders/bulk": ROWS}.get(self.path, 0)


class Book:
    """What was asked of the servers, one after the other, and what they answered."""

    def __init__(self, bureau: Bureau, chance: random.Random) -> None:
        self.bureau = bureau
        self.chance = chance
        self.keys = count(1)
        self.wished: list[Wish] = []
        self.answers: dict[str, bytes] = {}
        self.replayed = 0

    def new(self, path: str, body: Any) -> Wish:
        """Something more to be done."""
        wish = Wish(f"key {next(self.keys)}", path, body)
        self.wished.append(wish)
        return wish

    def ask(self, client: httpx.Client, wish: Wish) -> httpx.Response:
        """One answer, which is noted; what was answered before must be answered again."""
        key = {"Idempotency-Key": wish.key}
        reply = self.bureau._replace(client=client).ask("POST", wish.path, wish.body, headers=key)
        if reply.is_success:
            assert self.answers.setdefault(wish.key, reply.content) == reply.content
        return reply

    def insist(self, client: httpx.Client, wish: Wish) -> None:
        """Asks until it is answered. A transaction of the one that was killed may hold the key a moment longer."""
        known, until = wish.key in self.answers, time.monotonic() + PATIENCE_S
        while not (reply := self.ask(client, wish)).is_success:
            assert reply.json()["code"] == "key-in-flight", reply.text
            assert time.monotonic() < until, "the key is never free"
        replayed = reply.headers.get("idempotent-replayed") == "true"
        assert replayed or not known
        self.replayed += replayed and not known
        self.pay(client, wish)

    def pay(self, client: httpx.Client, wish: Wish) -> None:
        """Has an order that was placed paid, once."""
        path = f"/orders/{json.loads(self.answers[wish.key])['id']}/payments" if wish.path == "/orders" else ""
        if path and not any(other.path == path for other in self.wished):
            self.insist(client, self.new(path, {}))

    def work(self, client: httpx.Client, killed: Event) -> None:
        """Places and pays, one by one and in bulk, until nobody answers any more."""
        while not killed.is_set():
            many = self.chance.random() < 0.2
            body = {"lines": [card(reference) for reference in (1, 2)]}
            wish = self.new("/orders/bulk", {"orders": [body] * ROWS}) if many else self.new("/orders", body)
            try:
                self.ask(client, wish)
                self.pay(client, wish)
            except httpx.TransportError:
                return


def rounds(database: Database, scratch: Path, many: int, seed: int) -> Book:
    """So many servers, each killed in the middle of its work, and one that does what was left undone."""
    chance = random.Random(seed)
    with settled(database) as house:
        book = Book(open_bureau(house, None), chance)  # type: ignore[arg-type]
        for number in range(many):
            one_round(database, scratch / f"{number}", book)
        with serving(database, scratch / "last") as (_, client):
            catch_up(client, book, len(book.wished))
    return book


def one_round(database: Database, scratch: Path, book: Book) -> None:
    with serving(database, scratch) as (process, client), ThreadPoolExecutor(CLIENTS) as clients:
        catch_up(client, book, 10)
        killed = Event()
        working = [clients.submit(book.work, client, killed) for _ in range(CLIENTS)]
        time.sleep(book.chance.uniform(0.01, 0.3))
        os.killpg(process.process.pid, signal.SIGKILL)
        killed.set()
        for one in working:
            one.result(PATIENCE_S)


def catch_up(client: httpx.Client, book: Book, also: int) -> None:
    """Asks again for what was not answered, and for some that was."""
    undone = [wish for wish in book.wished if wish.key not in book.answers]
    for wish in (*undone, *book.wished[-also:]):
        book.insist(client, wish)


def agrees(database: Database, book: Book) -> None:
    """One order for each wish for one, paid once; and all that was derived from them agrees with them."""
    with settled(database) as house:
        orders = check(house)
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
        triplicate("import", "marketiger", "-", "--account", account),
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
    content = b"".join(json.dumps(marketiger(n)).encode() + b"\n" for n in range(1, DOCUMENTS + 1))
    with settled(database) as house:
        account = open_bureau(house, None).account  # type: ignore[arg-type]
        for _ in range(many):
            process = importing(database, account, content)
            time.sleep(chance.uniform(0.5, 1.5))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_S)
            check(house)
        told = run(database, "import", "marketiger", "-", "--account", account, stdin=content)
        assert "0 refused" in told
        assert len(check(house)) == DOCUMENTS


def test_imports_killed_a_few_times(database: Database) -> None:
    imports(database, 3, seed=1)


@pytest.mark.soak
def test_imports_killed_a_hundred_times(database: Database) -> None:
    imports(database, 100, seed=2)
