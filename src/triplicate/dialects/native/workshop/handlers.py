"""The workshop, answered: pieces, the production export, packing lists."""

from triplicate.api.operation import Call, Handler
from triplicate.api.response import NOT_STORED, Answer, answer
from triplicate.api.transaction import change, transaction
from triplicate.app.context import Acting
from triplicate.app.files import signed_links
from triplicate.app.orders.find import find
from triplicate.app.ports import Unit
from triplicate.app.workshop.production_export import production
from triplicate.app.workshop.scan import Found, of_piece, scan
from triplicate.core import money
from triplicate.core.documents.codec import View
from triplicate.core.engine.shipments import parcel_of
from triplicate.core.order import order, packing
from triplicate.core.order.history import Shipment
from triplicate.core.order.order import Order
from triplicate.core.order.packing import Packed
from triplicate.dialects.native import parameters
from triplicate.dialects.native.auth import named
from triplicate.dialects.native.document import encode, encode_lines, status
from triplicate.dialects.native.workshop import operations
from triplicate.dialects.native.workshop import responses as answers

_CSV = (b"content-type", operations.CSV.encode() + b"; charset=utf-8")


async def get_piece(call: Call) -> Answer:
    """A piece and its order, as they are."""
    id = call.parameters["pieceId"]
    return await transaction(call, "get piece", lambda unit, acting: _told(call, of_piece(unit, acting, id)))


async def scan_piece(call: Call) -> Answer:
    """A piece goes on."""
    id, step = call.parameters["pieceId"], call.body.step

    def work(unit: Unit, acting: Acting) -> Answer:
        return _told(call, scan(unit, acting, call.services.mappings, id, step))

    return await change(call, "scan piece", work)


async def get_production(call: Call) -> Answer:
    """The production export. It is made in a transaction, as reading keys leaves an event behind."""
    name, asked = named(call.parameters["orderId"]), call.arguments(parameters.Production)

    def work(unit: Unit, acting: Acting) -> Answer:
        table = production(unit, acting, name, asked.keys)
        return Answer(200, table.encode(), (NOT_STORED,), _CSV)

    return await transaction(call, "production", work)


async def get_packing_list(call: Call) -> Answer:
    """What is in a parcel, or to be packed."""
    asked = call.arguments(parameters.Packing)
    stored = await find(call.services.reader, call.principal, named(asked.orderId))
    found = order.decode(stored.document)
    parcel = None if asked.shipment is None else parcel_of(found, asked.shipment, "shipment")
    return answer(200, _packing_list(found, parcel))


def _told(call: Call, found: Found) -> Answer:
    piece, its = found
    keys, window = call.services.keys, signed_links.window()
    view = View(secrets=False, link=lambda file: call.base_url() + signed_links.path(keys, file, window))
    line = next((one for one in its.lines if one.guid == piece.line), None)
    told = answers.Piece(
        piece=encode_lines.unit(piece),
        line=None if line is None else encode_lines.line(line, its.currency, view),
        order=its.guid,
        number=its.number,
        reference=its.reference,
        stage=status.stage(its),
        step=its.step,
        hold=encode.hold(its.hold),
        ending=its.ending,
        links=[] if line is None else [view.link(one.file) for one in line.artwork],
    )
    return answer(200, told)


def _packing_list(its: Order, parcel: Shipment | None) -> answers.PackingList:
    packed = packing.to_pack(its) if parcel is None else packing.in_parcel(its, parcel)
    return answers.PackingList(
        order=its.guid,
        number=its.number,
        reference=its.reference,
        ship_to=encode.address(its.ship_to),
        shipping=encode.shipping(its.shipping),
        shipment=None if parcel is None else encode_lines.shipment(parcel),
        lines=[_packed(row) for row in packed.rows],
        loose=[piece.guid for piece in packed.loose],
    )


def _packed(row: Packed) -> answers.PackedLine:
    line = row.line
    return answers.PackedLine(
        line=None if line is None else line.guid,
        number=None if line is None else line.number,
        sku=None if line is None else line.sku,
        name=row.label or None if line is None else line.name,
        model=None if line is None or line.model is None else line.model.id,
        quantity=money.plain(row.quantity),
        ordered=None if line is None else money.plain(line.quantity),
        pieces=[piece.guid for piece in row.pieces],
    )


HANDLERS: dict[str, Handler] = {
    operations.GET_PIECE.name: get_piece,
    operations.SCAN_PIECE.name: scan_piece,
    operations.GET_PRODUCTION.name: get_production,
    operations.GET_PACKING_LIST.name: get_packing_list,
}
