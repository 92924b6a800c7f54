"""Quote: the price list that applies to an account, and what pieces and their shipping cost by it."""

from decimal import Decimal
from typing import NamedTuple

from triplicate.app.context import Context
from triplicate.app.ports import Reader, UnitOfWork
from triplicate.app.price_list_cache import PriceListCache
from triplicate.app.records import Account
from triplicate.core.catalog import pricing
from triplicate.core.catalog.price_list import CatalogModel, Packaging, PriceList, Service
from triplicate.core.catalog.pricing import Parcel, Rate
from triplicate.core.failures import invalid
from triplicate.core.order.line import Nfc

EMPTY = PriceList(currency="EUR", models={})


class ListPrices(NamedTuple):
    """A price list, and the name that orders placed at its prices carry."""

    prices: PriceList
    name: str


class Item(NamedTuple):
    """Pieces of one model, each in a packaging."""

    model: str
    packaging: str | None
    pieces: int


class ShippingQuote(NamedTuple):
    """What a service costs for a parcel of this weight (grams, with its envelope); None: it does not go there."""

    service: Service
    price: Decimal | None
    weight: Decimal

    @property
    def is_too_heavy(self) -> bool:
        """Whether the parcel exceeds the service's weight limit."""
        return self.service.max_weight is not None and self.weight > self.service.max_weight


def prices_for_order(uow: UnitOfWork, context: Context, account: Account) -> ListPrices:
    """The prices at which the account orders. Raises DomainError(InvalidInput) without a list in its currency."""
    version = uow.prices.current(account.id)
    if version is None:
        raise invalid("$", "this account has no price list, so nothing can be ordered")
    prices = context.price_lists.decode(version)
    if prices.currency != account.currency:
        message = f"the price list is in {prices.currency}, but this account is in {account.currency}"
        raise invalid("$", f"{message}: the account needs its own price list")
    return ListPrices(prices, version.name)


async def current_price_list(reader: Reader, price_lists: PriceListCache, account: str | None) -> PriceList:
    """The price list of an account, else the default one, else an empty one. Raises DomainError(Unavailable)."""
    version = await reader.prices(account)
    return EMPTY if version is None else price_lists.decode(version)


def piece_charges(
    model: CatalogModel, content: Nfc | None, sides: int, packaging: Packaging | None
) -> dict[str, Decimal]:
    """The components of a piece's price: `sides` is the number of printed sides, 0, 1 or 2."""
    return pricing.charges(model, None if content is None else content.type, sides, packaging)


def shipping_quote(prices: PriceList, service_id: str, items: list[Item], country: str, postcode: str) -> ShippingQuote:
    """The quote of a service of the price list for pieces of its models and packagings."""
    parcel = _parcel(prices, items)
    price = pricing.shipping_price(prices, service_id, country, postcode, parcel.pieces)
    return ShippingQuote(prices.services[service_id], price, parcel.sent_weight)


def shipping_rates(prices: PriceList, items: list[Item], country: str, postcode: str) -> tuple[Parcel, list[Rate]]:
    """The parcel of the items, and what each service asks for it, cheapest first."""
    parcel = _parcel(prices, items)
    return parcel, pricing.rates(prices, parcel, country, postcode)


def _parcel(prices: PriceList, items: list[Item]) -> Parcel:
    return pricing.measure_parcel(prices, [(item.model, item.packaging, item.pieces) for item in items])
