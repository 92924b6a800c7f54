"""The workshop, answered: pieces, the production export, packing lists."""

from triplicate.app import links
from triplicate.app.acting import Acting
from triplicate.app.find import find
from triplicate.app.ports import Unit
from triplicate.app.production import production
from triplicate.app.scan import Found, of_piece, scan
from triplicate.core import money, order, packing
from triplicate.core.copies import View
from triplicate.core.engine.parcels import parcel_of
from triplicate.core.order import Order
from triplicate.core.packing import Packed
from triplicate.core.records import Shipment
from triplicate.dialects.native import parameters, status, workshop_api, writing, writing_goods
from triplicate.dialects.native import workshop_answers as answers
from triplicate.dialects.native.auth import named
from triplicate.http.answer import NOT_STORED, Answer, answer
from triplicate.http.change import change, transaction
from triplicate.http.op import Call, Handler

_CSV = (b"content-type", workshop_api.CSV.encode() + b"; charset=utf-8")


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
    keys, window = call.services.keys, links.window()
    view = View(secrets=False, link=lambda file: call.base_url() + links.path(keys, file, window))
    line = next((one for one in its.lines if one.guid == piece.line), None)
    told = answers.Piece(
        piece=writing_goods.unit(piece),
        line=None if line is None else writing_goods.line(line, its.currency, view),
        order=its.guid,
        number=its.number,
        reference=its.reference,
        stage=status.stage(its),
        step=its.step,
        hold=writing.hold(its.hold),
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
        ship_to=writing.address(its.ship_to),
        shipping=writing.shipping(its.shipping),
        shipment=None if parcel is None else writing_goods.shipment(parcel),
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
    workshop_api.GET_PIECE.name: get_piece,
    workshop_api.SCAN_PIECE.name: scan_piece,
    workshop_api.GET_PRODUCTION.name: get_production,
    workshop_api.GET_PACKING_LIST.name: get_packing_list,
}
