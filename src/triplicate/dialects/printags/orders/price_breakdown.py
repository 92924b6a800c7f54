"""Price breakdown of an order: by line and by kind of charge. Pure."""

from decimal import Decimal

from triplicate.core import money
from triplicate.core.order import totals
from triplicate.core.order.line import ZERO, Line
from triplicate.core.order.order import Order
from triplicate.dialects.printags.document.decode import line_model_id
from triplicate.dialects.printags.orders import responses

CHARGE_PARTS = responses.UnitCharges.__struct_fields__


def prices(order: Order) -> responses.Prices:
    """The prices at which the order was placed. A line without a breakdown has its whole price as `model`."""
    shipping = money.to_major(order.totals.shipping or 0, order.currency)
    total = money.to_major(totals.total(order) or 0, order.currency)
    return responses.Prices(
        products=[_priced_product(index, line) for index, line in enumerate(order.lines)],
        shipping=responses.PricedShipping(
            transporter=(order.shipping.id if order.shipping else None) or "default",
            price=money.to_json_number(shipping),
        ),
        total=money.to_json_number(total),
    )


def _priced_product(index: int, line: Line) -> responses.PricedProduct:
    price = line.price or ZERO
    charges = line.charges or {"model": price}
    return responses.PricedProduct(
        index=index,
        quantity=int(line.quantity),
        modelId=line_model_id(line),
        unit_charges=_charges(charges, Decimal(1)),
        charges=_charges(charges, line.quantity),
        price=money.to_json_number(price * line.quantity),
        unit_price=money.to_json_number(price),
    )


def _charges(charges: dict[str, Decimal], quantity: Decimal) -> responses.UnitCharges:
    return responses.UnitCharges(
        **{part: money.to_json_number(charges.get(part, ZERO) * quantity) for part in CHARGE_PARTS}
    )
