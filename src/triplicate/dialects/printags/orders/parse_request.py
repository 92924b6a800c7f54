"""Turns a "Create a new order" body into a command: validates it with all problems, prices each line. Pure."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from triplicate.core import money
from triplicate.core.catalog import nfc, price_list
from triplicate.core.catalog.price_list import PriceList
from triplicate.core.engine.place import NewLine, NewOrder
from triplicate.core.failures import InvalidInput, Problem, Refused
from triplicate.core.json import ijson
from triplicate.core.order.line import Artwork, Model, Nfc
from triplicate.core.order.order import ShippingChoice
from triplicate.dialects.printags import requests
from triplicate.dialects.printags.orders import parse_recipient as recipient

MOST_LINES = 2000
MOST_PROBLEMS = 20


class World(NamedTuple):
    """What a body is validated against: the account's price list and its name, the account's files by id and language,
    and a GUID for a recipient without one.
    """

    prices: PriceList
    name: str
    language: str
    recipient: str
    file_of: Callable[[str], Artwork | None]


class Placed(NamedTuple):
    """A line of the request body and its JSON path."""

    path: str
    line: requests.Line


def new_order(body: requests.NewOrder, given: Any, world: World) -> NewOrder:
    """The order that a body describes; `body_json` is the same body as JSON. Raises DomainError(InvalidInput), all
    problems at once."""
    lines = _lines(body)
    found = [*recipient.problems(body.shipTo), *_of_lines(lines, given, world), *_of_name(body, world)]
    found += [] if found else _of_service(body, lines, world)
    if found:
        raise Refused(InvalidInput(tuple(found[:MOST_PROBLEMS])))
    service = service_of(body, world.prices)
    chosen = world.prices.services[service]
    return NewOrder(
        lines=tuple(_line(line, world) for _, line in lines),
        draft=body.isDraft or False,
        reference=body.reference if body.reference and body.reference.strip() else None,
        currency=world.prices.currency,
        ship_to=recipient.party(body.shipTo, world.recipient),
        shipping=ShippingChoice(id=service, name=chosen.name, label=world.prices.carriers[chosen.carrier].name),
        shipping_amount=money.to_minor(_shipping(body, lines, world) or Decimal(0), world.prices.currency),
        track_pieces=True,
        prices=world.name,
        asked=ijson.digest(given),
        metadata=body.metadata or {},
    )


def service_of(body: requests.NewOrder, prices: PriceList) -> str:
    """The id of the requested carrier service, else of the price list's default."""
    return body.carrierServiceId or prices.default_service or ""


def _lines(body: requests.NewOrder) -> list[Placed]:
    """All lines: those of `products`, then those of `groups`."""
    return [
        Placed(f"$.{name}[{index}]", line)
        for name, lines in (("products", body.products), ("groups", body.groups))
        for index, line in enumerate(lines or ())
    ]


def _of_lines(lines: list[Placed], given: Any, world: World) -> Iterator[Problem]:
    if not 1 <= len(lines) <= MOST_LINES:
        yield Problem("$", f"`products` and `groups` must have between 1 and {MOST_LINES} lines in total")
    elif sum(line.quantity for _, line in lines) > requests.MOST_PIECES:
        yield Problem("$", f"an order can have at most {requests.MOST_PIECES} pieces")
    for (path, line), said in zip(lines, [*(given.get("products") or ()), *(given.get("groups") or ())], strict=True):
        model = world.prices.models.get(line.modelId)
        if model is None:
            yield Problem(f"{path}.modelId", f"unknown model {line.modelId[:64]!r}")
        elif line.nfc is not None:
            yield from _of_nfc(f"{path}.nfc", line.nfc, said["nfc"], model.chip, world)
        for index, id in enumerate(line.printingVisuals or ()):
            if world.file_of(id) is None:
                yield Problem(f"{path}.printingVisuals[{index}]", f"unknown file {id[:64]!r}")


def _of_nfc(path: str, asked: requests.Nfc, said: Any, chip: nfc.Chip | None, world: World) -> Iterator[Problem]:
    wanted = _nfc(asked)
    misfit = nfc.misfit(chip, wanted, world.language)
    if misfit is not None:
        yield Problem(path, misfit)
    elif nfc.content(wanted) is nfc.Content.DYNAMIC and said["dynamic"].get("records"):
        yield Problem(f"{path}.dynamic.records", "must be left out: records and keys are generated, one per piece")


def _of_name(body: requests.NewOrder, world: World) -> Iterator[Problem]:
    id = service_of(body, world.prices)
    if id not in world.prices.services:
        yield Problem("$.carrierServiceId", f"unknown carrier service {id[:64]!r}" if id else "is required")


def _of_service(body: requests.NewOrder, lines: list[Placed], world: World) -> Iterator[Problem]:
    """Problems of a known carrier service with a valid address and known models."""
    path, id = "$.carrierServiceId", service_of(body, world.prices)
    service = world.prices.services[id]
    address, point = body.shipTo.address, recipient.pickup(body.shipTo)
    if _shipping(body, lines, world) is None:
        yield Problem(path, f"{id} does not deliver to {address.countryCode.upper()} {address.postcode}")
    if service.service_point == "required" and point is None:
        yield Problem("$.shipTo.servicePoint", f"is required by {id}")
    if service.service_point == "none" and point is not None:
        yield Problem("$.shipTo.servicePoint", f"{id} does not deliver to service points")
    weight = price_list.packed(world.prices, [(line.modelId, None, line.quantity) for _, line in lines]).sent_weight
    if service.max_weight is not None and weight > service.max_weight:
        yield Problem(path, f"{id} takes at most {service.max_weight:f} g, but the order weighs {weight:f} g")


def _shipping(body: requests.NewOrder, lines: list[Placed], world: World) -> Decimal | None:
    address, pieces = body.shipTo.address, sum(line.quantity for _, line in lines)
    service = service_of(body, world.prices)
    return price_list.shipping(world.prices, service, address.countryCode.upper(), address.postcode, pieces)


def _line(line: requests.Line, world: World) -> NewLine:
    priced = world.prices.models[line.modelId]
    asked = None if line.nfc is None else _nfc(line.nfc)
    artwork = tuple(file for id in line.printingVisuals or () if (file := world.file_of(id)) is not None)
    charges = price_list.charges(priced, None if asked is None else asked.type, len(artwork))
    front = artwork[0] if artwork and artwork[0].mime.startswith("image/") else None
    return NewLine(
        quantity=Decimal(line.quantity),
        price=sum(charges.values(), Decimal(0)),
        charges=charges,
        product=line.modelId,
        sku=line.modelId,
        name=line.name or priced.name or line.modelId,
        file=None if front is None else front.file,
        model=Model(
            id=line.modelId,
            chip=priced.chip,
            width=priced.width,
            height=priced.height,
            length=priced.length,
            weight=priced.weight,
            can_be_encoded=priced.chip is not None,
        ),
        nfc=asked,
        artwork=artwork,
        metadata=line.metadata or {},
    )


def _nfc(asked: requests.Nfc) -> Nfc:
    base_url = asked.dynamic.baseUrl if asked.dynamic is not None else None
    return Nfc(type=asked.type, content=asked.content, base_url=base_url)
