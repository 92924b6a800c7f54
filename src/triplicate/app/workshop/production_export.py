"""Production export: a CSV table with one row per piece, for manufacturing and for encoding the chips.

A chip's content is given as text and as the bytes of its NDEF message. Chip keys are included only on request and with
the scope for secrets; reading them is recorded as an event of the order.
"""

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence

from triplicate.app.context import Context
from triplicate.app.orders.events import order_event
from triplicate.app.orders.find import find
from triplicate.app.orders.nfc_provisioning import Keys, piece_keys
from triplicate.app.ports import OrderName, Reader, UnitOfWork
from triplicate.core.access import SECRETS, Principal
from triplicate.core.catalog import nfc
from triplicate.core.failures import DomainError, MissingScope
from triplicate.core.lifecycle import FINAL_STATUSES
from triplicate.core.order.line import Line, Nfc
from triplicate.core.order.order import Order, decode
from triplicate.core.order.piece import Piece as Piece

KEYS_READ = "keys read"
"""Kind of the event that records an export of chip keys."""
COLUMNS = (
    "piece_id", "order_id", "order_number", "reference", "line_number", "model", "chip", "content_type", "url_or_text",
    "ndef_hex", "record_id", "front_file", "back_file", "step",
)  # fmt: skip
KEY_COLUMNS = ("public_key", "private_key")
_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


async def export(reader: Reader, principal: Principal, name: OrderName) -> str:
    """The pieces of an order as CSV (RFC 4180), with a header row; cancelled and returned pieces are left out.

    Raises DomainError: MissingScope, OrderNotFound, OrderOfAnotherAccount, Unavailable.
    """
    stored = await find(reader, principal, name)
    account = await reader.account(stored.account)
    language = account[0].profile.language if account is not None else nfc.LANGUAGE
    return await asyncio.to_thread(lambda: _csv(COLUMNS, _rows(decode(stored.document), language)))


def export_with_keys(uow: UnitOfWork, context: Context, name: OrderName) -> str:
    """The same with the keys of each piece, which is recorded as an event of the order.

    Raises DomainError: MissingScope, OrderNotFound, OrderOfAnotherAccount.
    """
    if not context.principal.may(SECRETS):
        raise DomainError(MissingScope(SECRETS))
    order = uow.orders.get(context.principal, name)
    account = uow.accounts.get(order.account)
    language = account.profile.language if account is not None else nfc.LANGUAGE
    keys_by_piece = piece_keys(uow, context.keys.unseal, order.account, order.guid)
    if keys_by_piece:
        uow.record_event(order_event(context, order, KEYS_READ, {"pieces": len(keys_by_piece)}))
    return _csv((*COLUMNS, *KEY_COLUMNS), _with_keys(_rows(order, language), keys_by_piece))


def _csv(heading: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> str:
    """A cell protected against formula injection: an apostrophe precedes what could start a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_PREFIXES) else text


def _with_keys(rows: Iterator[tuple[object, ...]], keys_by_piece: Keys) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (*row, *keys_by_piece.get(str(row[0]), ("", "")))


def _rows(order: Order, language: str) -> Iterator[tuple[object, ...]]:
    """A row for each piece, in the order of `COLUMNS`."""
    lines = {line.guid: line for line in order.lines}
    for piece in order.pieces or ():
        if piece.vendor_status not in FINAL_STATUSES:
            yield _row(order, lines.get(piece.line or ""), piece, language)


def _row(order: Order, line: Line | None, piece: Piece, language: str) -> tuple[object, ...]:
    model = (line.model if line is not None else None) or piece.model
    chip = nfc.parse_chip(model.chip) if model is not None else None
    line_nfc = (line.nfc if line is not None else None) or Nfc()
    chip_text, message = _chip_content(chip, line_nfc, piece.record_id, language)
    files = [one.file for one in line.artwork] if line is not None else []
    return (
        piece.guid,
        order.guid,
        order.number,
        order.reference,
        line.number if line is not None else None,
        (model.id if model is not None else None) or (line.sku if line is not None else None),
        chip,
        line_nfc.type,
        chip_text,
        message.hex().upper(),
        piece.record_id,
        files[0] if files else None,
        files[1] if len(files) > 1 else None,
        piece.step or piece.vendor_status,
    )


def _chip_content(chip: nfc.Chip | None, line_nfc: Nfc, record: int | None, language: str) -> tuple[str, bytes]:
    """The content of a piece's chip as text and as NDEF message; both empty while a required record is missing."""
    kind = nfc.content_kind(line_nfc)
    if kind is None or (kind is nfc.Content.DYNAMIC and record is None):
        return "", b""
    text = nfc.chip_text(chip, line_nfc, record or 0)
    return text, nfc.message(kind, text, language) if text else b""
