"""Decodes Marketiger's document into the canonical order. Pure."""

from decimal import Decimal
from typing import Any

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import ImportContext
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import LineStage, Step, at_least
from triplicate.core.order.history import HistoryEntry, Hold
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.shipments import Shipment
from triplicate.core.sync import SyncState
from triplicate.dialects.marketiger.document import status, wire
from triplicate.dialects.marketiger.document.wire import NAME


def decode(document: wire.Order, context: ImportContext) -> Order:
    """The order that GetOrder's document describes. Raises DomainError for a malformed id or date."""
    guid = ids.guid(document.id)
    if guid is None:
        raise invalid("$.id", f"{document.id!r} is not a GUID")
    meaning = status.MEANINGS.get(document.status)
    updated_at = coerce.timestamp("$.updated", document.updated)
    created_at = coerce.timestamp("$.createdDate", document.createdDate)
    step = meaning.step if meaning else None
    is_shipped = at_least(step, Step.SHIPPED)
    return Order(
        guid=guid,
        oid=ids.derived_oid("order", guid),
        number=0,
        account=context.account,
        origin=NAME,
        step=step,
        payment=meaning.payment if meaning else None,
        ending=meaning.ending if meaning else None,
        hold=Hold(since=updated_at) if meaning and meaning.on_hold else None,
        sync=SyncState(vendor_statuses={} if meaning else {NAME: document.status}),
        project=coerce.text(document.projectName),
        shipping=_shipping_choice(document.shippingMethodId),
        currency=context.currency,
        lines=_lines(guid, document.orderModels, is_shipped, context),
        shipments=_shipments(guid, document.trackAndTrace),
        payment_link=coerce.text(document.paymentLink),
        totals=Totals(shipping=_to_minor(document.shippingRate)),
        history=_history(meaning, created_at, updated_at),
        created_at=created_at,
        placed_at=created_at,
        updated_at=updated_at,
    )


def localise_files(document: dict[str, Any], context: ImportContext) -> None:
    """Replaces links to our own stored files, which expire, by the files' ids. Changes `document` in place."""
    models = document.get("orderModels")
    for model in models if isinstance(models, list) else ():
        if isinstance(model, dict) and isinstance(model.get("imageUrl"), str):
            model["imageUrl"] = context.file_of(model["imageUrl"]) or model["imageUrl"]


def _lines(order: str, models: list[wire.OrderModel], is_shipped: bool, context: ImportContext) -> tuple[Line, ...]:
    """The order's lines, identified by their production order id (`poId`)."""
    numbers = [coerce.running_number(model.poId) for model in models]
    keys = coerce.distinct_keys(f"po {number}" if number else None for number in numbers)
    return tuple(_line(order, key.text, model, is_shipped, context) for key, model in zip(keys, models, strict=True))


def _line(order: str, key: str, model: wire.OrderModel, is_shipped: bool, context: ImportContext) -> Line:
    stage = status.LINE_STAGES.get(model.status) if isinstance(model.status, int) else None
    quantity = Decimal(model.quantity)
    image = coerce.text(model.imageUrl)
    file = context.file_of(image) if image else None
    return Line(
        guid=ids.derived_guid(NAME, "line", order, key),
        oid=ids.derived_oid("line", order, key),
        number=coerce.running_number(model.poId),
        product=model.modelId,
        name=coerce.text(model.modelName),
        image=None if file else image,
        file=file,
        quantity=quantity,
        price=money.to_decimal(model.price).scaleb(-money.exponent(context.currency)),
        fulfilled=quantity if is_shipped or stage is LineStage.SHIPPED else Decimal(0),
        stage=stage,
        bounds=coerce.text(model.bounds),
    )


def _shipping_choice(method_id: Any) -> ShippingChoice | None:
    return ShippingChoice(id=str(method_id)) if isinstance(method_id, int) else None


def _shipments(order: str, tracking: Any) -> tuple[Shipment, ...]:
    """The document's only parcel; none if both tracking number and URL are null."""
    if not isinstance(tracking, wire.TrackAndTrace) or not (tracking.trackingNumber or tracking.trackingUrl):
        return ()
    tracking_number, url = coerce.text(tracking.trackingNumber), coerce.text(tracking.trackingUrl)
    return (
        Shipment(
            guid=ids.derived_guid(NAME, "parcel", order, tracking_number or url or ""),
            tracking_number=tracking_number,
            url=url,
            method=tracking.shippingMethodId if isinstance(tracking.shippingMethodId, int) else None,
        ),
    )


def _history(
    meaning: status.StatusMeaning | None, created_at: str | None, updated_at: str | None
) -> tuple[HistoryEntry, ...]:
    """At most two entries: when the order was created, and its present status as of `updated_at`."""
    history = {HistoryEntry(created_at, Step.CREATED)} if created_at else set()
    if meaning and meaning.ending and updated_at:
        history.add(HistoryEntry(updated_at, meaning.ending, observed=True))
    elif meaning and meaning.step and meaning.step is not Step.CREATED and updated_at:
        history.add(HistoryEntry(updated_at, meaning.step, observed=True))
    return tuple(sorted(history))


def _to_minor(value: Any) -> int | None:
    amount = coerce.amount(value)
    return None if amount is None else int(amount.to_integral_value())
