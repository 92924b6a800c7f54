"""Tracked pieces of lines, kept consistent with the quantities of their lines.

As many pieces of a line are shipped, returned and cancelled as the line's quantities say; a fraction counts as a whole
piece. Pieces whose line is unknown, as in most imported orders, move only when named or with the complete order.
"""

import math
from collections.abc import Callable, Collection, Iterable

from triplicate.core import ids, lifecycle
from triplicate.core.engine.transitions import replace
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import FINAL_STATUSES, Ending, Obstacle, Step
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece, is_finished

MAX_PIECES = 10_000
"""The maximum number of tracked pieces of an order."""
_RETURNED, _CANCELLED = Ending.RETURNED.value, Ending.CANCELLED.value


def find_pieces(order: Order, names: Iterable[str], path: str) -> list[Piece]:
    """The pieces with these GUIDs, which must be distinct; raises DomainError(InvalidInput) at the index in `path`."""
    pieces_by_guid = {piece.guid: piece for piece in order.pieces or ()}
    selected: dict[str, Piece] = {}
    for index, name in enumerate(names):
        unit = pieces_by_guid.get(ids.guid(name) or "")
        if unit is None or unit.guid in selected:
            reason = f"the order has no piece {name[:64]}" if unit is None else "duplicate piece"
            raise invalid(f"{path}[{index}]", reason)
        selected[unit.guid] = unit
    return list(selected.values())


def move_obstacle(piece: Piece) -> Obstacle:
    """Why a piece that is shipped or ended cannot be moved."""
    return Obstacle.NOTHING_LEFT if piece.vendor_status in FINAL_STATUSES else Obstacle.ALREADY_SHIPPED


def move(order: Order, guids: Collection[str], step: Step) -> Order:
    """The order with these pieces (by GUID) at a step."""
    if not guids:
        return order
    moved_pieces = tuple(_set_step(unit, step) if unit.guid in guids else unit for unit in order.pieces or ())
    return replace(order, pieces=moved_pieces)


def align(order: Order, lines: Collection[str], fallback_step: Step | None = None) -> Order:
    """The order with the pieces of these lines (by GUID) made consistent with the lines' quantities.

    Pieces at the latest step are shipped first, those at the earliest step are cancelled first. Pieces that no longer
    count as shipped go back to `fallback_step`, those in no shipment first.
    """
    pieces_by_line: dict[str, list[Piece]] = {}
    for piece in order.pieces or ():
        if piece.line is not None and piece.line in lines:
            pieces_by_line.setdefault(piece.line, []).append(piece)
    if not pieces_by_line:
        return order
    packed_guids = frozenset(guid for parcel in order.shipments for guid in parcel.pieces)
    aligned_pieces: dict[str, Piece] = {}
    for line in order.lines:
        if line.guid in pieces_by_line:
            line_pieces = _align_line(
                line, pieces_by_line[line.guid], packed_guids, fallback_step or order.step or Step.CREATED
            )
            aligned_pieces.update((unit.guid, unit) for unit in line_pieces)
    return replace(order, pieces=tuple(aligned_pieces.get(unit.guid, unit) for unit in order.pieces or ()))


def pieces_of_lines(order: Order, lines: tuple[Line, ...]) -> tuple[Piece, ...]:
    """One tracked piece per ordered piece; existing ones are retained. Raises DomainError(InvalidInput)."""
    if sum(_count(line) for line in lines) > MAX_PIECES:
        raise invalid("$.lines", f"must have at most {MAX_PIECES} pieces with piece tracking")
    pieces_by_line = {line.guid: list[Piece]() for line in lines}
    tracked_pieces = []
    for piece in order.pieces or ():
        if piece.line is None:
            tracked_pieces.append(piece)
        elif piece.line in pieces_by_line:
            pieces_by_line[piece.line].append(piece)
    for line in lines:
        tracked_pieces += _pieces_of_line(order, line, pieces_by_line[line.guid])
    return tuple(tracked_pieces)


def _pieces_of_line(order: Order, line: Line, line_pieces: list[Piece]) -> list[Piece]:
    """As many pieces as the line's quantity; shipped or ended pieces are retained before others."""
    count = _count(line)
    retained = sorted(line_pieces, key=lambda unit: not is_finished(unit))[:count]
    retained_guids = {unit.guid for unit in retained}
    guid_at, used_guids = ids.guid_series("unit", line.guid), {unit.guid for unit in line_pieces}
    new_guids = (made for index in range(count + len(line_pieces)) if (made := guid_at(index)) not in used_guids)
    new_pieces = [
        Piece(guid=made, line=line.guid, model=line.model, step=order.step)
        for _, made in zip(range(count - len(retained_guids)), new_guids, strict=False)
    ]
    return [unit for unit in line_pieces if unit.guid in retained_guids] + new_pieces


def _count(line: Line) -> int:
    return max(0, math.ceil(line.quantity))


def _align_line(line: Line, line_pieces: list[Piece], packed_guids: frozenset[str], fallback_step: Step) -> list[Piece]:
    """The pieces of a line, as many shipped, returned and cancelled as its quantities say."""
    shipped = math.ceil(line.fulfilled)
    returned = shipped - math.ceil(line.fulfilled - line.returned_quantity)
    cancelled = math.ceil(line.quantity) - math.ceil(line.quantity - line.cancelled_quantity)
    return _align_cancelled(
        _align_returned(_align_shipped(line_pieces, shipped, packed_guids, fallback_step), returned), cancelled
    )


def _align_shipped(
    line_pieces: list[Piece], count: int, packed_guids: frozenset[str], fallback_step: Step
) -> list[Piece]:
    shipped_pieces = [unit for unit in line_pieces if _has_left(unit)]
    if len(shipped_pieces) < count:
        unshipped_pieces = sorted((unit for unit in line_pieces if not is_finished(unit)), key=_progress, reverse=True)
        return _update_selected(
            line_pieces, unshipped_pieces[: count - len(shipped_pieces)], lambda unit: _set_step(unit, Step.SHIPPED)
        )
    surplus = sorted(shipped_pieces, key=lambda unit: (unit.guid in packed_guids, unit.vendor_status == _RETURNED))[
        : len(shipped_pieces) - count
    ]
    return _update_selected(line_pieces, surplus, lambda unit: _set_step(unit, fallback_step))


def _align_returned(line_pieces: list[Piece], count: int) -> list[Piece]:
    returned_pieces = [unit for unit in line_pieces if unit.vendor_status == _RETURNED]
    if len(returned_pieces) < count:
        returnable_pieces = [unit for unit in line_pieces if _has_left(unit) and unit.vendor_status != _RETURNED]
        return _update_selected(
            line_pieces,
            returnable_pieces[: count - len(returned_pieces)],
            lambda unit: replace(unit, step=None, vendor_status=_RETURNED),
        )
    return _update_selected(line_pieces, returned_pieces[max(0, count) :], lambda unit: _set_step(unit, Step.SHIPPED))


def _align_cancelled(line_pieces: list[Piece], count: int) -> list[Piece]:
    cancelled_count = sum(unit.vendor_status == _CANCELLED for unit in line_pieces)
    unshipped_pieces = sorted((unit for unit in line_pieces if not is_finished(unit)), key=_progress)
    return _update_selected(
        line_pieces,
        unshipped_pieces[: max(0, count - cancelled_count)],
        lambda unit: replace(unit, step=None, vendor_status=_CANCELLED),
    )


def _update_selected(line_pieces: list[Piece], selected: list[Piece], change: Callable[[Piece], Piece]) -> list[Piece]:
    guids = {unit.guid for unit in selected}
    return [change(unit) if unit.guid in guids else unit for unit in line_pieces] if guids else line_pieces


def _has_left(piece: Piece) -> bool:
    return piece.vendor_status == _RETURNED or (
        piece.vendor_status not in FINAL_STATUSES and lifecycle.at_least(piece.step, Step.SHIPPED)
    )


def _progress(piece: Piece) -> int:
    return lifecycle.STEP_RANK[piece.step] if piece.step else 0


def _set_step(piece: Piece, step: Step) -> Piece:
    return replace(piece, step=step, vendor_status=None)
