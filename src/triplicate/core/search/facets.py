"""Search terms of an order: facets for filters and counts, and words for full-text search. Pure.

Every axis has exactly one value per order, so that counters can be maintained. Free-text facets are normalised like
the filters that look for them (`normalise_value`); metadata become marks (`core.search.metadata`). Words are folded:
without case and accents.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from triplicate.core.lifecycle import STAGE_OF, Stage
from triplicate.core.order import fulfilment
from triplicate.core.order.order import Order
from triplicate.core.order.party import Party, full_name
from triplicate.core.search import metadata

UNKNOWN, NONE, HELD, FREE = "unknown", "none", "held", "free"
PARTIAL, COMPLETE = "partial", "complete"
MAX_WORDS = 64
_MAX_WORD_LENGTH = 40
_MAX_VALUE_LENGTH = 200
_WORD = re.compile(r"[^\W_]+")


class Facet(StrEnum):
    """The filters of lists. The first six are axes: an order has one value of each, and they are counted."""

    STEP = "step"
    PAYMENT = "payment"
    HOLD = "hold"
    ENDING = "ending"
    FULFILMENT = "fulfilment"
    ORIGIN = "origin"
    REFERENCE = "reference"
    EMAIL = "email"
    SKU = "sku"
    TRACKING = "tracking"
    METADATA = "metadata"


AXES = (Facet.STEP, Facet.PAYMENT, Facet.HOLD, Facet.ENDING, Facet.FULFILMENT, Facet.ORIGIN)


def facets(order: Order) -> frozenset[tuple[Facet, str]]:
    """The facets of the order with their normalised values."""
    axes = (
        (Facet.STEP, str(order.step or UNKNOWN)),
        (Facet.PAYMENT, str(order.payment or UNKNOWN)),
        (Facet.HOLD, HELD if order.hold is not None else FREE),
        (Facet.ENDING, str(order.ending or NONE)),
        (Facet.FULFILMENT, extent(order)),
        (Facet.ORIGIN, order.origin),
    )
    texts = (
        (Facet.REFERENCE, order.reference),
        *((Facet.EMAIL, email) for email in _emails(order)),
        *((Facet.SKU, line.sku) for line in order.lines),
        *((Facet.TRACKING, parcel.tracking_number) for parcel in order.shipments),
    )
    normalised = ((facet, normalise_value(facet, text)) for facet, text in texts if text and text.strip())
    return frozenset((*axes, *normalised, *((Facet.METADATA, mark) for mark in metadata.marks(order.metadata))))


def normalise_value(facet: Facet, text: str) -> str:
    """A value as it is stored and queried: trimmed, cut to 200 characters, e-mail addresses case-folded."""
    text_value = text.casefold() if facet is Facet.EMAIL else text
    return text_value.strip()[:_MAX_VALUE_LENGTH].strip()


def steps_of(stage: Stage) -> tuple[str, ...]:
    """The values of the facet `step` that belong to a stage."""
    return tuple(step.value for step, of in STAGE_OF.items() if of is stage)


def extent(order: Order) -> str:
    """The fulfilment of the order: none, partial or complete."""
    if fulfilment.is_complete(order):
        return COMPLETE
    return PARTIAL if any(line.fulfilled > Decimal(0) for line in order.lines) else NONE


def words(order: Order) -> frozenset[str]:
    """The folded words of the order's reference, project, number, ids, names and e-mail addresses, at most 64."""
    texts = (order.reference, order.project, str(order.number), order.oid, order.guid.partition("-")[0])
    terms = set(fold(" ".join(text for text in (*texts, *_names(order), *_emails(order)) if text)))
    return frozenset(sorted(terms)[:MAX_WORDS])


def fold(text: str) -> list[str]:
    """The words of a text without case and accents, each cut to 40 characters."""
    if text.isascii():
        return [word[:_MAX_WORD_LENGTH] for word in _WORD.findall(text.lower())]
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return [word[:_MAX_WORD_LENGTH] for word in _WORD.findall(plain.casefold())]


def _emails(order: Order) -> Iterator[str]:
    if order.buyer is not None and order.buyer.email:
        yield order.buyer.email
    for party in (order.ship_to, order.bill_to):
        if party is not None and party.person.email:
            yield party.person.email


def _names(order: Order) -> Iterator[str | None]:
    if order.buyer is not None:
        yield full_name(order.buyer)
    if order.company is not None:
        yield order.company.name
    for party in (order.ship_to, order.bill_to):
        if isinstance(party, Party):
            yield full_name(party.person)
            yield party.company
