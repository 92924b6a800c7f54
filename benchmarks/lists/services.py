"""Both sizes of Triplicate on one database: filled, and checked against a sample."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
from triplicate.app.ports import OrderName, Reader
from triplicate.core.access import OPERATOR
from triplicate.core.order import order as core
from triplicate.main import Installation

from harness.cores import Cores
from harness.installation import open_installation
from harness.postgres import postgres, settle
from harness.services import say
from lists import loading, orders

CHECKED = 20
replace = msgspec.structs.replace


@dataclass(frozen=True)
class Prepared:
    """A Triplicate that holds so many orders, and a token that lists all of them."""

    installation: Installation
    count: int
    token: str


@contextmanager
def prepared(directory: Path, database: str, counts: tuple[int, ...], cores: Cores) -> Iterator[list[Prepared]]:
    with ExitStack() as stack:
        names = {count: f"lists_{count}" for count in counts}
        urls: dict[str, str] = {}
        if database == "postgresql":
            started = postgres(directory / "postgresql", cores.database, list(names.values()))
            urls = stack.enter_context(started)
        yield [_one(directory / f"{database}-{count}", count, urls.get(names[count])) for count in counts]


def _one(directory: Path, count: int, url: str | None) -> Prepared:
    say(f"{count:,} orders in {directory.name}")
    directory.mkdir(exist_ok=True)
    filled = open_installation(directory, url)
    token = loading.fill(filled, count)
    if url is not None:
        settle(url)
    return Prepared(filled, count, token)


async def check(reader: Reader, count: int) -> None:
    """Some orders, read as they are served, must be those that were to be loaded; the store numbered them."""
    for index in Random(count).sample(range(count), CHECKED):
        wanted = orders.order(index, count)
        found = core.decode((await reader.find(OPERATOR, OrderName("guid", wanted.guid))).document)
        lines = tuple(replace(line, number=0) for line in found.lines)
        if replace(found, number=0, lines=lines) != wanted or not found.number:
            raise SystemExit(
                f"Of {count:,} orders, number {index} is not as it was made: remove the data and load anew."
            )
