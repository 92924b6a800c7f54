"""Handlers of the workshop: pieces, the production export and packing lists."""

from triplicate.api.dialect import serve
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Response
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
from triplicate.core.order.order import Order
from triplicate.core.order.packing import PackedLine
from triplicate.core.order.shipments import Shipment
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.document import encode, encode_lines, status
from triplicate.dialects.native.orders.requests import Scan
from triplicate.dialects.native.workshop import responses
from triplicate.dialects.native.workshop.operations import GET_PACKING_LIST, GET_PIECE, GET_PRODUCTION, SCAN_PIECE
from triplicate.dialects.native.workshop.parameters import PackingListParameters, PieceParameters, ProductionParameters


async def get_piece(request: Request[PieceParameters, None]) -> responses.PieceDetails:
    """A piece with its line and its order."""
    piece = await find_piece(request.services.reader, request.principal, request.parameters.pieceId)
    return _piece_details(request, piece)


async def scan_piece(request: Request[PieceParameters, Scan]) -> Response:
    """Advances a piece to the next step, or to the given one."""
    id, step = request.parameters.pieceId, request.body.step

    def work(uow: UnitOfWork, context: Context) -> responses.PieceDetails:
        return _piece_details(request, scan(uow, context, id, step))

    return await run_once(request, SCAN_PIECE, work)


async def get_production(request: Request[ProductionParameters, None]) -> str | Response:
    """The production export as CSV. With keys it runs in a transaction, since reading them writes an event."""
    query = request.parameters
    name = order_name(query.orderId)
    if query.keys:
        return await run_in_transaction(
            request, GET_PRODUCTION, lambda uow, context: export_with_keys(uow, context, name)
        )
    return await export(request.services.reader, request.principal, name)


async def get_packing_list(request: Request[PackingListParameters, None]) -> responses.PackingList:
    """The packing list of a shipment, or of everything that remains to ship."""
    query = request.parameters
    record = await find(request.services.reader, request.principal, order_name(query.orderId))
    current_order = order.decode(record.document)
    parcel = None if query.shipment is None else find_shipment(current_order, query.shipment, "shipment")
    return _packing_list(current_order, parcel)


def _piece_details(request: AnyRequest, scan_result: PieceInOrder) -> responses.PieceDetails:
    piece, parent_order = scan_result
    keys, window = request.services.keys, signed_links.window()
    options = RenderOptions(
        secrets=False, link=lambda file: request.base_url() + signed_links.link_path(keys, file, window)
    )
    line = next((one for one in parent_order.lines if one.guid == piece.line), None)
    return responses.PieceDetails(
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


def _packing_list(current_order: Order, parcel: Shipment | None) -> responses.PackingList:
    contents = packing.to_pack(current_order) if parcel is None else packing.in_parcel(current_order, parcel)
    return responses.PackingList(
        order=current_order.guid,
        number=current_order.number,
        reference=current_order.reference,
        ship_to=encode.address(current_order.ship_to),
        shipping=encode.shipping(current_order.shipping),
        shipment=None if parcel is None else encode_lines.shipment(parcel),
        lines=[_packed_line(row) for row in contents.rows],
        loose=[piece.guid for piece in contents.unassigned],
    )


def _packed_line(row: PackedLine) -> responses.PackedLine:
    line = row.line
    return responses.PackedLine(
        line=None if line is None else line.guid,
        number=None if line is None else line.number,
        sku=None if line is None else line.sku,
        name=row.label or None if line is None else line.name,
        model=None if line is None or line.model is None else line.model.id,
        quantity=money.to_json_number(row.quantity),
        ordered=None if line is None else money.to_json_number(line.quantity),
        pieces=[piece.guid for piece in row.pieces],
    )


ENDPOINTS = (
    serve(GET_PIECE, get_piece),
    serve(SCAN_PIECE, scan_piece),
    serve(GET_PRODUCTION, get_production),
    serve(GET_PACKING_LIST, get_packing_list),
)
