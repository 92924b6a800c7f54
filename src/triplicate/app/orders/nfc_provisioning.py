"""NFC provisioning: a record number for every piece with dynamic content, and a key pair for each NTAG 424 DNA chip.

Record numbers are not secret and are stored in the order. Keys are not: those of all pieces are stored together,
encrypted, beside the order (`uow.orders.store_piece_keys`), for the production export. The key pair of each line's
first piece is also in the order, encrypted, for documents that show one pair per line (`DocumentCodec.keys_patch`).
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from itertools import count

import msgspec

from triplicate.app.ports import UnitOfWork
from triplicate.core.aggregate import with_sync
from triplicate.core.catalog import nfc
from triplicate.core.documents.codec import LINE_KEYS
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece as Piece
from triplicate.core.order.piece import ProductModel

Seal = Callable[[bytes], str]
Unseal = Callable[[str], bytes]
Keys = dict[str, tuple[str, str]]
"""Public and private key by the piece's GUID: 32 upper-case hex digits each."""

_KEY_BYTES = 16
_replace = msgspec.structs.replace


def provision_nfc(uow: UnitOfWork, seal: Seal, unseal: Unseal, order: Order) -> Order:
    """The order with records and keys for all dynamic pieces; existing ones are kept, so it is idempotent.

    Call it in the same transaction before a new or changed order is stored.
    """
    dynamic = {line.guid: line for line in order.lines if line.nfc is not None and line.nfc.type == nfc.Content.DYNAMIC}
    if not dynamic:
        return order
    due_pieces = [
        piece for piece in order.pieces or () if piece.line in dynamic and _needs_record(piece, dynamic[piece.line])
    ]
    after = _assign_records(uow, order, dynamic, due_pieces) if due_pieces else order
    after = _replace(after, lines=tuple(_lines_with_records(after, dynamic)))
    changed_lines = {piece.line for piece in due_pieces} | {
        line.guid for line in after.lines if line != dynamic.get(line.guid, line)
    }
    keyed_lines = {line.guid for line in after.lines if line.guid in changed_lines and _has_keys(line.model)}
    return _provision_keys(
        uow, seal, unseal, after, keyed_lines, [piece.guid for piece in due_pieces if piece.line in keyed_lines]
    )


def piece_keys(uow: UnitOfWork, unseal: Unseal, account: str, order: str) -> Keys:
    """The decrypted keys of an order's pieces. Never log or store them, nor show them without `orders:secrets`."""
    sealed = uow.orders.piece_keys(account, order)
    return {} if sealed is None else msgspec.json.decode(unseal(sealed), type=Keys)


def _needs_record(piece: Piece, line: Line) -> bool:
    """Whether a piece lacks a record, or got it while its chip was of a type without keys."""
    return piece.record_id is None or (_has_keys(line.model) and not _has_keys(piece.model))


def _has_keys(model: ProductModel | None) -> bool:
    return model is not None and model.chip == nfc.Chip.NTAG424


def _assign_records(uow: UnitOfWork, order: Order, dynamic: dict[str, Line], due_pieces: list[Piece]) -> Order:
    """The order with a record for each due piece that has none; each takes over its line's model."""
    record_count = sum(piece.record_id is None for piece in due_pieces)
    records = count(uow.orders.take_record_numbers(order.account, record_count) if record_count else 0)
    new_pieces = {
        piece.guid: _replace(
            piece,
            record_id=next(records) if piece.record_id is None else piece.record_id,
            model=dynamic[piece.line or ""].model,
        )
        for piece in due_pieces
    }
    return _replace(order, pieces=tuple(new_pieces.get(piece.guid, piece) for piece in order.pieces or ()))


def _lines_with_records(order: Order, dynamic: dict[str, Line]) -> Iterator[Line]:
    """All lines; dynamic ones show the record of their first piece."""
    first_pieces = _first_pieces(order)
    for line in order.lines:
        if line.guid in dynamic and line.nfc is not None and line.guid in first_pieces:
            yield _replace(line, nfc=_replace(line.nfc, record_id=first_pieces[line.guid].record_id))
        else:
            yield line


def _first_pieces(order: Order) -> dict[str, Piece]:
    """The first piece of each line, by the line's GUID."""
    return {piece.line: piece for piece in reversed(order.pieces or ()) if piece.line is not None}


def _provision_keys(
    uow: UnitOfWork,
    seal: Seal,
    unseal: Unseal,
    order: Order,
    keyed_lines: Collection[str],
    piece_guids: Collection[str],
) -> Order:
    """Creates missing keys for `piece_guids`; the order, with the first piece's keys on each of `keyed_lines`."""
    if not keyed_lines:
        return order
    keys_by_piece = piece_keys(uow, unseal, order.account, order.guid)
    new_keys = {guid: (_new_key(), _new_key()) for guid in piece_guids if guid not in keys_by_piece}
    keys_by_piece |= new_keys
    if new_keys:
        uow.orders.store_piece_keys(order.account, order.guid, seal(msgspec.json.encode(keys_by_piece)))
    keys_by_line = {
        guid: keys_by_piece[piece.guid]
        for guid, piece in _first_pieces(order).items()
        if guid in keyed_lines and piece.guid in keys_by_piece
    }
    sealed = order.sync.sealed_secrets.get(LINE_KEYS)
    line_keys: Keys = {} if sealed is None else msgspec.json.decode(unseal(sealed), type=Keys)
    sealed = seal(msgspec.json.encode(line_keys | keys_by_line))
    return with_sync(order, sealed_secrets={**order.sync.sealed_secrets, LINE_KEYS: sealed})


def _new_key() -> str:
    return secrets.token_bytes(_KEY_BYTES).hex().upper()
