"""Furnishing: a record for every piece with dynamic content, and a pair of keys for each that has an NTAG 424 DNA.

A record's number says nothing to others and lies in the order. Keys never do: those of all pieces are kept together,
sealed, beside the order (`unit.orders.keep_keys`), for whoever exports it for production. The pair of each line's first
piece lies sealed in the order as well, as a patch over Printags' rendering, which shows one pair for a line.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from itertools import count
from typing import Any

import msgspec

from triplicate.app.ports import Unit
from triplicate.core import nfc
from triplicate.core.line import Line, Model
from triplicate.core.line import Unit as Piece
from triplicate.core.order import Order
from triplicate.core.residue import Patch

Seal = Callable[[bytes], str]
Unseal = Callable[[str], bytes]
Keys = dict[str, tuple[str, str]]
"""The public and the private key of pieces, by the piece's GUID: 32 upper-case hex digits each."""

SHOWN_IN = "printags"
_KEY_BYTES = 16
_replace = msgspec.structs.replace


def furnish(unit: Unit, seal: Seal, unseal: Unseal, order: Order) -> Order:
    """The order with everything that its dynamic pieces need; what they have already stays.

    To be called before the order is stored, in the same transaction, whenever it is new or has changed.
    """
    dynamic = {line.guid: line for line in order.lines if line.nfc is not None and line.nfc.type == nfc.Content.DYNAMIC}
    if not dynamic:
        return order
    due = [piece for piece in order.units or () if piece.line in dynamic and _is_due(piece, dynamic[piece.line])]
    after = _recorded(unit, order, dynamic, due) if due else order
    after = _replace(after, lines=tuple(_first_recorded(after, dynamic)))
    touched = {piece.line for piece in due} | {
        line.guid for line in after.lines if line != dynamic.get(line.guid, line)
    }
    locked = {line.guid for line in after.lines if line.guid in touched and _is_locked(line.model)}
    return _locked(unit, seal, unseal, after, locked, [piece.guid for piece in due if piece.line in locked])


def keys(unit: Unit, unseal: Unseal, order: str) -> Keys:
    """The keys of the pieces of an order, in the clear: never to be logged, stored or shown without the scope."""
    sealed = unit.orders.keys(order)
    return {} if sealed is None else msgspec.json.decode(unseal(sealed), type=Keys)


def _is_due(piece: Piece, line: Line) -> bool:
    """Whether a piece still needs a record, or was of a chip without keys when it got one."""
    return piece.record_id is None or (_is_locked(line.model) and not _is_locked(piece.model))


def _is_locked(model: Model | None) -> bool:
    return model is not None and model.chip == nfc.Chip.NTAG424


def _recorded(unit: Unit, order: Order, dynamic: dict[str, Line], due: list[Piece]) -> Order:
    """The order with a record for each piece that is due and has none; each is of its line's model now."""
    many = sum(piece.record_id is None for piece in due)
    records = count(unit.orders.take_records(order.account, many) if many else 0)
    new = {
        piece.guid: _replace(
            piece,
            record_id=next(records) if piece.record_id is None else piece.record_id,
            model=dynamic[piece.line or ""].model,
        )
        for piece in due
    }
    return _replace(order, units=tuple(new.get(piece.guid, piece) for piece in order.units or ()))


def _first_recorded(order: Order, dynamic: dict[str, Line]) -> Iterator[Line]:
    """The lines, those of dynamic pieces with the record of their first piece."""
    first = _firsts(order)
    for line in order.lines:
        if line.guid in dynamic and line.nfc is not None and line.guid in first:
            yield _replace(line, nfc=_replace(line.nfc, record_id=first[line.guid].record_id))
        else:
            yield line


def _firsts(order: Order) -> dict[str, Piece]:
    """The first piece of each line."""
    return {piece.line: piece for piece in reversed(order.units or ()) if piece.line is not None}


def _locked(
    unit: Unit, seal: Seal, unseal: Unseal, order: Order, locked: Collection[str], wanting: Collection[str]
) -> Order:
    """The order with keys for the pieces that are `wanting`, of which the `locked` lines show their first piece's."""
    if not locked:
        return order
    known = keys(unit, unseal, order.guid)
    made = {guid: (_key(), _key()) for guid in wanting if guid not in known}
    known |= made
    if made:
        unit.orders.keep_keys(order.guid, seal(msgspec.json.encode(known)))
    shown = {
        guid: known[piece.guid] for guid, piece in _firsts(order).items() if guid in locked and piece.guid in known
    }
    sealed = order.sealed.get(SHOWN_IN)
    before = None if sealed is None else msgspec.json.decode(unseal(sealed))
    patch = msgspec.json.encode(_joined(before, _patch(shown)))
    return _replace(order, sealed={**order.sealed, SHOWN_IN: seal(patch)})


def _key() -> str:
    return secrets.token_bytes(_KEY_BYTES).hex().upper()


def _patch(shown: Keys) -> Patch:
    """A pair of keys for each line, laid over the records of its group."""
    return _into("product_groups", ["#", "id", {line: _of_group(pair) for line, pair in shown.items()}])


def _of_group(pair: tuple[str, str]) -> Patch:
    added = ["{", {name: ["+", key] for name, key in zip(("publicKey", "privateKey"), pair, strict=True)}]
    return _into("nfc", _into("dynamic", _into("records", added)))


def _into(name: str, patch: Patch) -> Patch:
    return ["{", {name: patch}]


def _joined(before: Any, new: Any) -> Any:
    """Both patches in one; where they speak of the same member, the new one."""
    if not before or not new or before[:-1] != new[:-1] or not isinstance(new[-1], dict):
        return new
    entries = {name: _joined(before[-1].get(name), patch) for name, patch in new[-1].items()}
    return [*new[:-1], {**before[-1], **entries}]
