"""Shipping, tracking and delivery. Nothing is shipped twice, or beyond the remaining quantity."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from triplicate.core import ids, times
from triplicate.core.engine import commands, pieces
from triplicate.core.engine.quantities import Portions, asked, closed, complete, told
from triplicate.core.engine.transitions import Act, Change, check, counted, forward, line_of, recounted, refuse, replace
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import LineStage, Obstacle, Step, Verb
from triplicate.core.order import fulfilment
from triplicate.core.order.history import Shipment, ShipmentItem
from triplicate.core.order.line import ZERO, Line, Unit
from triplicate.core.order.order import Order


def ship(order: Order, command: commands.Ship, act: Act) -> Change:
    """Records a shipment; when nothing is left to ship, the order is shipped."""
    check(Verb.SHIP, order)
    counted(Verb.SHIP, order.shipments)
    _new_number(Verb.SHIP, order.shipments, command.carrier, command.tracking_number)
    chosen = _pieces(order, command)
    if chosen:
        portions = _portions_of(order, chosen, command)
    else:
        portions = asked(order, command.items, Verb.SHIP, fulfilment.left, Obstacle.BEYOND_ORDERED)
    after = pieces.moved(order, {unit.guid for unit in chosen}, Step.SHIPPED)
    after = pieces.aligned(_fulfilled(after, portions), portions.keys())
    parcel = _parcel(order, after, command, portions, act)
    return Change(
        closed(replace(after, shipments=(*order.shipments, parcel)), act.at),
        {"shipment_id": parcel.guid, "items": told(portions), "tracking_number": command.tracking_number},
    )


def track(order: Order, command: commands.Track, act: Act) -> Change:
    """Sets the tracking data of a shipment."""
    check(Verb.TRACK, order)
    parcel = _followed(order, command.shipment)
    given = {
        "carrier": command.carrier,
        "tracking_number": command.tracking_number,
        "url": command.tracking_url,
        "tracker_id": command.tracker_id,
    }
    told = {name: value for name, value in given.items() if value is not None}
    tracked = replace(parcel, **told)
    if tracked == parcel:
        return Change(order)
    others = [other for other in order.shipments if other.guid != parcel.guid]
    _new_number(Verb.TRACK, others, tracked.carrier, tracked.tracking_number)
    tracked = replace(tracked, seen=max(act.at, parcel.seen))
    parcels = tuple(tracked if other.guid == parcel.guid else other for other in order.shipments)
    return Change(replace(order, shipments=parcels), {"shipment_id": parcel.guid, **told})


def deliver(order: Order, command: commands.Deliver, act: Act) -> Change:
    """Records a delivery; when everything was shipped and every shipment arrived, the order is delivered."""
    check(Verb.DELIVER, order)
    wanted = None if command.shipment is None else parcel_of(order, command.shipment, "$.shipment").guid
    arrived = {p.guid: p.units for p in order.shipments if p.guid == (wanted or p.guid) and p.delivered_at is None}
    everything = complete(order) or order.step is Step.SHIPPED
    if not arrived and (wanted or not everything):
        refuse(Verb.DELIVER, Obstacle.ALREADY_DELIVERED if order.shipments else Obstacle.TOO_EARLY)
    at = _moment(command.delivered_at, "$.delivered_at") or act.at
    parcels = tuple(replace(p, delivered_at=at) if p.guid in arrived else p for p in order.shipments)
    inside = {guid for units in arrived.values() for guid in units}
    away = {unit.guid for unit in order.units or () if unit.guid in inside and unit.step is Step.SHIPPED}
    after = pieces.moved(replace(order, shipments=parcels), away, Step.DELIVERED)
    if everything and all(parcel.delivered_at for parcel in parcels):
        after = forward(after, Step.DELIVERED, act.at)
    return Change(after, {"shipments": list(arrived)})


def _followed(order: Order, name: str | None) -> Shipment:
    if name is not None:
        return parcel_of(order, name, "$.shipment")
    if not order.shipments:
        refuse(Verb.TRACK, Obstacle.TOO_EARLY)
    if len(order.shipments) > 1:
        raise invalid("$.shipment", "is required, since the order has several shipments")
    return order.shipments[0]


def parcel_of(order: Order, name: str, path: str) -> Shipment:
    """The shipment with this GUID; raises DomainError(InvalidInput) at `path`."""
    wanted = ids.guid(name)
    for parcel in order.shipments:
        if parcel.guid == wanted:
            return parcel
    raise invalid(path, f"the order has no shipment {name[:64]}")


def _pieces(order: Order, command: commands.Ship) -> list[Unit]:
    """The named pieces; where nothing is named and the order has no lines, all that are not shipped."""
    if command.units or command.items or order.lines:
        return pieces.named(order, command.units, "$.units")
    return [unit for unit in order.units or () if not pieces.gone(unit)]


def _portions_of(order: Order, chosen: list[Unit], command: commands.Ship) -> Portions:
    if command.items:
        raise invalid("$.units", "give either `items` or `units`")
    for index, unit in enumerate(chosen):
        if pieces.gone(unit):
            refuse(Verb.SHIP, pieces.obstacle(unit), f"$.units[{index}]")
        if unit.line is None and order.lines:
            raise invalid(f"$.units[{index}]", "the line of this piece is not known: use `items` instead")
    portions = {guid: Decimal(much) for guid, much in Counter(unit.line for unit in chosen if unit.line).items()}
    for guid, much in portions.items():
        if much > (rest := fulfilment.left(line_of(order, guid, "$.units"))):
            refuse(Verb.SHIP, Obstacle.BEYOND_ORDERED, "$.units", rest)
    return portions


def _fulfilled(order: Order, portions: Portions) -> Order:
    """The order with increased fulfilled quantities, which no vendor document may lower."""
    lines = tuple(_sent(line, portions.get(line.guid, ZERO)) for line in order.lines)
    floors = {line.guid: str(line.fulfilled) for line in lines if line.guid in portions}
    return replace(recounted(order, lines), floors={**order.floors, **floors})


def _sent(line: Line, much: Decimal) -> Line:
    if not much:
        return line
    returned = line.returned and not line.returned_quantity
    sent = replace(line, fulfilled=line.fulfilled + much, returned=returned)
    return sent if fulfilment.left(sent) else replace(sent, stage=LineStage.SHIPPED)


def _parcel(order: Order, after: Order, command: commands.Ship, portions: Portions, act: Act) -> Shipment:
    """The shipment that leads from `order` to `updated`, with the pieces that were not shipped before."""
    here = {unit.guid for unit in order.units or () if not pieces.gone(unit)}
    return Shipment(
        guid=act.new_guid(),
        tracking_number=command.tracking_number,
        tracker_id=command.tracker_id,
        url=command.tracking_url,
        carrier=command.carrier,
        shipped_at=_moment(command.shipped_at, "$.shipped_at") or act.at,
        items=tuple(ShipmentItem(label=guid, quantity=much, line=guid) for guid, much in portions.items()),
        units=tuple(unit.guid for unit in after.units or () if unit.guid in here and pieces.gone(unit)),
        seen=act.at,
    )


def _new_number(verb: Verb, others: Iterable[Shipment], carrier: str | None, number: str | None) -> None:
    """Raises DomainError(ActionNotPossible) when another shipment has this carrier and tracking number."""
    if number and (carrier, number) in {(parcel.carrier, parcel.tracking_number) for parcel in others}:
        refuse(verb, Obstacle.ALREADY_SHIPPED, "$.tracking_number")


def _moment(text: str | None, path: str) -> str | None:
    if text is None:
        return None
    moment = times.canonical(text)
    if moment is None:
        raise invalid(path, "must be a date and time such as 2024-07-01T09:26:55Z")
    return moment
