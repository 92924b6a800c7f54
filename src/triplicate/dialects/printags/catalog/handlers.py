"""Request handlers of the catalog: models, carriers and rates, from the price list of the caller's account."""

from triplicate.api.dialect import serve
from triplicate.api.parameters import NoParameters
from triplicate.api.request import AnyRequest, Request
from triplicate.app.catalog import quote
from triplicate.core import money
from triplicate.core.catalog import price_list, pricing
from triplicate.core.catalog.price_list import Dimensions, PriceList
from triplicate.core.failures import DomainError, InvalidInput, Problem
from triplicate.dialects.printags.catalog import requests, responses
from triplicate.dialects.printags.catalog.operations import CALCULATE_RATES, GET_CARRIERS, GET_MODELS, GET_STATUSES
from triplicate.dialects.printags.document import status, wire
from triplicate.dialects.printags.orders.parse_recipient import country_problems


async def get_statuses(request: Request[NoParameters, None]) -> responses.StatusesReply:
    """Every status that an order can have."""
    statuses = [responses.Status(id, name) for name, id in sorted(status.NUMBERS.items(), key=lambda one: one[1])]
    return responses.StatusesReply(success=True, statuses=statuses)


async def get_models(request: Request[NoParameters, None]) -> responses.ModelsReply:
    """Every model that can be ordered."""
    prices = await _load_prices(request)
    models = [
        responses.ListedModel(id=id, size=_size(model), prices=[], canBeEncoded=model.chip is not None)
        for id, model in prices.models.items()
    ]
    return responses.ModelsReply(success=True, models=models)


async def get_carriers(request: Request[NoParameters, None]) -> responses.CarriersReply:
    """Every carrier, with its services."""
    prices = await _load_prices(request)
    carriers = [
        responses.Carrier(id=id, name=carrier.name, services=_services(prices, id))
        for id, carrier in prices.carriers.items()
    ]
    return responses.CarriersReply(success=True, carriers=carriers)


async def calculate_rates(request: Request[NoParameters, requests.RateRequest]) -> responses.RatesReply:
    """Shipping rates of the items to the destination, per carrier service; services priced 0 are left out."""
    prices, body = await _load_prices(request), request.body
    _check_request(body, prices)
    items = [quote.Item(item.modelId, item.packagingId or None, item.quantity) for item in body.items]
    parcel, rates = quote.shipping_rates(prices, items, body.to_country.upper(), body.to_postal_code)
    return responses.RatesReply(
        success=True,
        weight=money.to_json_number(parcel.weight),
        volume=money.to_json_number(parcel.volume),
        envelope=_envelope(parcel.envelope),
        rates=[_rate(prices, rate) for rate in rates],
    )


async def _load_prices(request: AnyRequest) -> PriceList:
    """The price list of the caller's account, else the default one, else an empty one."""
    services = request.services
    return await quote.current_price_list(services.reader, services.price_lists, request.principal.account)


def _check_request(body: requests.RateRequest, prices: PriceList) -> None:
    problems = list(country_problems("$.to_country", body.to_country))
    for index, item in enumerate(body.items):
        if item.modelId not in prices.models:
            problems.append(Problem(f"$.items[{index}].modelId", f"unknown model {item.modelId[:64]!r}"))
        if item.packagingId and item.packagingId not in prices.packagings:
            problems.append(Problem(f"$.items[{index}].packagingId", f"unknown packaging {item.packagingId[:64]!r}"))
    if problems:
        raise DomainError(InvalidInput(tuple(problems[:20])))


def _services(prices: PriceList, carrier: str) -> list[responses.CarrierService]:
    return [
        responses.CarrierService(
            id=id,
            name=service.name,
            minDays=service.min_days,
            maxDays=service.max_days,
            servicePoint=service.service_point,
        )
        for id, service in prices.services.items()
        if service.carrier == carrier
    ]


def _rate(prices: PriceList, rate: pricing.Rate) -> responses.Rate:
    return responses.Rate(
        id=rate.id,
        carrierServiceId=rate.id,
        name=rate.service.name,
        carrier=prices.carriers[rate.service.carrier].name,
        price=money.to_json_number(rate.price),
        currency=prices.currency,
        minDays=rate.service.min_days,
        maxDays=rate.service.max_days,
    )


def _envelope(envelope: price_list.Envelope | None) -> responses.Envelope:
    if envelope is None:
        return responses.Envelope()
    return responses.Envelope(
        id=envelope.id,
        name=envelope.name,
        size=_size(envelope),
        maxWeight=money.to_json_number(envelope.max_weight),
        maxVolume=money.to_json_number(envelope.max_volume),
    )


def _size(item: Dimensions) -> wire.Size:
    return wire.Size(
        width=money.to_json_number(item.width),
        height=money.to_json_number(item.height),
        length=money.to_json_number(item.length),
        weight=money.to_json_number(item.weight),
    )


ENDPOINTS = (
    serve(GET_STATUSES, get_statuses),
    serve(GET_MODELS, get_models),
    serve(GET_CARRIERS, get_carriers),
    serve(CALCULATE_RATES, calculate_rates),
)
