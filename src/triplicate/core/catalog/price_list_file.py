"""Price list files in TOML or JSON: parsing and validation with all errors."""

import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec

from triplicate.core import countries, money
from triplicate.core.catalog.price_list import EVERYWHERE, Amount, CatalogModel, Destination, PriceList, Service
from triplicate.core.failures import DomainError, InvalidInput, Problem, invalid
from triplicate.core.json import ijson
from triplicate.core.json.ijson import MAX_BYTES, MAX_PROBLEMS

_MAX_VALUE = Decimal(10) ** 9
_PRECISION = Decimal("0.000001")
_AMOUNT_FIELDS = {"price", "packaging", "record_options", "one_side", "both_sides", "encoding"}


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
    price_list = ijson.convert(value, PriceList)
    problems = tuple(islice(_problems(price_list), MAX_PROBLEMS))
    if problems:
        raise DomainError(InvalidInput(problems))
    return price_list


def _problems(price_list: PriceList) -> Iterator[Problem]:
    if money.is_currency(price_list.currency):
        yield from _number_problems(price_list, "$", price_list.currency)
    else:
        yield Problem("$.currency", "must be an ISO 4217 code such as EUR")
    if not price_list.models:
        yield Problem("$.models", "must name at least one model")
    for id, model in price_list.models.items():
        yield from _model_problems(model, f"$.models.{id}")
    yield from _envelope_problems(price_list)
    for id, service in price_list.services.items():
        yield from _service_problems(price_list, service, f"$.services.{id}")
    if price_list.default_service is not None and price_list.default_service not in price_list.services:
        yield Problem("$.default_service", f"service {price_list.default_service} is not in the list")


def _number_problems(value: Any, path: str, currency: str, is_amount: bool = False) -> Iterator[Problem]:
    """The problems of the decimals in a part of a list: amounts by field name, all others are measures."""
    if isinstance(value, Decimal):
        reason = _amount_problem(value, currency) if is_amount else _measure_problem(value)
        yield from [] if reason is None else [Problem(path, reason)]
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _number_problems(getattr(value, name), f"{path}.{name}", currency, name in _AMOUNT_FIELDS)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _number_problems(member, f"{path}.{name}", currency, is_amount)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _number_problems(item, f"{path}[{index}]", currency, is_amount)


def _amount_problem(value: Amount, currency: str) -> str | None:
    if not value.is_finite() or not 0 <= value <= _MAX_VALUE:
        return f"must be at least 0 and at most {_MAX_VALUE:f}"
    if money.to_minor_exactly(value, currency) is None:
        return f"must have at most {money.exponent(currency)} decimals, as {currency} has"
    return None


def _measure_problem(value: Decimal) -> str | None:
    if not value.is_finite() or not 0 <= value <= _MAX_VALUE:
        return f"must be at least 0 and at most {_MAX_VALUE:f}"
    return None if value == value.quantize(_PRECISION) else "must have at most 6 decimals"


def _model_problems(model: CatalogModel, path: str) -> Iterator[Problem]:
    if model.chip is None and model.encoding:
        yield Problem(f"{path}.encoding", "not allowed: the model has no NFC chip")
    if model.chip is None and model.record_options:
        yield Problem(f"{path}.record_options", "not allowed: the model has no NFC chip")


def _envelope_problems(price_list: PriceList) -> Iterator[Problem]:
    for index, id in _duplicates(envelope.id for envelope in price_list.envelopes):
        yield Problem(f"$.envelopes[{index}].id", f"duplicate envelope {id}")


def _service_problems(price_list: PriceList, service: Service, path: str) -> Iterator[Problem]:
    if service.carrier not in price_list.carriers:
        yield Problem(f"{path}.carrier", f"carrier {service.carrier} is not in the list")
    if not service.destinations:
        yield Problem(f"{path}.destinations", "must name at least one destination")
    if service.min_days is not None and service.max_days is not None and service.min_days > service.max_days:
        yield Problem(f"{path}.max_days", f"must be at least min_days ({service.min_days})")
    for index, destination in enumerate(service.destinations):
        yield from _destination_problems(destination, f"{path}.destinations[{index}]")


def _destination_problems(destination: Destination, path: str) -> Iterator[Problem]:
    if not destination.countries:
        yield Problem(f"{path}.countries", f"must name at least one country, or {EVERYWHERE} for all")
    for index, code in enumerate(destination.countries):
        if code != EVERYWHERE and not countries.is_code(code):
            yield Problem(f"{path}.countries[{index}]", f"{code[:64]!r} is not an ISO 3166-1 code such as FR")
    for index, prefix in enumerate(destination.postcodes):
        if not prefix.strip():
            yield Problem(f"{path}.postcodes[{index}]", "must not be empty")


def _duplicates(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Repeated names, each with its index."""
    seen = set[str]()
    for index, name in enumerate(names):
        if name in seen:
            yield index, name
        seen.add(name)
