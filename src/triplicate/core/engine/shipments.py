"""Shipping, tracking and delivery. Nothing is shipped twice, or beyond the remaining quantity."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from triplicate.core import ids, times
from triplicate.core.aggregate import with_sync
from triplicate.core.engine import commands, pieces
from triplicate.core.engine.quantities import Portions, close_if_complete, event_items, is_complete, requested_portions
from triplicate.core.engine.transitions import (
    EngineContext,
    Transition,
    advance_to,
    check_record_limit,
    check_rule,
    find_line,
    refuse,
    replace,
    set_line_counts,
)
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Action, LineStage, Obstacle, Step
from triplicate.core.order import fulfilment
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece, is_finished
from triplicate.core.order.shipments import Shipment, ShipmentItem


def ship(order: Order, command: commands.Ship, context: EngineContext) -> Transition:
    """Records a shipment; when nothing is left to ship, the order is shipped."""
    check_rule(Action.SHIP, order)
    check_record_limit(Action.SHIP, order.shipments)
    _check_tracking_number(Action.SHIP, order.shipments, command.carrier, command.tracking_number)
    selected_pieces = _selected_pieces(order, command)
    if selected_pieces:
        portions = _portions_of(order, selected_pieces, command)
    else:
        portions = requested_portions(order, command.items, Action.SHIP, fulfilment.remaining, Obstacle.BEYOND_ORDERED)
    updated = pieces.move(order, {unit.guid for unit in selected_pieces}, Step.SHIPPED)
    updated = pieces.align(_with_fulfilled(updated, portions), portions.keys())
    parcel = _new_shipment(order, updated, command, portions, context)
    return Transition(
        close_if_complete(replace(updated, shipments=(*order.shipments, parcel)), context.at),
        {"shipment_id": parcel.guid, "items": event_items(portions), "tracking_number": command.tracking_number},
    )


def track(order: Order, command: commands.Track, context: EngineContext) -> Transition:
    """Sets the tracking data of a shipment."""
    check_rule(Action.TRACK, order)
    parcel = _tracked_parcel(order, command.shipment)
    fields = {
        "carrier": command.carrier,
        "tracking_number": command.tracking_number,
        "url": command.tracking_url,
        "tracker_id": command.tracker_id,
    }
    changes = {name: value for name, value in fields.items() if value is not None}
    tracked_parcel = replace(parcel, **changes)
    if tracked_parcel == parcel:
        return Transition(order)
    other_parcels = [other for other in order.shipments if other.guid != parcel.guid]
    _check_tracking_number(Action.TRACK, other_parcels, tracked_parcel.carrier, tracked_parcel.tracking_number)
    tracked_parcel = replace(tracked_parcel, last_reported=max(context.at, parcel.last_reported))
    shipments = tuple(tracked_parcel if other.guid == parcel.guid else other for other in order.shipments)
    return Transition(replace(order, shipments=shipments), {"shipment_id": parcel.guid, **changes})


def deliver(order: Order, command: commands.Deliver, context: EngineContext) -> Transition:
    """Records a delivery; when everything was shipped and every shipment arrived, the order is delivered."""
    check_rule(Action.DELIVER, order)
    shipment_guid = None if command.shipment is None else find_shipment(order, command.shipment, "$.shipment").guid
    arrived_pieces = {
        p.guid: p.pieces for p in order.shipments if p.guid == (shipment_guid or p.guid) and p.delivered_at is None
    }
    is_all_shipped = is_complete(order) or order.step is Step.SHIPPED
    if not arrived_pieces and (shipment_guid or not is_all_shipped):
        refuse(Action.DELIVER, Obstacle.ALREADY_DELIVERED if order.shipments else Obstacle.TOO_EARLY)
    delivered_at = _parse_timestamp(command.delivered_at, "$.delivered_at") or context.at
    shipments = tuple(replace(p, delivered_at=delivered_at) if p.guid in arrived_pieces else p for p in order.shipments)
    arrived_guids = {guid for units in arrived_pieces.values() for guid in units}
    shipped_guids = {
        unit.guid for unit in order.pieces or () if unit.guid in arrived_guids and unit.step is Step.SHIPPED
    }
    updated = pieces.move(replace(order, shipments=shipments), shipped_guids, Step.DELIVERED)
    if is_all_shipped and all(parcel.delivered_at for parcel in shipments):
        updated = advance_to(updated, Step.DELIVERED, context.at)
    return Transition(updated, {"shipments": list(arrived_pieces)})


def _tracked_parcel(order: Order, name: str | None) -> Shipment:
    if name is not None:
        return find_shipment(order, name, "$.shipment")
    if not order.shipments:
        refuse(Action.TRACK, Obstacle.TOO_EARLY)
    if len(order.shipments) > 1:
        raise invalid("$.shipment", "is required, since the order has several shipments")
    return order.shipments[0]


def find_shipment(order: Order, name: str, path: str) -> Shipment:
    """The shipment with this GUID; raises DomainError(InvalidInput) at `path`."""
    guid = ids.guid(name)
    for parcel in order.shipments:
        if parcel.guid == guid:
            return parcel
    raise invalid(path, f"the order has no shipment {name[:64]}")


def _selected_pieces(order: Order, command: commands.Ship) -> list[Piece]:
    """The named pieces; where nothing is named and the order has no lines, all that are not shipped."""
    if command.pieces or command.items or order.lines:
        return pieces.find_pieces(order, command.pieces, "$.units")
    return [unit for unit in order.pieces or () if not is_finished(unit)]


def _portions_of(order: Order, selected_pieces: list[Piece], command: commands.Ship) -> Portions:
    if command.items:
        raise invalid("$.units", "give either `items` or `units`")
    for index, piece in enumerate(selected_pieces):
        if is_finished(piece):
            refuse(Action.SHIP, pieces.move_obstacle(piece), f"$.units[{index}]")
        if piece.line is None and order.lines:
            raise invalid(f"$.units[{index}]", "the line of this piece is not known: use `items` instead")
    portions = {
        guid: Decimal(quantity)
        for guid, quantity in Counter(unit.line for unit in selected_pieces if unit.line).items()
    }
    for guid, much in portions.items():
        if much > (remaining := fulfilment.remaining(find_line(order, guid, "$.units"))):
            refuse(Action.SHIP, Obstacle.BEYOND_ORDERED, "$.units", remaining)
    return portions


def _with_fulfilled(order: Order, portions: Portions) -> Order:
    """The order with increased fulfilled quantities, which no vendor document may lower."""
    lines = tuple(_ship_line(line, portions.get(line.guid, ZERO)) for line in order.lines)
    minimums = {line.guid: str(line.fulfilled) for line in lines if line.guid in portions}
    minimums = {**order.sync.reported_minimums, **minimums}
    return with_sync(set_line_counts(order, lines), reported_minimums=minimums)


def _ship_line(line: Line, quantity: Decimal) -> Line:
    if not quantity:
        return line
    returned = line.returned and not line.returned_quantity
    updated = replace(line, fulfilled=line.fulfilled + quantity, returned=returned)
    return updated if fulfilment.remaining(updated) else replace(updated, stage=LineStage.SHIPPED)


def _new_shipment(
    order: Order, updated: Order, command: commands.Ship, portions: Portions, context: EngineContext
) -> Shipment:
    """The shipment that leads from `order` to `updated`, with the pieces that were not shipped before."""
    unshipped_guids = {unit.guid for unit in order.pieces or () if not is_finished(unit)}
    return Shipment(
        guid=context.new_guid(),
        tracking_number=command.tracking_number,
        tracker_id=command.tracker_id,
        url=command.tracking_url,
        carrier=command.carrier,
        shipped_at=_parse_timestamp(command.shipped_at, "$.shipped_at") or context.at,
        items=tuple(ShipmentItem(label=guid, quantity=much, line=guid) for guid, much in portions.items()),
        pieces=tuple(unit.guid for unit in updated.pieces or () if unit.guid in unshipped_guids and is_finished(unit)),
        last_reported=context.at,
    )


def _check_tracking_number(
    action: Action, other_parcels: Iterable[Shipment], carrier: str | None, number: str | None
) -> None:
    """Raises DomainError(ActionNotPossible) when another shipment has this carrier and tracking number."""
    if number and (carrier, number) in {(parcel.carrier, parcel.tracking_number) for parcel in other_parcels}:
        refuse(action, Obstacle.ALREADY_SHIPPED, "$.tracking_number")


def _parse_timestamp(text: str | None, path: str) -> str | None:
    if text is None:
        return None
    timestamp = times.canonical(text)
    if timestamp is None:
        raise invalid(path, "must be a date and time such as 2024-07-01T09:26:55Z")
    return timestamp
