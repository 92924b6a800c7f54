"""Decodes Marketiger's document into the canonical order. Pure."""

from decimal import Decimal
from typing import Any

from triplicate.core import ids, money
from triplicate.core.documents import coerce
from triplicate.core.documents.codec import Reading
from triplicate.core.failures import invalid
from triplicate.core.lifecycle import LineStage, Step, at_least
from triplicate.core.order.history import Hold, Moment, Shipment
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.dialects.marketiger.document import status, wire
from triplicate.dialects.marketiger.document.wire import NAME


def read(document: wire.Order, reading: Reading) -> Order:
    """The order that GetOrder's document describes. Raises DomainError for a malformed id or date."""
    guid = ids.guid(document.id)
    if guid is None:
        raise invalid("$.id", f"{document.id!r} is not a GUID")
    claim = status.CLAIMS.get(document.status)
    updated = coerce.moment("$.updated", document.updated)
    created = coerce.moment("$.createdDate", document.createdDate)
    step = claim.step if claim else None
    shipped = at_least(step, Step.SHIPPED)
    return Order(
        guid=guid,
        oid=ids.derived_oid("order", guid),
        number=0,
        account=reading.account,
        origin=NAME,
        step=step,
        payment=claim.payment if claim else None,
        ending=claim.ending if claim else None,
        hold=Hold(since=updated) if claim and claim.held else None,
        words={} if claim else {NAME: document.status},
        project=coerce.text(document.projectName),
        shipping=_shipping(document.shippingMethodId),
        currency=reading.currency,
        lines=_lines(guid, document.orderModels, shipped, reading),
        shipments=_shipments(guid, document.trackAndTrace),
        payment_link=coerce.text(document.paymentLink),
        totals=Totals(shipping=_minor(document.shippingRate)),
        history=_history(claim, created, updated),
        created_at=created,
        placed_at=created,
        updated_at=updated,
    )


def localise(document: dict[str, Any], reading: Reading) -> None:
    """Replaces links to our own stored files, which expire, by the files' ids. Changes `document` in place."""
    models = document.get("orderModels")
    for model in models if isinstance(models, list) else ():
        if isinstance(model, dict) and isinstance(model.get("imageUrl"), str):
            model["imageUrl"] = reading.file_of(model["imageUrl"]) or model["imageUrl"]


def _lines(order: str, models: list[wire.OrderModel], shipped: bool, reading: Reading) -> tuple[Line, ...]:
    """The order's lines, identified by their production order id (`poId`)."""
    numbers = [coerce.counted(model.poId) for model in models]
    keys = coerce.told_apart(f"po {number}" if number else None for number in numbers)
    return tuple(_line(order, key.text, model, shipped, reading) for key, model in zip(keys, models, strict=True))


def _line(order: str, key: str, model: wire.OrderModel, shipped: bool, reading: Reading) -> Line:
    stage = status.LINE_STAGES.get(model.status) if isinstance(model.status, int) else None
    quantity = Decimal(model.quantity)
    image = coerce.text(model.imageUrl)
    file = reading.file_of(image) if image else None
    return Line(
        guid=ids.derived_guid(NAME, "line", order, key),
        oid=ids.derived_oid("line", order, key),
        number=coerce.counted(model.poId),
        product=model.modelId,
        name=coerce.text(model.modelName),
        image=None if file else image,
        file=file,
        quantity=quantity,
        price=money.exact(model.price).scaleb(-money.exponent(reading.currency)),
        fulfilled=quantity if shipped or stage is LineStage.SHIPPED else Decimal(0),
        stage=stage,
        bounds=coerce.text(model.bounds),
    )


def _shipping(method: Any) -> ShippingChoice | None:
    return ShippingChoice(id=str(method)) if isinstance(method, int) else None


def _shipments(order: str, track: Any) -> tuple[Shipment, ...]:
    """The document's only parcel; none if both tracking number and URL are null."""
    if not isinstance(track, wire.TrackAndTrace) or not (track.trackingNumber or track.trackingUrl):
        return ()
    number, url = coerce.text(track.trackingNumber), coerce.text(track.trackingUrl)
    return (
        Shipment(
            guid=ids.derived_guid(NAME, "parcel", order, number or url or ""),
            tracking_number=number,
            url=url,
            method=track.shippingMethodId if isinstance(track.shippingMethodId, int) else None,
        ),
    )


def _history(claim: status.Claim | None, created: str | None, updated: str | None) -> tuple[Moment, ...]:
    """At most two entries: when the order was created, and its present status as of `updated_at`."""
    moments = {Moment(created, Step.CREATED)} if created else set()
    if claim and claim.ending and updated:
        moments.add(Moment(updated, claim.ending, observed=True))
    elif claim and claim.step and claim.step is not Step.CREATED and updated:
        moments.add(Moment(updated, claim.step, observed=True))
    return tuple(sorted(moments))


def _minor(value: Any) -> int | None:
    exact = coerce.amount(value)
    return None if exact is None else int(exact.to_integral_value())
