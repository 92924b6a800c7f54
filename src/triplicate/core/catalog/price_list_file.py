"""Price list files in TOML or JSON: parsing and validation with all errors."""

import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec

from triplicate.core import countries, money
from triplicate.core.catalog.price_list import EVERYWHERE, Amount, Destination, Model, PriceList, Service
from triplicate.core.failures import InvalidInput, Problem, Refused, invalid
from triplicate.core.json import ijson
from triplicate.core.json.ijson import MAX_BYTES, MOST_PROBLEMS

_MOST = Decimal(10) ** 9
_FINEST = Decimal("0.000001")
_AMOUNTS = {"price", "packaging", "record_options", "one_side", "both_sides", "encoding"}


def parse(text: bytes) -> Any:
    """The value of a TOML or JSON file, numbers kept exact. Raises DomainError(InvalidInput) when it is neither."""
    if text.lstrip()[:1] == b"{":
        return ijson.parse(text)
    if len(text) > MAX_BYTES:
        raise invalid("$", f"the file must have at most {MAX_BYTES} bytes")
    try:
        return tomllib.loads(text.decode(), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise invalid("$", f"not UTF-8 at byte {error.start}") from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise invalid("$", f"not TOML: {error}") from None


def read(value: Any) -> PriceList:
    """A price list from the value of a file, whose numbers are decimals, integers, or text.

    Raises DomainError(InvalidInput) with every problem: of types first, and when those are right, of fractions of a
    cent, unresolved names and contradictions.
    """
    prices = ijson.typed(value, PriceList)
    found = tuple(islice(_problems(prices), MOST_PROBLEMS))
    if found:
        raise Refused(InvalidInput(found))
    return prices


def _problems(prices: PriceList) -> Iterator[Problem]:
    if money.is_currency(prices.currency):
        yield from _numbers(prices, "$", prices.currency)
    else:
        yield Problem("$.currency", "must be an ISO 4217 code such as EUR")
    if not prices.models:
        yield Problem("$.models", "must name at least one model")
    for id, model in prices.models.items():
        yield from _of_model(model, f"$.models.{id}")
    yield from _of_envelopes(prices)
    for id, service in prices.services.items():
        yield from _of_service(prices, service, f"$.services.{id}")
    if prices.default_service is not None and prices.default_service not in prices.services:
        yield Problem("$.default_service", f"service {prices.default_service} is not in the list")


def _numbers(value: Any, where: str, currency: str, is_amount: bool = False) -> Iterator[Problem]:
    """The problems of the decimals in a part of a list: amounts by field name, all others are measures."""
    if isinstance(value, Decimal):
        reason = _of_amount(value, currency) if is_amount else _of_measure(value)
        yield from [] if reason is None else [Problem(where, reason)]
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _numbers(getattr(value, name), f"{where}.{name}", currency, name in _AMOUNTS)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _numbers(member, f"{where}.{name}", currency, is_amount)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _numbers(item, f"{where}[{index}]", currency, is_amount)


def _of_amount(value: Amount, currency: str) -> str | None:
    if not value.is_finite() or not 0 <= value <= _MOST:
        return f"must be at least 0 and at most {_MOST:f}"
    if money.to_minor_exactly(value, currency) is None:
        return f"must have at most {money.exponent(currency)} decimals, as {currency} has"
    return None


def _of_measure(value: Decimal) -> str | None:
    if not value.is_finite() or not 0 <= value <= _MOST:
        return f"must be at least 0 and at most {_MOST:f}"
    return None if value == value.quantize(_FINEST) else "must have at most 6 decimals"


def _of_model(model: Model, where: str) -> Iterator[Problem]:
    if model.chip is None and model.encoding:
        yield Problem(f"{where}.encoding", "not allowed: the model has no NFC chip")
    if model.chip is None and model.record_options:
        yield Problem(f"{where}.record_options", "not allowed: the model has no NFC chip")


def _of_envelopes(prices: PriceList) -> Iterator[Problem]:
    for index, id in _repeated(envelope.id for envelope in prices.envelopes):
        yield Problem(f"$.envelopes[{index}].id", f"duplicate envelope {id}")


def _of_service(prices: PriceList, service: Service, where: str) -> Iterator[Problem]:
    if service.carrier not in prices.carriers:
        yield Problem(f"{where}.carrier", f"carrier {service.carrier} is not in the list")
    if not service.destinations:
        yield Problem(f"{where}.destinations", "must name at least one destination")
    if service.min_days is not None and service.max_days is not None and service.min_days > service.max_days:
        yield Problem(f"{where}.max_days", f"must be at least min_days ({service.min_days})")
    for index, there in enumerate(service.destinations):
        yield from _of_destination(there, f"{where}.destinations[{index}]")


def _of_destination(there: Destination, where: str) -> Iterator[Problem]:
    if not there.countries:
        yield Problem(f"{where}.countries", f"must name at least one country, or {EVERYWHERE} for all")
    for index, code in enumerate(there.countries):
        if code != EVERYWHERE and not countries.is_code(code):
            yield Problem(f"{where}.countries[{index}]", f"{code[:64]!r} is not an ISO 3166-1 code such as FR")
    for index, beginning in enumerate(there.postcodes):
        if not beginning.strip():
            yield Problem(f"{where}.postcodes[{index}]", "must not be empty")


def _repeated(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Repeated names, each with its index."""
    seen = set[str]()
    for index, name in enumerate(names):
        if name in seen:
            yield index, name
        seen.add(name)
