"""Triplicates of two sizes on one database: filled, and then copies of them served, so that the filled ones stay."""

import http.client
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from cards.loading import Tokens, fill
from harness import installation
from harness.cores import Cores
from harness.postgres import copied, postgres, settle
from harness.services import say
from harness.spawn import HOST, Server
from harness.triplicate import find_sqlite

ADMINISTRATION = "postgres"


@dataclass
class Desk:
    """A running Triplicate that held so many orders; the next number to order under, and the answers to each kind."""

    database: str
    count: int
    server: Server
    tokens: Tokens
    location: str
    following: int = 1
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.database}, {self.count:,} orders"

    def ask(self, path: str) -> Any:
        """What Printags' API answers to the account; ends the run unless with 200."""
        return self.send("GET", path, None, {"Authorization": f"Bearer {self.tokens.printags}"}, 200)

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int) -> Any:
        """The JSON of an answer; ends the run unless it has this status."""
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=30)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        if response.status != status:
            raise SystemExit(f"{self.name}: {method} {path} was answered with {response.status}: {answer[:300]!r}")
        return json.loads(answer)

    def balance(self) -> Decimal:
        return Decimal(str(self.ask("/accounts/@me")["account"]["balance"]))


@contextmanager
def desks(directory: Path, database: str, counts: tuple[int, ...], cores: Cores) -> Iterator[list[Desk]]:
    """Every server runs on the same core, and one is asked at a time."""
    with ExitStack() as stack:
        names = [_name(count, copy) for count in counts for copy in (False, True)]
        urls: dict[str, str] = {}
        if database == "postgresql":
            urls = stack.enter_context(postgres(directory / database, cores.database, [*names, ADMINISTRATION]))
        yield [_desk(directory, database, count, urls, cores, stack) for count in counts]


def _desk(directory: Path, database: str, count: int, urls: dict[str, str], cores: Cores, stack: ExitStack) -> Desk:
    say(f"{count:,} orders on {database}")
    filled, copy = directory / f"{database}-{count}", directory / f"{database}-{count}-copy"
    filled.mkdir(exist_ok=True)
    tokens = fill(installation.open_installation(filled, urls.get(_name(count))), count)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(filled, copy)
    stack.callback(shutil.rmtree, copy)
    url = urls.get(_name(count, True))
    if url is not None:
        copied(urls[ADMINISTRATION], _name(count), _name(count, True))
        settle(url)
    server = stack.enter_context(installation.served(installation.open_installation(copy, url), cores.server))
    return Desk(database, count, server, tokens, url or str(find_sqlite(copy)))


def _name(count: int, copy: bool = False) -> str:
    return f"cards_{count}_copy" if copy else f"cards_{count}"
