"""Tracked pieces of lines, kept consistent with the quantities of their lines.

As many pieces of a line are shipped, returned and cancelled as the line's quantities say; a fraction counts as a whole
piece. Pieces whose line is unknown, as in most imported orders, move only when named or with the complete order.
"""

import math
from collections.abc import Callable, Collection, Iterable

from triplicate.core import ids, lifecycle
from triplicate.core.engine.transitions import ENDED_WORDS, replace
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Obstacle, Step
from triplicate.core.order.line import Line, Unit
from triplicate.core.order.order import Order

MOST_PIECES = 10_000
"""The maximum number of tracked pieces of an order."""
_RETURNED, _CANCELLED = Ending.RETURNED.value, Ending.CANCELLED.value


def named(order: Order, names: Iterable[str], path: str) -> list[Unit]:
    """The pieces with these GUIDs, which must be distinct; raises DomainError(InvalidInput) at the index in `path`."""
    known = {unit.guid: unit for unit in order.units or ()}
    found: dict[str, Unit] = {}
    for index, name in enumerate(names):
        unit = known.get(ids.guid(name) or "")
        if unit is None or unit.guid in found:
            reason = f"the order has no piece {name[:64]}" if unit is None else "duplicate piece"
            raise invalid(f"{path}[{index}]", reason)
        found[unit.guid] = unit
    return list(found.values())


def gone(unit: Unit) -> bool:
    """Whether a piece was shipped or has ended (returned, cancelled, ...)."""
    return unit.word in ENDED_WORDS or lifecycle.at_least(unit.step, Step.SHIPPED)


def obstacle(unit: Unit) -> Obstacle:
    """Why a piece that is shipped or ended cannot be moved."""
    return Obstacle.NOTHING_LEFT if unit.word in ENDED_WORDS else Obstacle.ALREADY_SHIPPED


def moved(order: Order, guids: Collection[str], step: Step) -> Order:
    """The order with these pieces (by GUID) at a step."""
    if not guids:
        return order
    units = tuple(_at(unit, step) if unit.guid in guids else unit for unit in order.units or ())
    return replace(order, units=units)


def aligned(order: Order, lines: Collection[str], back_to: Step | None = None) -> Order:
    """The order with the pieces of these lines (by GUID) made consistent with the lines' quantities.

    Pieces at the latest step are shipped first, those at the earliest step are cancelled first. Pieces that no longer
    count as shipped go back to `fallback_step`, those in no shipment first.
    """
    own: dict[str, list[Unit]] = {}
    for unit in order.units or ():
        if unit.line is not None and unit.line in lines:
            own.setdefault(unit.line, []).append(unit)
    if not own:
        return order
    packed = frozenset(guid for parcel in order.shipments for guid in parcel.units)
    new: dict[str, Unit] = {}
    for line in order.lines:
        if line.guid in own:
            changed = _aligned(line, own[line.guid], packed, back_to or order.step or Step.CREATED)
            new.update((unit.guid, unit) for unit in changed)
    return replace(order, units=tuple(new.get(unit.guid, unit) for unit in order.units or ()))


def of_lines(order: Order, lines: tuple[Line, ...]) -> tuple[Unit, ...]:
    """One tracked piece per ordered piece; existing ones are retained. Raises DomainError(InvalidInput)."""
    if sum(_count(line) for line in lines) > MOST_PIECES:
        raise invalid("$.lines", f"must have at most {MOST_PIECES} pieces with piece tracking")
    known = {line.guid: list[Unit]() for line in lines}
    units = []
    for unit in order.units or ():
        if unit.line is None:
            units.append(unit)
        elif unit.line in known:
            known[unit.line].append(unit)
    for line in lines:
        units += _of_line(order, line, known[line.guid])
    return tuple(units)


def _of_line(order: Order, line: Line, own: list[Unit]) -> list[Unit]:
    """As many pieces as the line's quantity; shipped or ended pieces are retained before others."""
    wanted = _count(line)
    settled = sorted(own, key=lambda unit: not gone(unit))[:wanted]
    kept = {unit.guid for unit in settled}
    guid, taken = ids.series("unit", line.guid), {unit.guid for unit in own}
    fresh = (made for index in range(wanted + len(own)) if (made := guid(index)) not in taken)
    new = [
        Unit(guid=made, line=line.guid, model=line.model, step=order.step)
        for _, made in zip(range(wanted - len(kept)), fresh, strict=False)
    ]
    return [unit for unit in own if unit.guid in kept] + new


def _count(line: Line) -> int:
    return max(0, math.ceil(line.quantity))


def _aligned(line: Line, own: list[Unit], packed: frozenset[str], back_to: Step) -> list[Unit]:
    """The pieces of a line, as many shipped, returned and cancelled as its quantities say."""
    out = math.ceil(line.fulfilled)
    returned = out - math.ceil(line.fulfilled - line.returned_quantity)
    cancelled = math.ceil(line.quantity) - math.ceil(line.quantity - line.cancelled_quantity)
    return _cancelled(_returned(_sent(own, out, packed, back_to), returned), cancelled)


def _sent(own: list[Unit], count: int, packed: frozenset[str], back_to: Step) -> list[Unit]:
    out = [unit for unit in own if _has_left(unit)]
    if len(out) < count:
        here = sorted((unit for unit in own if not gone(unit)), key=_progress, reverse=True)
        return _each(own, here[: count - len(out)], lambda unit: _at(unit, Step.SHIPPED))
    surplus = sorted(out, key=lambda unit: (unit.guid in packed, unit.word == _RETURNED))[: len(out) - count]
    return _each(own, surplus, lambda unit: _at(unit, back_to))


def _returned(own: list[Unit], count: int) -> list[Unit]:
    back = [unit for unit in own if unit.word == _RETURNED]
    if len(back) < count:
        away = [unit for unit in own if _has_left(unit) and unit.word != _RETURNED]
        return _each(own, away[: count - len(back)], lambda unit: replace(unit, step=None, word=_RETURNED))
    return _each(own, back[max(0, count) :], lambda unit: _at(unit, Step.SHIPPED))


def _cancelled(own: list[Unit], count: int) -> list[Unit]:
    known = sum(unit.word == _CANCELLED for unit in own)
    here = sorted((unit for unit in own if not gone(unit)), key=_progress)
    return _each(own, here[: max(0, count - known)], lambda unit: replace(unit, step=None, word=_CANCELLED))


def _each(own: list[Unit], chosen: list[Unit], change: Callable[[Unit], Unit]) -> list[Unit]:
    guids = {unit.guid for unit in chosen}
    return [change(unit) if unit.guid in guids else unit for unit in own] if guids else own


def _has_left(unit: Unit) -> bool:
    return unit.word == _RETURNED or (unit.word not in ENDED_WORDS and lifecycle.at_least(unit.step, Step.SHIPPED))


def _progress(unit: Unit) -> int:
    return lifecycle.STEP_RANK[unit.step] if unit.step else 0


def _at(unit: Unit, step: Step) -> Unit:
    return replace(unit, step=step, word=None)
