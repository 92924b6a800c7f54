"""Request handlers of the catalog: models, carriers and rates, from the price list of the caller's account."""

from functools import lru_cache

from triplicate.api.operation import Call
from triplicate.api.response import Answer, answer
from triplicate.core import money
from triplicate.core.catalog import price_list
from triplicate.core.catalog.price_list import Measured, PriceList
from triplicate.core.failures import InvalidInput, Problem, Refused
from triplicate.dialects.printags import requests, responses
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.orders.parse_recipient import of_country


async def get_models(call: Call) -> Answer:
    """Every model that can be ordered."""
    prices = await _prices(call)
    models = [
        responses.ListedModel(id=id, size=_size(model), prices=[], canBeEncoded=model.chip is not None)
        for id, model in prices.models.items()
    ]
    return answer(200, responses.ModelsReply(success=True, models=models))


async def get_carriers(call: Call) -> Answer:
    """Every carrier, with its services."""
    prices = await _prices(call)
    carriers = [
        responses.Carrier(id=id, name=carrier.name, services=_services(prices, id))
        for id, carrier in prices.carriers.items()
    ]
    return answer(200, responses.CarriersReply(success=True, carriers=carriers))


async def calculate_rates(call: Call) -> Answer:
    """Shipping rates of the items to the destination, per carrier service; services priced 0 are left out."""
    prices, body = await _prices(call), call.body
    _check(body, prices)
    parcel = price_list.packed(prices, [(item.modelId, item.packagingId or None, item.quantity) for item in body.items])
    found = price_list.rates(prices, parcel, body.to_country.upper(), body.to_postal_code)
    reply = responses.RatesReply(
        success=True,
        weight=money.plain(parcel.weight),
        volume=money.plain(parcel.volume),
        envelope=_envelope(parcel.envelope),
        rates=[_rate(prices, rate) for rate in found],
    )
    return answer(200, reply)


async def _prices(call: Call) -> PriceList:
    """The price list of the caller's account, else the default one, else an empty one."""
    version = await call.services.reader.prices(call.principal.account)
    return PriceList(currency="EUR", models={}) if version is None else _decoded(version.document)


_decoded = lru_cache(maxsize=64)(price_list.decode)


def _check(body: requests.RateRequest, prices: PriceList) -> None:
    found = list(of_country("$.to_country", body.to_country))
    for index, item in enumerate(body.items):
        if item.modelId not in prices.models:
            found.append(Problem(f"$.items[{index}].modelId", f"unknown model {item.modelId[:64]!r}"))
        if item.packagingId and item.packagingId not in prices.packagings:
            found.append(Problem(f"$.items[{index}].packagingId", f"unknown packaging {item.packagingId[:64]!r}"))
    if found:
        raise Refused(InvalidInput(tuple(found[:20])))


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


def _rate(prices: PriceList, rate: price_list.Rate) -> responses.Rate:
    return responses.Rate(
        id=rate.id,
        carrierServiceId=rate.id,
        name=rate.service.name,
        carrier=prices.carriers[rate.service.carrier].name,
        price=money.plain(rate.price),
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
        maxWeight=money.plain(envelope.max_weight),
        maxVolume=money.plain(envelope.max_volume),
    )


def _size(measured: Measured) -> wire.Size:
    return wire.Size(
        width=money.plain(measured.width),
        height=money.plain(measured.height),
        length=money.plain(measured.length),
        weight=money.plain(measured.weight),
    )
