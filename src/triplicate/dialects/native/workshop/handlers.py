"""Handlers of the workshop: pieces, the production export and packing lists."""

from triplicate.api.operation import Handler, Request
from triplicate.api.replies import CSV
from triplicate.api.response import NO_STORE, Response, json_response
from triplicate.api.transaction import run_in_transaction, run_once
from triplicate.app.context import Context
from triplicate.app.files import signed_links
from triplicate.app.orders.find import find
from triplicate.app.ports import UnitOfWork
from triplicate.app.workshop.production_export import export, export_with_keys
from triplicate.app.workshop.scan import PieceInOrder, find_piece, scan
from triplicate.core import money
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.engine.shipments import find_shipment
from triplicate.core.order import order, packing
from triplicate.core.order.history import Shipment
from triplicate.core.order.order import Order
from triplicate.core.order.packing import PackedLine
from triplicate.dialects.native import parameters
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.document import encode, encode_lines, status
from triplicate.dialects.native.workshop import operations
from triplicate.dialects.native.workshop import responses as answers

_CSV_HEADER = (b"content-type", CSV.media_type.encode() + b"; charset=utf-8")


async def get_piece(request: Request) -> Response:
    """A piece with its line and its order."""
    piece = await find_piece(request.services.reader, request.principal, request.parameters["pieceId"])
    return _piece_response(request, piece)


async def scan_piece(request: Request) -> Response:
    """Advances a piece to the next step, or to the given one."""
    id, step = request.parameters["pieceId"], request.body.step

    def work(uow: UnitOfWork, context: Context) -> Response:
        return _piece_response(request, scan(uow, context, id, step))

    return await run_once(request, "scan piece", work)


async def get_production(request: Request) -> Response:
    """The production export as CSV. With keys it runs in a transaction, since reading them writes an event."""
    name, query = order_name(request.parameters["orderId"]), request.parse_parameters(parameters.ProductionParameters)
    if query.keys:
        return await run_in_transaction(
            request, "production", lambda uow, context: _csv_response(export_with_keys(uow, context, name))
        )
    return _csv_response(await export(request.services.reader, request.principal, name))


def _csv_response(table: str) -> Response:
    return Response(200, table.encode(), (NO_STORE,), _CSV_HEADER)


async def get_packing_list(request: Request) -> Response:
    """The packing list of a shipment, or of everything that remains to ship."""
    query = request.parse_parameters(parameters.PackingListParameters)
    record = await find(request.services.reader, request.principal, order_name(query.orderId))
    current_order = order.decode(record.document)
    parcel = None if query.shipment is None else find_shipment(current_order, query.shipment, "shipment")
    return json_response(200, _packing_list(current_order, parcel))


def _piece_response(request: Request, scan_result: PieceInOrder) -> Response:
    piece, parent_order = scan_result
    keys, window = request.services.keys, signed_links.window()
    options = RenderOptions(
        secrets=False, link=lambda file: request.base_url() + signed_links.link_path(keys, file, window)
    )
    line = next((one for one in parent_order.lines if one.guid == piece.line), None)
    body = answers.PieceDetails(
        piece=encode_lines.piece(piece),
        line=None if line is None else encode_lines.line(line, parent_order.currency, options),
        order=parent_order.guid,
        number=parent_order.number,
        reference=parent_order.reference,
        stage=status.stage(parent_order),
        step=parent_order.step,
        hold=encode.hold(parent_order.hold),
        ending=parent_order.ending,
        links=[] if line is None else [options.link(one.file) for one in line.artwork],
    )
    return json_response(200, body)


def _packing_list(current_order: Order, parcel: Shipment | None) -> answers.PackingList:
    contents = packing.to_pack(current_order) if parcel is None else packing.in_parcel(current_order, parcel)
    return answers.PackingList(
        order=current_order.guid,
        number=current_order.number,
        reference=current_order.reference,
        ship_to=encode.address(current_order.ship_to),
        shipping=encode.shipping(current_order.shipping),
        shipment=None if parcel is None else encode_lines.shipment(parcel),
        lines=[_packed_line(row) for row in contents.rows],
        loose=[piece.guid for piece in contents.unassigned],
    )


def _packed_line(row: PackedLine) -> answers.PackedLine:
    line = row.line
    return answers.PackedLine(
        line=None if line is None else line.guid,
        number=None if line is None else line.number,
        sku=None if line is None else line.sku,
        name=row.label or None if line is None else line.name,
        model=None if line is None or line.model is None else line.model.id,
        quantity=money.to_json_number(row.quantity),
        ordered=None if line is None else money.to_json_number(line.quantity),
        pieces=[piece.guid for piece in row.pieces],
    )


HANDLERS: dict[str, Handler] = {
    operations.GET_PIECE.name: get_piece,
    operations.SCAN_PIECE.name: scan_piece,
    operations.GET_PRODUCTION.name: get_production,
    operations.GET_PACKING_LIST.name: get_packing_list,
}
