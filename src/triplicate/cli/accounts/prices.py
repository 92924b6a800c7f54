"""`triplicate prices`: price lists, the default one and those of single accounts."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from typing import Annotated

import typer

from triplicate.app.accounts import directory
from triplicate.app.catalog import price_lists
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import PriceVersion
from triplicate.cli.options import Data, open_installation, operator_context, read_input
from triplicate.cli.terminal.tables import show as table
from triplicate.core import money
from triplicate.core.catalog import price_list_file
from triplicate.core.catalog.price_list import CatalogModel, Destination, PriceList, decode
from triplicate.core.failures import invalid

AccountOption = Annotated[
    str | None, typer.Option("--account", help="An account's own list; default: the default price list.")
]
PIECE = "piece"


def import_(
    file: Annotated[str, typer.Argument(help="A price list in TOML or JSON; - for standard input.")],
    account: AccountOption = None,
    data: Data = None,
) -> None:
    """Imports a price list as the newest version, and prints its name. Existing orders keep their prices."""
    installation = open_installation(data)
    new_list = price_list_file.read(price_list_file.parse(read_input(file)))
    result = installation.store.run(
        "import prices",
        lambda uow: price_lists.import_price_list(uow, operator_context(installation), account, new_list),
    )
    print(result.version.name if result.is_new else f"{result.version.name} unchanged")


def show(
    account: Annotated[str | None, typer.Option("--account", help="The list that applies to this account.")] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="The version; default: the newest.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON that can be imported again.")] = False,
    data: Data = None,
) -> None:
    """Shows the prices of a price list, or the whole list as JSON."""
    price_version = open_installation(data).store.run("show prices", lambda uow: _price_version(uow, account, version))
    if json:
        sys.stdout.buffer.write(price_version.document + b"\n")
        sys.stdout.buffer.flush()
    else:
        prices = decode(price_version.document)
        table(("of", "id", "for", prices.currency), _rows(prices))


def list_(account: AccountOption = None, data: Data = None) -> None:
    """Lists the versions of a price list, newest first."""

    def work(uow: UnitOfWork) -> list[PriceVersion]:
        return uow.prices.versions(None if account is None else directory.get_account(uow, account).id)

    versions = open_installation(data).store.run("list prices", work)
    table(
        ("version", "imported", "by", "digest"), [(one.name, one.created_at, one.actor, one.digest) for one in versions]
    )


def sample() -> None:
    """Prints a sample price list in TOML."""
    print(sample_text().decode(), end="")


def sample_text() -> bytes:
    """The sample price list in TOML, which the demo uses."""
    return files("triplicate.cli.accounts").joinpath("prices.sample.toml").read_bytes()


def _price_version(uow: UnitOfWork, account: str | None, version: int | None) -> PriceVersion:
    id = None if account is None else directory.get_account(uow, account).id
    if version is None:
        price_version = uow.prices.current(id)
    else:
        price_version = next((one for one in uow.prices.versions(id) if one.version == version), None)
    if price_version is None:
        raise invalid("prices", "price list not found: see `triplicate prices list`")
    return price_version


def _rows(prices: PriceList) -> Iterator[tuple[str, ...]]:
    for of, id, what, price in _amounts(prices):
        yield of, id, what, f"{price:.{money.exponent(prices.currency)}f}"


def _amounts(prices: PriceList) -> Iterator[tuple[str, str, str, Decimal]]:
    for id, model in prices.models.items():
        yield from (("model", id, part, price) for part, price in _model_prices(model) if price or part == PIECE)
    for id, packaging in prices.packagings.items():
        yield "packaging", id, PIECE, packaging.price
    for id, service in prices.services.items():
        yield from (("service", id, _destination_text(there), there.price) for there in service.destinations)


def _model_prices(model: CatalogModel) -> Iterator[tuple[str, Decimal]]:
    yield PIECE, model.price
    yield from ((f"encoding {content}", price) for content, price in model.encoding.items())
    yield "printing one side", model.printing.one_side
    yield "printing both sides", model.printing.both_sides
    yield "packaging", model.packaging
    yield "record options", model.record_options


def _destination_text(destination: Destination) -> str:
    """A destination such as `FR 20, 21 pieces`."""
    batch = f", {destination.batch} pieces" if destination.batch else ""
    return " ".join((*destination.countries, *destination.postcodes)) + batch
