"""`triplicate order production | packing-list`: production exports and packing lists."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.orders.arguments import Id
from triplicate.cli.terminal.output_file import open_output
from triplicate.cli.terminal.tables import printable, show, show_json
from triplicate.client import PackedLine, PackingList


def production(
    id: Id,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to a file instead of standard output.")] = None,
    keys: Annotated[
        bool, typer.Option("--keys", help="Include the chips' keys; this is recorded as an event.")
    ] = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Prints the production export as CSV: a row for each piece, with its chip content and artwork."""
    with open_client(remote_server(url, token, data), data) as client:
        table = client.get_production(id, keys=keys)
    with open_output(out) as file:
        file.write(table.encode())
    if keys:
        note = "note: this contains the chips' keys; keep it secret, and delete it when the chips are encoded"
        print(note, file=sys.stderr)


def packing_list(
    id: Id,
    shipment: Annotated[
        str | None, typer.Option("--shipment", help="The shipment; default: everything still to be shipped.")
    ] = None,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Prints the packing list: the contents and address of a shipment."""
    with open_client(remote_server(url, token, data), data) as client:
        packing = client.get_packing_list(id, shipment=shipment)
    if json:
        show_json(packing)
        return
    for name, value in _heading(packing):
        print(printable(f"{name}: {value}"))
    show(("line", "quantity", "of", "what", "model", "piece"), [row for line in packing.lines for row in _rows(line)])
    for piece in packing.loose:
        print(printable(f"loose piece: {piece}"))


def _heading(packing: PackingList) -> Iterator[tuple[str, str]]:
    yield "order", " ".join(filter(None, (str(packing.number), packing.reference)))
    if (to := packing.ship_to) is not None:
        country = None if to.country is None else to.country.code or to.country.name
        locality = " ".join(filter(None, (to.postcode, to.city)))
        yield "to", ", ".join(filter(None, (to.name, to.company, to.line1, to.line2, locality, country)))
        if to.pickup_point is not None:
            yield "pick-up point", to.pickup_point.id or ""
    if packing.shipping is not None:
        yield "by", packing.shipping.label or packing.shipping.name or packing.shipping.id or ""
    if (parcel := packing.shipment) is not None:
        yield "parcel", " ".join(filter(None, (parcel.id, parcel.carrier, parcel.tracking_number)))


def _rows(line: PackedLine) -> Iterator[tuple[str, ...]]:
    """A row for the line with its first piece, and a row for each other piece."""
    cells = (line.number, line.quantity, line.ordered, line.name or line.sku, line.model)
    first, *others = line.pieces or [""]
    yield (*("" if word is None else str(word) for word in cells), first)
    for piece in others:
        yield (*("" for _ in cells), piece)
