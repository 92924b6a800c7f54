"""NFC provisioning: a record number for every piece with dynamic content, and a key pair for each NTAG 424 DNA chip.

Record numbers are not secret and are stored in the order. Keys are not: those of all pieces are stored together,
encrypted, beside the order (`uow.orders.store_piece_keys`), for the production export. The key pair of each line's
first piece is also in the order, encrypted, as a patch over Printags' rendering, which shows one pair per line.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from itertools import count
from typing import Any

import msgspec

from triplicate.app.ports import Unit
from triplicate.core.catalog import nfc
from triplicate.core.documents.patch import Patch
from triplicate.core.order.line import Line, Model
from triplicate.core.order.line import Unit as Piece
from triplicate.core.order.order import Order

Seal = Callable[[bytes], str]
Unseal = Callable[[str], bytes]
Keys = dict[str, tuple[str, str]]
"""Public and private key by the piece's GUID: 32 upper-case hex digits each."""

SHOWN_IN = "printags"
_KEY_BYTES = 16
_replace = msgspec.structs.replace


def furnish(unit: Unit, seal: Seal, unseal: Unseal, order: Order) -> Order:
    """The order with records and keys for all dynamic pieces; existing ones are kept, so it is idempotent.

    Call it in the same transaction before a new or changed order is stored.
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
    """The decrypted keys of an order's pieces. Never log or store them, nor show them without `orders:secrets`."""
    sealed = unit.orders.keys(order)
    return {} if sealed is None else msgspec.json.decode(unseal(sealed), type=Keys)


def _is_due(piece: Piece, line: Line) -> bool:
    """Whether a piece lacks a record, or got it while its chip was of a type without keys."""
    return piece.record_id is None or (_is_locked(line.model) and not _is_locked(piece.model))


def _is_locked(model: Model | None) -> bool:
    return model is not None and model.chip == nfc.Chip.NTAG424


def _recorded(unit: Unit, order: Order, dynamic: dict[str, Line], due: list[Piece]) -> Order:
    """The order with a record for each due piece that has none; each takes over its line's model."""
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
    """All lines; dynamic ones show the record of their first piece."""
    first = _firsts(order)
    for line in order.lines:
        if line.guid in dynamic and line.nfc is not None and line.guid in first:
            yield _replace(line, nfc=_replace(line.nfc, record_id=first[line.guid].record_id))
        else:
            yield line


def _firsts(order: Order) -> dict[str, Piece]:
    """The first piece of each line, by the line's GUID."""
    return {piece.line: piece for piece in reversed(order.units or ()) if piece.line is not None}


def _locked(
    unit: Unit, seal: Seal, unseal: Unseal, order: Order, locked: Collection[str], wanting: Collection[str]
) -> Order:
    """Creates missing keys for `piece_guids`; the order, with the first piece's keys on each of `keyed_lines`."""
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
    """The patch that adds a key pair to each line's product group."""
    return _into("product_groups", ["#", "id", {line: _of_group(pair) for line, pair in shown.items()}])


def _of_group(pair: tuple[str, str]) -> Patch:
    added = ["{", {name: ["+", key] for name, key in zip(("publicKey", "privateKey"), pair, strict=True)}]
    return _into("nfc", _into("dynamic", _into("records", added)))


def _into(name: str, patch: Patch) -> Patch:
    return ["{", {name: patch}]


def _joined(before: Any, new: Any) -> Any:
    """Both patches merged; for the same member the new one wins."""
    if not before or not new or before[:-1] != new[:-1] or not isinstance(new[-1], dict):
        return new
    entries = {name: _joined(before[-1].get(name), patch) for name, patch in new[-1].items()}
    return [*new[:-1], {**before[-1], **entries}]
