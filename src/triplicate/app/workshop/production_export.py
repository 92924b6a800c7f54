"""Production export: a CSV table with one row per piece, for manufacturing and for encoding the chips.

A chip's content is given as text and as the bytes of its NDEF message. Chip keys are included only on request and with
the scope for secrets; reading them is recorded as an event of the order.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from triplicate.app.context import Acting
from triplicate.app.orders.execute import event
from triplicate.app.orders.nfc_provisioning import Keys, keys
from triplicate.app.ports import Reference, Unit
from triplicate.core.access import SECRETS
from triplicate.core.catalog import nfc
from triplicate.core.engine.transitions import ENDED_WORDS
from triplicate.core.failures import MissingScope, Refused
from triplicate.core.order.line import Line, Nfc
from triplicate.core.order.line import Unit as Piece
from triplicate.core.order.order import Order

KEYS_READ = "keys read"
"""Kind of the event that records an export of chip keys."""
COLUMNS = (
    "piece_id", "order_id", "order_number", "reference", "line_number", "model", "chip", "content_type", "url_or_text",
    "ndef_hex", "record_id", "front_file", "back_file", "step",
)  # fmt: skip
OF_KEYS = ("public_key", "private_key")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def production(unit: Unit, acting: Acting, name: Reference, with_keys: bool) -> str:
    """The pieces of an order as CSV (RFC 4180), with a header row; key columns only `with_keys`.

    Cancelled and returned pieces are left out. Raises DomainError: OrderNotFound, OrderOfAnotherAccount, MissingScope.
    """
    if with_keys and not acting.principal.may(SECRETS):
        raise Refused(MissingScope(SECRETS))
    order = unit.orders.get(acting.principal, name)
    account = unit.accounts.get(order.account)
    language = account.profile.language if account is not None else nfc.LANGUAGE
    if not with_keys:
        return _csv(COLUMNS, _rows(order, language))
    known = keys(unit, acting.keys.unseal, order.guid)
    if known:
        unit.record(event(acting, order, KEYS_READ, {"pieces": len(known)}))
    return _csv((*COLUMNS, *OF_KEYS), _with_keys(_rows(order, language), known))


def _csv(heading: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """A cell protected against formula injection: an apostrophe precedes what could start a formula."""
    written = "" if value is None else str(value)
    return f"'{written}" if written.startswith(_FORMULAS) else written


def _with_keys(rows: Iterator[tuple[object, ...]], known: Keys) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (*row, *known.get(str(row[0]), ("", "")))


def _rows(order: Order, language: str) -> Iterator[tuple[object, ...]]:
    """A row for each piece, in the order of `COLUMNS`."""
    lines = {line.guid: line for line in order.lines}
    for piece in order.units or ():
        if piece.word not in ENDED_WORDS:
            yield _row(order, lines.get(piece.line or ""), piece, language)


def _row(order: Order, line: Line | None, piece: Piece, language: str) -> tuple[object, ...]:
    model = (line.model if line is not None else None) or piece.model
    chip = nfc.chip_of(model.chip) if model is not None else None
    asked = (line.nfc if line is not None else None) or Nfc()
    said, message = _chips_word(chip, asked, piece.record_id, language)
    files = [one.file for one in line.artwork] if line is not None else []
    return (
        piece.guid,
        order.guid,
        order.number,
        order.reference,
        line.number if line is not None else None,
        (model.id if model is not None else None) or (line.sku if line is not None else None),
        chip,
        asked.type,
        said,
        message.hex().upper(),
        piece.record_id,
        files[0] if files else None,
        files[1] if len(files) > 1 else None,
        piece.step or piece.word,
    )


def _chips_word(chip: nfc.Chip | None, asked: Nfc, record: int | None, language: str) -> tuple[str, bytes]:
    """The content of a piece's chip as text and as NDEF message; both empty while a required record is missing."""
    kind = nfc.content(asked)
    if kind is None or (kind is nfc.Content.DYNAMIC and record is None):
        return "", b""
    said = nfc.said(chip, asked, record or 0)
    return said, nfc.message(kind, said, language) if said else b""
