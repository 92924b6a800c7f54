"""`triplicate piece scan | show`: pieces by the ids on their labels, for barcode scanners."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from triplicate.cli.connection import error_text, open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.terminal.tables import printable, show_json
from triplicate.cli.terminal.tables import show as show_rows
from triplicate.client import PieceDetails, Step, Triplicate, TriplicateError

_FATAL_STATUSES = (401, 403)


def scan(
    ids: Annotated[
        list[str] | None, typer.Argument(help="The piece ids; default: one a line from standard input.")
    ] = None,
    to: Annotated[Step | None, typer.Option("--to", help="The step they have reached; default: the next one.")] = None,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Advances pieces in production, and prints for each: piece, step, order number, reference and order step.

    Errors are printed on standard error, and the next piece is processed; the exit status is then 1.
    """
    with open_client(remote_server(url, token, data), data) as client:
        results = [_scan(client, id, to, json) for id in (ids or _ids_from_stdin())]
    if not all(results):
        raise typer.Exit(1)


def show(
    id: Annotated[str, typer.Argument(help="The piece's id, as on its label.")],
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Shows a piece, its line, its order, and their steps."""
    with open_client(remote_server(url, token, data), data) as client:
        piece = client.get_piece(id)
    show_json(piece) if json else show_rows(("what", "is"), _piece_rows(piece))


def _ids_from_stdin() -> Iterator[str]:
    """The ids on standard input, each as soon as its line is complete."""
    for line in iter(sys.stdin.readline, ""):
        if id := line.strip():
            yield id


def _scan(client: Triplicate, id: str, to: Step | None, json: bool) -> bool:
    """Advances a piece and prints its step, or the error; returns whether it succeeded."""
    try:
        piece = client.scan_piece(id, step=to)
    except TriplicateError as error:
        if error.status in _FATAL_STATUSES:
            raise
        print(f"triplicate: {printable(id)}: {error_text(error)}", file=sys.stderr, flush=True)
        return False
    if json:
        show_json(piece)
    else:
        cells = (piece.piece.id, piece.piece.step, piece.number, piece.reference, piece.step)
        print("\t".join(printable("" if word is None else str(word)) for word in cells), flush=True)
    return True


def _piece_rows(view: PieceDetails) -> Iterator[tuple[str, str]]:
    piece, line = view.piece, view.line
    model, nfc = piece.model, line.nfc if line is not None else None
    values = {
        "piece": piece.id,
        "step": piece.step or piece.word,
        "order": view.order,
        "number": view.number,
        "reference": view.reference,
        "order's step": view.step,
        "hold": None if view.hold is None else view.hold.reason or "held",
        "ending": view.ending,
        "line": line.number if line is not None else None,
        "name": (line.name or line.sku) if line is not None else None,
        "model": model.id if model is not None else None,
        "chip": model.chip if model is not None else None,
        "content": nfc.type if nfc is not None else None,
        "record": piece.record_id,
    }
    yield from ((name, str(word)) for name, word in values.items() if word is not None)
    yield from (("artwork", link) for link in view.links)
