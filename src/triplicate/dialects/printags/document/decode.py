"""Decodes Printags' document into the canonical order. Pure."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import ImportContext
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import Ending, Step, at_least, further_step
from triplicate.core.order import fulfilment
from triplicate.core.order.history import HistoryEntry, Hold
from triplicate.core.order.line import Line, Nfc
from triplicate.core.order.order import Order, Totals
from triplicate.core.order.party import Company, Party, Person, PickupPoint, Place
from triplicate.core.order.piece import Piece, ProductModel
from triplicate.core.order.shipments import Shipment, ShipmentItem
from triplicate.core.sync import SyncState
from triplicate.dialects.printags.document import status, wire
from triplicate.dialects.printags.document.wire import NAME


def decode(document: wire.Order, context: ImportContext) -> Order:
    """The order that the document describes. Raises DomainError for a malformed id or timestamp."""
    guid = ids.guid(document.id)
    if guid is None:
        raise invalid("$.id", f"{document.id!r} is not a GUID")
    meaning = status.MEANINGS.get(document.status)
    history = _history(document.statusHistory)
    step = meaning.step if meaning else None
    for entry in history:
        step = further_step(step, status.STEPS.get(entry.status))
    lines = tuple(_lines(guid, document.product_groups))
    shipments = tuple(_shipments(guid, document.shippings, lines))
    is_shipped = at_least(step, Step.SHIPPED) and not (meaning and meaning.ending is Ending.RETURNED)
    has_unknown_status = not meaning and bool(document.status)
    return Order(
        guid=guid,
        oid=ids.derived_oid("order", guid),
        number=0,
        account=context.account,
        origin=NAME,
        reference=coerce.text(document.reference),
        step=step,
        payment=meaning.payment if meaning else None,
        ending=meaning.ending if meaning else None,
        hold=Hold(since=history[-1].at if history else None) if meaning and meaning.on_hold else None,
        sync=SyncState(vendor_statuses={status.ORDER_STATUS_KEY: document.status} if has_unknown_status else {}),
        buyer=_buyer(document.customer),
        company=_company(document.customer),
        ship_to=_party(document.shipTo),
        currency=context.currency,
        lines=fulfilment.count_fulfilled(lines, shipments, is_all_shipped=is_shipped),
        pieces=_pieces(guid, document.products),
        shipments=shipments,
        totals=Totals(total=_to_minor(document.total, context.currency)),
        metadata=document.metadata if isinstance(document.metadata, dict) else {},
        history=history,
        created_at=history[0].at if history else None,
        placed_at=history[0].at if history else None,
        updated_at=history[-1].at if history else None,
    )


def _history(entries: Any) -> tuple[HistoryEntry, ...]:
    history = set()
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        at = coerce.timestamp(f"$.statusHistory[{index}].createdAt", entry.createdAt)
        if at and coerce.text(entry.status):
            history.add(HistoryEntry(at, entry.status))
    return tuple(sorted(history))


def _buyer(customer: Any) -> Person | None:
    if not isinstance(customer, wire.Customer):
        return None
    return Person(
        id=coerce.text(customer.id),
        first=coerce.text(customer.firstname),
        last=coerce.text(customer.lastname),
        email=coerce.text(customer.email),
        created_at=coerce.timestamp("$.customer.createdAt", customer.createdAt),
    )


def _company(customer: Any) -> Company | None:
    name = coerce.text(customer.company) if isinstance(customer, wire.Customer) else None
    return Company(name=name) if name else None


def _party(ship_to: Any) -> Party | None:
    if not isinstance(ship_to, wire.ShipTo):
        return None
    address = ship_to.address if isinstance(ship_to.address, wire.Address) else wire.Address()
    country = coerce.text(address.countryCode)
    return Party(
        id=coerce.text(ship_to.id),
        person=Person(
            full=coerce.text(ship_to.name), email=coerce.text(ship_to.email), phone=coerce.text(ship_to.phone)
        ),
        line1=coerce.text(address.addressLine1),
        line2=coerce.text(address.addressLine2),
        city=coerce.text(address.city),
        postcode=coerce.text(address.postcode),
        country=Place(code=country) if country else None,
        pickup=_pickup_point(ship_to.servicePoint),
    )


def _pickup_point(point: Any) -> PickupPoint | None:
    id = coerce.text(point.id) if isinstance(point, wire.ServicePoint) else None
    return PickupPoint(id=id, country=coerce.text(point.country)) if id else None


def _lines(order: str, groups: Any) -> Iterable[Line]:
    groups = groups if isinstance(groups, list) else []
    keys = coerce.distinct_keys(coerce.text(group.id) for group in groups)
    for key, group in zip(keys, groups, strict=True):
        own_guid = ids.guid(key.unique_id or "")
        model_id = coerce.text(group.modelId) or _model_id(group.model)
        yield Line(
            guid=own_guid or ids.derived_guid(NAME, "line", order, key.text),
            oid=ids.derived_oid("line", order, own_guid or key.text),
            number=0,
            product=model_id,
            sku=model_id,
            name=coerce.text(group.name),
            quantity=Decimal(coerce.integer(group.quantity) or 0),
            model=_model(group.model),
            nfc=_nfc(group.nfc),
        )


def _model_id(model: Any) -> str | None:
    return coerce.text(model.id) if isinstance(model, wire.Model) else None


def _model(model: Any) -> ProductModel | None:
    if not isinstance(model, wire.Model):
        return None
    size = model.size if isinstance(model.size, wire.Size) else wire.Size()
    return ProductModel(
        id=coerce.text(model.id),
        width=coerce.amount(size.width) or Decimal(0),
        height=coerce.amount(size.height) or Decimal(0),
        length=coerce.amount(size.length) or Decimal(0),
        weight=coerce.amount(size.weight) or Decimal(0),
        can_be_encoded=coerce.boolean(model.canBeEncoded) or False,
    )


def _nfc(nfc: Any) -> Nfc | None:
    if not isinstance(nfc, wire.Nfc):
        return None
    dynamic = nfc.dynamic if isinstance(nfc.dynamic, wire.Dynamic) else wire.Dynamic()
    record_id = coerce.integer(dynamic.records.recordId) if isinstance(dynamic.records, wire.Records) else None
    return Nfc(
        type=coerce.text(nfc.type),
        content=coerce.text(nfc.content),
        base_url=coerce.text(dynamic.baseUrl),
        record_id=record_id,
    )


def _pieces(order: str, products: Any) -> tuple[Piece, ...]:
    products = products if isinstance(products, list) else []
    keys = coerce.distinct_keys(coerce.text(product.id) for product in products)
    pieces = []
    for index, (key, product) in enumerate(zip(keys, products, strict=True)):
        vendor_status = coerce.text(product.status)
        pieces.append(
            Piece(
                guid=ids.guid(key.unique_id or "") or ids.derived_guid(NAME, "piece", order, key.text),
                model=_model(product.model),
                step=status.STEPS.get(vendor_status or ""),
                vendor_status=None if vendor_status in status.STEPS else vendor_status,
                metadata=product.metadata if isinstance(product.metadata, dict) else {},
                created_at=coerce.timestamp(f"$.products[{index}].createdAt", product.createdAt),
            )
        )
    return tuple(pieces)


def _shipments(order: str, shippings: Any, lines: tuple[Line, ...]) -> Iterable[Shipment]:
    lines_by_model: dict[str, list[str]] = {}
    for line in lines:
        lines_by_model.setdefault(line_model_id(line), []).append(line.guid)
    shippings = shippings if isinstance(shippings, list) else []
    keys = coerce.distinct_keys(coerce.text(shipping.id) for shipping in shippings)
    occurrences: Counter[str] = Counter()
    for key, parcel in zip(keys, shippings, strict=True):
        tracking_number, tracker_id = coerce.text(parcel.trackingNumber), coerce.text(parcel.trackerId)
        identity = key.unique_id or f"{tracking_number}|{tracker_id}"
        occurrences[identity] += 1
        contents = parcel.products if isinstance(parcel.products, dict) else {}
        yield Shipment(
            guid=ids.guid(key.unique_id or "")
            or ids.derived_guid(NAME, "parcel", order, identity, str(occurrences[identity])),
            tracking_number=tracking_number,
            tracker_id=tracker_id,
            items=tuple(_shipment_items(contents, lines_by_model)),
        )


def _shipment_items(contents: dict[str, Any], lines_by_model: dict[str, list[str]]) -> Iterable[ShipmentItem]:
    for label, count in contents.items():
        quantity = coerce.amount(count)
        if quantity is not None and quantity >= 0:
            line_guids = lines_by_model.get(label, [])
            yield ShipmentItem(label=label, quantity=quantity, line=line_guids[0] if len(line_guids) == 1 else None)


def _to_minor(value: Any, currency: str) -> int | None:
    amount = coerce.amount(value)
    return None if amount is None else money.to_minor(amount, currency)


def line_model_id(line: Line) -> str:
    """The id of a line's model: its SKU, else its product id."""
    return line.sku or line.product or ""
