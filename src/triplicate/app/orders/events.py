"""The event that a change of an order records: the one place where events are made."""

from typing import Any

from triplicate.app.context import Context
from triplicate.app.records import Event
from triplicate.core.aggregate import Aggregate
from triplicate.core.documents.buyer_record import BuyerRecord
from triplicate.core.documents.order_record import OrderRecord


def order_event(
    context: Context,
    order: Aggregate | OrderRecord | BuyerRecord,
    kind: str,
    data: dict[str, Any],
    dialect: str | None = None,
) -> Event:
    """The event of a change that led to this version of an order, with its actor and user.

    `dialect` is that of the imported document (None: the dialect of the request).
    """
    return Event(
        order=order.guid,
        account=order.account,
        kind=kind,
        at=context.at,
        actor=context.principal.credential,
        user=context.principal.email,
        dialect=dialect or context.principal.dialect,
        request=context.request_id,
        version=order.version,
        data=data,
    )
