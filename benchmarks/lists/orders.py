"""The orders that are listed: order `i` of `n`, the same in every run, spread evenly over two years.

Two frequencies are planted. What is *fixed* is found on 400 orders, however many there are; what is *shared* on every
25th. At ten thousand orders both are the same 400, so what differs at a million is the size of the table alone in one
case, and of the answer as well in the other. All are spread evenly, so that a share of the time is a share of them.
"""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from triplicate.core import ids, times
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order.history import Hold
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order, Totals
from triplicate.core.order.party import Party, Person, Place
from triplicate.core.order.shipments import Shipment

FIXED = 400
EVERY = 25
SMALLEST = FIXED * EVERY
"""Of fewer orders the fixed values would be on more than every 25th."""

START = datetime(2024, 7, 1, tzinfo=UTC)
SPAN = timedelta(days=730)
LARGE = ids.derived_guid("bench", "account 0")
"""The account of half of all orders. The other half is spread over 39."""
ACCOUNTS = (LARGE, *(ids.derived_guid("bench", f"account {number}") for number in range(1, 40)))

_STEPS = (
    *((Step.CREATED, 10), (Step.VALIDATED, 10), (Step.PROCESSING, 4), (Step.MANUFACTURING, 4)),
    *((Step.PACKAGED, 2), (Step.SHIPPED, 30), (Step.DELIVERED, 40)),
)
_SENT = (Step.SHIPPED, Step.DELIVERED)
_SYLLABLES = "ba be do fa gi hu ka le mi no pa ro sa te vi wo ya za".split()


def moment(share: float) -> datetime:
    """When so much of the time had passed."""
    return START + SPAN * share


def order(index: int, count: int) -> Order:
    """The order, without its running numbers: the store gives those."""
    random = Random(index)
    at = times.from_datetime(moment(index / count))
    step = random.choices([step for step, _ in _STEPS], [weight for _, weight in _STEPS])[0]
    unpaid = random.random() < 0.6
    guid, buyer = _guid(random), _buyer(index, count, random)
    return Order(
        guid=guid,
        oid=ids.derived_oid("bench", guid),
        number=0,
        account=LARGE if random.random() < 0.5 else random.choice(ACCOUNTS[1:]),
        origin="axim" if not unpaid and random.random() < 0.75 else "native",
        reference=_reference(index, count, step),
        step=step,
        payment=Payment.UNPAID if unpaid else Payment.PAID,
        hold=Hold(reason="address unclear", since=at) if random.random() < 0.02 else None,
        buyer=buyer,
        ship_to=_ship_to(buyer),
        currency="EUR",
        lines=tuple(_line(index, count, place, random) for place in range(3)),
        shipments=_parcels(index, step, random),
        totals=Totals(subtotal=7485, shipping=495, tax=1676, total=9656),
        metadata={"channel": "web", "campaign": "summer", "note": "Please ring twice. " * 8},
        created_at=at,
        placed_at=at,
        updated_at=at,
    )


def tracking_number(index: int) -> str:
    return f"3SBENCH{index:09}"


def is_sent(made: Order) -> bool:
    return made.step in _SENT


def _planted(index: int, count: int, offset: int) -> bool:
    """Whether this is one of the 400 orders of a fixed value; each has an offset of its own."""
    every = count // FIXED
    return index % every == offset and index // every < FIXED


def _shared(index: int, offset: int) -> bool:
    return index % EVERY == offset


def _reference(index: int, count: int, step: Step) -> str:
    """Those of shipped orders begin with another word, so that a word and a stage can exclude each other."""
    if _planted(index, count, 0):
        return "FRAME-CONTRACT"
    return f"{'WEB' if step is Step.SHIPPED else 'PO'}-{index:09}"


def _buyer(index: int, count: int, random: Random) -> Person:
    first, last = _name(random), _name(random)
    if _planted(index, count, 1):
        last = "Quillon"
    elif _shared(index, 2):
        last = "Lindqvist"
    customer = random.randrange(count // 20)
    email = f"{first}.{customer}@example.com".lower()
    if _planted(index, count, 3):
        email = "fixed@example.com"
    elif _shared(index, 4):
        email = "shared@example.com"
    return Person(first=first, last=last, email=email, phone="+31302345678")


def _line(index: int, count: int, place: int, random: Random) -> Line:
    guid, sku = _guid(random), f"SKU-{random.randrange(1000)}"
    if place == 0 and _planted(index, count, 5):
        sku = "SKU-FIXED"
    elif place == 0 and _shared(index, 6):
        sku = "SKU-SHARED"
    return Line(
        guid=guid,
        oid=ids.derived_oid("bench", guid),
        number=0,
        sku=sku,
        name="NFC card, white, 30 mil",
        quantity=Decimal(10),
        price=Decimal("2.495"),
    )


def _parcels(index: int, step: Step, random: Random) -> tuple[Shipment, ...]:
    return (Shipment(guid=_guid(random), tracking_number=tracking_number(index), carrier="PostNL"),) * (step in _SENT)


def _ship_to(buyer: Person) -> Party:
    return Party(
        person=buyer, line1="Sint Jacobsstraat 12", city="Utrecht", postcode="3511 BS", country=Place(code="NL")
    )


def _name(random: Random) -> str:
    """One of 5,832."""
    return "".join(random.choices(_SYLLABLES, k=3)).title()


def _guid(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))
