"""Scanning: a piece by its id alone, whichever order it is of, and its next step through production."""

from typing import NamedTuple

from triplicate.app.acting import Acting
from triplicate.app.change import Dialects, change
from triplicate.app.ports import Reference, Unit
from triplicate.core import ids
from triplicate.core.engine.commands import Advance
from triplicate.core.engine.progress import STEPS
from triplicate.core.failures import NoSuchPiece, Refused
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.line import Unit as Piece
from triplicate.core.order import Order


class Found(NamedTuple):
    """A piece, and the order that it is of."""

    piece: Piece
    order: Order


def of_piece(unit: Unit, acting: Acting, id: str) -> Found:
    """The piece of a GUID; raises Refused: NoSuchPiece, InvalidInput when several orders have it."""
    guid = ids.guid(id)
    if guid is None:
        raise Refused(NoSuchPiece(id))
    return _within(unit.orders.of_piece(acting.principal, guid), guid)


def scan(unit: Unit, acting: Acting, mappings: Dialects, id: str, step: Step | None) -> Found:
    """The piece at that step (None: at the next one), and its order, which is as far as its last piece.

    Raises Refused, and then nothing has happened: NoSuchPiece, MissingScope, NotPossible, InvalidInput.
    """
    found = of_piece(unit, acting, id)

    def wish(order: Order) -> Advance:
        return Advance(step or following(_within(order, found.piece.guid).piece.step), (found.piece.guid,))

    return _within(change(unit, acting, mappings, Reference("guid", found.order.guid), wish), found.piece.guid)


def following(step: Step | None) -> Step:
    """The step of production after this one; the last is followed by itself."""
    return next((one for one in STEPS if not at_least(step, one)), STEPS[-1])


def _within(order: Order, guid: str) -> Found:
    return Found(next(unit for unit in order.units or () if unit.guid == guid), order)
