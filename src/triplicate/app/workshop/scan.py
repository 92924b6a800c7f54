"""Scans a piece by its id alone and advances it to its next production step."""

from typing import NamedTuple

from triplicate.app.context import Acting
from triplicate.app.orders.execute import Dialects, change
from triplicate.app.ports import Reference, Unit
from triplicate.core import ids
from triplicate.core.engine.commands import Advance
from triplicate.core.engine.progress import STEPS
from triplicate.core.failures import NoSuchPiece, Refused
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.order.line import Unit as Piece
from triplicate.core.order.order import Order


class Found(NamedTuple):
    """A piece and its order."""

    piece: Piece
    order: Order


def of_piece(unit: Unit, acting: Acting, id: str) -> Found:
    """The piece with this GUID; raises DomainError: PieceNotFound; InvalidInput when several orders have it."""
    guid = ids.guid(id)
    if guid is None:
        raise Refused(NoSuchPiece(id))
    return _within(unit.orders.of_piece(acting.principal, guid), guid)


def scan(unit: Unit, acting: Acting, mappings: Dialects, id: str, step: Step | None) -> Found:
    """Advances a piece to a step (None: the next one). An order is at the step of its slowest piece.

    Raises DomainError, with nothing stored: PieceNotFound, MissingScope, ActionNotPossible, InvalidInput.
    """
    found = of_piece(unit, acting, id)

    def wish(order: Order) -> Advance:
        return Advance(step or following(_within(order, found.piece.guid).piece.step), (found.piece.guid,))

    return _within(change(unit, acting, mappings, Reference("guid", found.order.guid), wish), found.piece.guid)


def following(step: Step | None) -> Step:
    """The production step after this one; the last step returns itself."""
    return next((one for one in STEPS if not at_least(step, one)), STEPS[-1])


def _within(order: Order, guid: str) -> Found:
    return Found(next(unit for unit in order.units or () if unit.guid == guid), order)
