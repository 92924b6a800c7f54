"""Finds a piece by its id alone, and scans it: advances it to its next production step."""

from typing import NamedTuple

from triplicate.app.context import Context
from triplicate.app.orders.execute import execute
from triplicate.app.ports import OrderName, Reader, UnitOfWork
from triplicate.core import ids
from triplicate.core.access import READ, Principal
from triplicate.core.engine.commands import Advance
from triplicate.core.engine.progress import STEPS
from triplicate.core.failures import DomainError, MissingScope, PieceNotFound
from triplicate.core.lifecycle import Step, at_least
from triplicate.core.order.order import Order, decode
from triplicate.core.order.piece import Piece as Piece


class PieceInOrder(NamedTuple):
    """A piece and its order."""

    piece: Piece
    order: Order


async def find_piece(reader: Reader, principal: Principal, piece_id: str) -> PieceInOrder:
    """The piece with this GUID.

    Raises DomainError: MissingScope, PieceNotFound; InvalidInput when several orders have it; Unavailable.
    """
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    guid = _piece_guid(piece_id)
    stored = await reader.order_of_piece(principal, guid)
    return _piece_in_order(decode(stored.document), guid)


def scan(uow: UnitOfWork, context: Context, piece_id: str, step: Step | None) -> PieceInOrder:
    """Advances a piece to a step (None: the next one). An order is at the step of its slowest piece.

    Raises DomainError, with nothing stored: PieceNotFound, MissingScope, ActionNotPossible, InvalidInput.
    """
    guid = _piece_guid(piece_id)
    order = uow.orders.get_by_piece(context.principal, guid)

    def advance(order: Order) -> Advance:
        return Advance(step or next_step(_piece_in_order(order, guid).piece.step), (guid,))

    return _piece_in_order(execute(uow, context, OrderName("guid", order.guid), advance), guid)


def _piece_guid(piece_id: str) -> str:
    guid = ids.guid(piece_id)
    if guid is None:
        raise DomainError(PieceNotFound(piece_id))
    return guid


def next_step(step: Step | None) -> Step:
    """The production step after this one; the last step returns itself."""
    return next((one for one in STEPS if not at_least(step, one)), STEPS[-1])


def _piece_in_order(order: Order, guid: str) -> PieceInOrder:
    return PieceInOrder(next(piece for piece in order.pieces or () if piece.guid == guid), order)
