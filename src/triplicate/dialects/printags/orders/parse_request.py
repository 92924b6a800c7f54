"""Turns a "Create a new order" body into a command: validates it with all problems, prices each line. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from triplicate.app.catalog import quote
from triplicate.app.catalog.quote import ShippingQuote
from triplicate.app.orders.place_priced import QuoteContext
from triplicate.core import money
from triplicate.core.catalog import nfc
from triplicate.core.catalog.price_list import Packaging, PriceList
from triplicate.core.engine.place import NewLine, NewOrder
from triplicate.core.failures import DomainError, InvalidInput, Problem
from triplicate.core.order.line import Component, Nfc
from triplicate.core.order.order import ShippingChoice
from triplicate.core.order.piece import ProductModel
from triplicate.dialects.printags.orders import parse_recipient as recipient
from triplicate.dialects.printags.orders import requests

MAX_LINES = 2000
MAX_PROBLEMS = 20


class RequestLine(NamedTuple):
    """A line of the request body and its JSON path."""

    path: str
    line: requests.Line


def parse_order(body: requests.NewOrder, body_json: Any, context: QuoteContext) -> NewOrder:
    """The order that a body describes; `body_json` is the same body as JSON. Raises DomainError(InvalidInput), all
    problems at once."""
    lines = _request_lines(body)
    problems = [
        *recipient.problems(body.shipTo),
        *_line_problems(lines, body_json, context),
        *_service_id_problems(body, context),
        *_not_offered_problems(body_json),
    ]
    _raise(problems)
    shipping = _shipping_quote(body, lines, context)
    _raise(list(_service_problems(body, shipping, context)))
    return NewOrder(
        lines=tuple(_new_line(line, context) for _, line in lines),
        draft=body.isDraft or False,
        reference=body.reference if body.reference and body.reference.strip() else None,
        currency=context.prices.currency,
        ship_to=recipient.party(body.shipTo, context.recipient_guid),
        shipping=ShippingChoice(
            id=resolve_service_id(body, context.prices),
            name=shipping.service.name,
            label=context.prices.carriers[shipping.service.carrier].name,
        ),
        shipping_amount=money.to_minor(shipping.price or Decimal(0), context.prices.currency),
        track_pieces=True,
        price_list=context.price_list_name,
        metadata=body.metadata or {},
    )


def resolve_service_id(body: requests.NewOrder, prices: PriceList) -> str:
    """The id of the requested carrier service, else of the price list's default."""
    return body.carrierServiceId or prices.default_service or ""


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise DomainError(InvalidInput(tuple(problems[:MAX_PROBLEMS])))


def _request_lines(body: requests.NewOrder) -> list[RequestLine]:
    """All lines: those of `products`, then those of `groups`."""
    return [
        RequestLine(f"$.{name}[{index}]", line)
        for name, lines in (("products", body.products), ("groups", body.groups))
        for index, line in enumerate(lines or ())
    ]


def _line_problems(lines: list[RequestLine], body_json: Any, context: QuoteContext) -> Iterator[Problem]:
    if not 1 <= len(lines) <= MAX_LINES:
        yield Problem("$", f"`products` and `groups` must have between 1 and {MAX_LINES} lines in total")
    elif sum(line.quantity for _, line in lines) > requests.MAX_PIECES:
        yield Problem("$", f"an order can have at most {requests.MAX_PIECES} pieces")
    for (path, line), line_json in zip(
        lines, [*(body_json.get("products") or ()), *(body_json.get("groups") or ())], strict=True
    ):
        model = context.prices.models.get(line.modelId)
        if model is None:
            yield Problem(f"{path}.modelId", f"unknown model {line.modelId[:64]!r}")
        elif line.nfc is not None:
            yield from _nfc_problems(f"{path}.nfc", line.nfc, line_json["nfc"], model.chip, context)
        if line.packagingId and line.packagingId not in context.prices.packagings:
            yield Problem(f"{path}.packagingId", f"unknown packaging {line.packagingId[:64]!r}")
        for index, id in enumerate(line.printingVisuals or ()):
            if context.artwork_of(id) is None:
                yield Problem(f"{path}.printingVisuals[{index}]", f"unknown file {id[:64]!r}")


def _nfc_problems(
    path: str, nfc_body: requests.Nfc, nfc_json: Any, chip: nfc.Chip | None, context: QuoteContext
) -> Iterator[Problem]:
    chip_content = _parse_nfc(nfc_body)
    reason = nfc.content_problem(chip, chip_content, context.language)
    if reason is not None:
        yield Problem(path, reason)
    elif nfc.content_kind(chip_content) is nfc.Content.DYNAMIC and nfc_json["dynamic"].get("records"):
        yield Problem(f"{path}.dynamic.records", "must be left out: records and keys are generated, one per piece")


def _not_offered_problems(body_json: Any) -> Iterator[Problem]:
    """Members of an earlier generation that would change what is sent: better refused than taken without effect."""
    for name in ("shippingFiles", "shippingLetter"):
        if body_json.get(name):
            yield Problem(f"$.{name}", "is not offered here: nothing is added to a parcel")


def _service_id_problems(body: requests.NewOrder, context: QuoteContext) -> Iterator[Problem]:
    id = resolve_service_id(body, context.prices)
    if id not in context.prices.services:
        yield Problem("$.carrierServiceId", f"unknown carrier service {id[:64]!r}" if id else "is required")


def _service_problems(body: requests.NewOrder, shipping: ShippingQuote, context: QuoteContext) -> Iterator[Problem]:
    """Problems of a known carrier service with a valid address and known models."""
    path, id = "$.carrierServiceId", resolve_service_id(body, context.prices)
    service, address, point = shipping.service, body.shipTo.address, recipient.pickup_point(body.shipTo)
    if shipping.price is None:
        yield Problem(path, f"{id} does not deliver to {address.countryCode.upper()} {address.postcode}")
    if service.service_point == "required" and point is None:
        yield Problem("$.shipTo.servicePoint", f"is required by {id}")
    if service.service_point == "none" and point is not None:
        yield Problem("$.shipTo.servicePoint", f"{id} does not deliver to service points")
    if service.max_weight is not None and shipping.is_too_heavy:
        limit, weight = f"{service.max_weight:f}", f"{shipping.weight:f}"
        yield Problem(path, f"{id} takes at most {limit} g, but the order weighs {weight} g")


def _shipping_quote(body: requests.NewOrder, lines: list[RequestLine], context: QuoteContext) -> ShippingQuote:
    prices, address = context.prices, body.shipTo.address
    items = [quote.Item(line.modelId, line.packagingId or None, line.quantity) for _, line in lines]
    return quote.shipping_quote(
        prices, resolve_service_id(body, prices), items, address.countryCode.upper(), address.postcode
    )


def _new_line(line: requests.Line, context: QuoteContext) -> NewLine:
    model = context.prices.models[line.modelId]
    packaging = context.prices.packagings[line.packagingId] if line.packagingId else None
    chip_content = _parse_nfc(line.nfc or requests.Nfc())
    artwork = tuple(file for id in line.printingVisuals or () if (file := context.artwork_of(id)) is not None)
    charges = quote.piece_charges(model, chip_content, len(artwork), packaging)
    front = artwork[0] if artwork and artwork[0].mime.startswith("image/") else None
    return NewLine(
        quantity=Decimal(line.quantity),
        price=sum(charges.values(), Decimal(0)),
        charges=charges,
        product=line.modelId,
        sku=line.modelId,
        name=line.name or model.name or line.modelId,
        file=None if front is None else front.file,
        model=ProductModel(
            id=line.modelId,
            chip=model.chip,
            width=model.width,
            height=model.height,
            length=model.length,
            weight=model.weight,
            can_be_encoded=model.chip is not None,
        ),
        nfc=chip_content,
        artwork=artwork,
        components=None if packaging is None else (_packaging_component(line.packagingId or "", packaging),),
        metadata=line.metadata or {},
    )


def _packaging_component(id: str, packaging: Packaging) -> Component:
    """The packaging of a piece, for the workshop: the price of the piece includes it."""
    return Component(product=id, sku=id, name=packaging.name or id, quantity=Decimal(1), price=packaging.price)


def _parse_nfc(nfc_body: requests.Nfc) -> Nfc:
    base_url = nfc_body.dynamic.baseUrl if nfc_body.dynamic is not None else None
    return Nfc(type=nfc_body.type, content=nfc_body.content, base_url=base_url)
