"""`triplicate piece scan | show`: pieces by the ids on their labels, for barcode scanners."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from triplicate.cli.connection import answered, asked, elsewhere
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.tables import printable, show_json
from triplicate.cli.tables import show as show_rows
from triplicate.client import Piece, Step, Triplicate, TriplicateError

_HOPELESS = (401, 403)


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
    with asked(elsewhere(url, token, data), data) as client:
        moved = [_scan(client, id, to, json) for id in (ids or _typed())]
    if not all(moved):
        raise typer.Exit(1)


def show(
    id: Annotated[str, typer.Argument(help="The piece's id, as on its label.")],
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Shows a piece, its line, its order, and their steps."""
    with asked(elsewhere(url, token, data), data) as client:
        found = client.get_piece(id)
    show_json(found) if json else show_rows(("what", "is"), _told(found))


def _typed() -> Iterator[str]:
    """The ids on standard input, each as soon as its line is complete."""
    for line in iter(sys.stdin.readline, ""):
        if id := line.strip():
            yield id


def _scan(client: Triplicate, id: str, to: Step | None, json: bool) -> bool:
    """Advances a piece and prints its step, or the error; returns whether it succeeded."""
    try:
        found = client.scan_piece(id, step=to)
    except TriplicateError as error:
        if error.status in _HOPELESS:
            raise
        print(f"triplicate: {printable(id)}: {answered(error)}", file=sys.stderr, flush=True)
        return False
    if json:
        show_json(found)
    else:
        words = (found.piece.id, found.piece.step, found.number, found.reference, found.step)
        print("\t".join(printable("" if word is None else str(word)) for word in words), flush=True)
    return True


def _told(found: Piece) -> Iterator[tuple[str, str]]:
    piece, line = found.piece, found.line
    model, nfc = piece.model, line.nfc if line is not None else None
    words = {
        "piece": piece.id,
        "step": piece.step or piece.word,
        "order": found.order,
        "number": found.number,
        "reference": found.reference,
        "order's step": found.step,
        "hold": None if found.hold is None else found.hold.reason or "held",
        "ending": found.ending,
        "line": line.number if line is not None else None,
        "name": (line.name or line.sku) if line is not None else None,
        "model": model.id if model is not None else None,
        "chip": model.chip if model is not None else None,
        "content": nfc.type if nfc is not None else None,
        "record": piece.record_id,
    }
    yield from ((name, str(word)) for name, word in words.items() if word is not None)
    yield from (("artwork", link) for link in found.links)
