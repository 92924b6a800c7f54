"""Price lists for tests: small ones written by hand, and a Hypothesis strategy of importable ones."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from triplicate.core.catalog.nfc import Chip, Content
from triplicate.core.catalog.price_list import (
    Carrier,
    CatalogModel,
    Destination,
    Envelope,
    Packaging,
    PriceList,
    Printing,
    Service,
)

AMOUNTS = st.decimals(0, 1000, places=2)
MEASURES = st.decimals(0, 1000, places=3)
_NAMES = st.sampled_from(["card", "ntag213_pvccard_white", "A.b-9"])


def card_model(**members: Any) -> CatalogModel:
    """A model with a chip."""
    return CatalogModel(**{"price": Decimal(2), "chip": Chip.NTAG424, **members})


def service(*destinations: Destination, **members: Any) -> Service:
    """A service of the one carrier of `offer`."""
    return Service(carrier="lpf", name="A service", destinations=destinations, **members)


def envelope(id: str, max_weight: int, max_volume: int | str, weight: int = 0) -> Envelope:
    """An envelope that takes so many grams and cubic centimetres."""
    return Envelope(id=id, max_weight=Decimal(max_weight), max_volume=Decimal(max_volume), weight=Decimal(weight))


def price_list(
    models: dict[str, CatalogModel] | None = None,
    packagings: dict[str, Packaging] | None = None,
    envelopes: tuple[Envelope, ...] = (),
    **services: Service,
) -> PriceList:
    """A list in euros with one carrier and these services."""
    return PriceList(
        currency="EUR",
        models=models or {"card": card_model()},
        packagings=packagings or {},
        envelopes=envelopes,
        carriers={"lpf": Carrier(name="La Poste")},
        services=services,
    )


def price_lists() -> st.SearchStrategy[PriceList]:
    """Lists in euros, as they may be imported."""
    return st.builds(
        PriceList,
        currency=st.just("EUR"),
        models=st.dictionaries(_NAMES, _models(), min_size=1, max_size=2),
        packagings=st.dictionaries(_NAMES, st.builds(Packaging, weight=MEASURES, price=AMOUNTS), max_size=2),
        envelopes=st.lists(_envelopes(), max_size=2, unique_by=lambda one: one.id).map(tuple),
        carriers=st.just({"lpf": Carrier(name="La Poste")}),
        services=st.dictionaries(_NAMES, _services(), max_size=2),
    )


def _models() -> st.SearchStrategy[CatalogModel]:
    return st.builds(
        CatalogModel,
        name=st.sampled_from(["", "Été"]),
        chip=st.sampled_from(Chip),
        width=MEASURES,
        weight=MEASURES,
        price=AMOUNTS,
        encoding=st.dictionaries(st.sampled_from(Content), AMOUNTS),
        printing=st.builds(Printing, one_side=AMOUNTS, both_sides=AMOUNTS),
        packaging=AMOUNTS,
        record_options=AMOUNTS,
    )


def _envelopes() -> st.SearchStrategy[Envelope]:
    return st.builds(Envelope, id=_NAMES, max_weight=MEASURES, max_volume=MEASURES)


def _services() -> st.SearchStrategy[Service]:
    destinations = st.builds(
        Destination,
        countries=st.sampled_from([("FR",), ("DE", "FR"), ("*",)]),
        postcodes=st.sampled_from([(), ("20",), ("75", "2 0")]),
        price=AMOUNTS,
        batch=st.sampled_from([0, 1, 21]),
    )
    return st.builds(
        Service,
        carrier=st.just("lpf"),
        name=st.just("A service"),
        destinations=st.lists(destinations, min_size=1, max_size=3).map(tuple),
        max_weight=st.none() | MEASURES,
    )
