"""Encodes the canonical order as Marketiger's document. Pure."""

import math
import re
from decimal import Decimal

from triplicate.core import ids, money, times
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.dialects.marketiger.document import status, wire
from triplicate.dialects.marketiger.document.wire import NAME

_INTEGER = re.compile(r"-?[0-9]{1,400}", re.ASCII)


def encode(order: Order, options: RenderOptions) -> wire.Order:
    """The order as GetOrder's `data.order`."""
    exponent = money.exponent(order.currency)
    method_id = _shipping_method_id(order)
    return wire.Order(
        id=order.guid,
        status=status.order_status(order),
        createdDate=_date(order.created_at),
        updated=_date(order.updated_at or order.created_at),
        trackAndTrace=_track_and_trace(order, method_id),
        shippingMethodId=method_id,
        projectName=order.project or "",
        paymentLink=order.payment_link or "",
        shippingRate=money.to_json_number(Decimal(order.totals.shipping or 0)),
        orderModels=[_order_model(order, line, exponent, options) for line in order.lines],
    )


def _order_model(order: Order, line: Line, exponent: int, options: RenderOptions) -> wire.OrderModel:
    return wire.OrderModel(
        poId=line.number,
        modelId=ids.as_guid(order.origin, line.product or line.guid),
        modelName=line.name or "",
        imageUrl=options.link(line.file) if line.file else line.image or "",
        price=0 if line.price is None else money.to_json_number(line.price.scaleb(exponent)),
        status=status.line_status(order, line.stage),
        bounds=line.bounds or "",
        quantity=math.ceil(line.quantity),
    )


def _track_and_trace(order: Order, method_id: int) -> wire.TrackAndTrace | None:
    if not order.shipments:
        return None
    shipment = order.shipments[-1]
    return wire.TrackAndTrace(
        trackingNumber=shipment.tracking_number,
        shippingMethodId=method_id if shipment.method is None else shipment.method,
        trackingUrl=shipment.url,
    )


def _shipping_method_id(order: Order) -> int:
    """The order's shipping method if it is one of Marketiger's integers, else 0."""
    if order.origin != NAME or order.shipping is None:
        return 0
    id = order.shipping.id or ""
    return int(id) if _INTEGER.fullmatch(id) else 0


def _date(moment: str | None) -> str:
    return times.whole_seconds(moment) if moment else ""
