"""`triplicate prices`: price lists, the default one and those of single accounts."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from typing import Annotated

import typer

from triplicate.app.accounts import directory
from triplicate.app.catalog import price_lists
from triplicate.app.ports import Unit
from triplicate.app.records import PriceVersion
from triplicate.cli.options import Data, acting, contents, opened
from triplicate.cli.tables import show as table
from triplicate.core import money
from triplicate.core.catalog import price_list_file
from triplicate.core.catalog.price_list import Destination, Model, PriceList, decode
from triplicate.core.failures import invalid

Of = Annotated[str | None, typer.Option("--account", help="An account's own list; default: the default price list.")]
PIECE = "piece"


def import_(
    file: Annotated[str, typer.Argument(help="A price list in TOML or JSON; - for standard input.")],
    account: Of = None,
    data: Data = None,
) -> None:
    """Imports a price list as the newest version, and prints its name. Existing orders keep their prices."""
    house = opened(data)
    wanted = price_list_file.read(price_list_file.parse(contents(file)))
    made = house.store.run("import prices", lambda unit: price_lists.bring_in(unit, acting(house), account, wanted))
    print(made.version.name if made.is_new else f"{made.version.name} unchanged")


def show(
    account: Annotated[str | None, typer.Option("--account", help="The list that applies to this account.")] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="The version; default: the newest.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON that can be imported again.")] = False,
    data: Data = None,
) -> None:
    """Shows the prices of a price list, or the whole list as JSON."""
    found = opened(data).store.run("show prices", lambda unit: _found(unit, account, version))
    if json:
        sys.stdout.buffer.write(found.document + b"\n")
        sys.stdout.buffer.flush()
    else:
        prices = decode(found.document)
        table(("of", "id", "for", prices.currency), _rows(prices))


def list_(account: Of = None, data: Data = None) -> None:
    """Lists the versions of a price list, newest first."""

    def work(unit: Unit) -> list[PriceVersion]:
        return unit.prices.versions(None if account is None else directory.account(unit, account).id)

    versions = opened(data).store.run("list prices", work)
    table(
        ("version", "imported", "by", "digest"), [(one.name, one.created_at, one.actor, one.digest) for one in versions]
    )


def sample() -> None:
    """Prints a sample price list in TOML."""
    print(sample_text().decode(), end="")


def sample_text() -> bytes:
    """The sample price list in TOML, which the demo uses."""
    return files("triplicate.cli").joinpath("prices.sample.toml").read_bytes()


def _found(unit: Unit, account: str | None, version: int | None) -> PriceVersion:
    id = None if account is None else directory.account(unit, account).id
    if version is None:
        found = unit.prices.current(id)
    else:
        found = next((one for one in unit.prices.versions(id) if one.version == version), None)
    if found is None:
        raise invalid("prices", "price list not found: see `triplicate prices list`")
    return found


def _rows(prices: PriceList) -> Iterator[tuple[str, ...]]:
    for of, id, what, price in _amounts(prices):
        yield of, id, what, f"{price:.{money.exponent(prices.currency)}f}"


def _amounts(prices: PriceList) -> Iterator[tuple[str, str, str, Decimal]]:
    for id, model in prices.models.items():
        yield from (("model", id, part, price) for part, price in _parts(model) if price or part == PIECE)
    for id, packaging in prices.packagings.items():
        yield "packaging", id, PIECE, packaging.price
    for id, service in prices.services.items():
        yield from (("service", id, _where(there), there.price) for there in service.destinations)


def _parts(model: Model) -> Iterator[tuple[str, Decimal]]:
    yield PIECE, model.price
    yield from ((f"encoding {content}", price) for content, price in model.encoding.items())
    yield "printing one side", model.printing.one_side
    yield "printing both sides", model.printing.both_sides
    yield "packaging", model.packaging
    yield "record options", model.record_options


def _where(there: Destination) -> str:
    """A destination such as `FR 20, 21 pieces`."""
    batch = f", {there.batch} pieces" if there.batch else ""
    return " ".join((*there.countries, *there.postcodes)) + batch
