"""Hypothesis strategies of orders: placed here, and imported with inconsistent states."""

from decimal import Decimal

from hypothesis import strategies as st

from tests.core.engine.engine_fixtures import ACCOUNT, NOON, new_guid, new_line, placed_order
from tests.core.engine.vendor_words import WORDS
from tests.strategies.documents import DIALECTS
from triplicate.core.lifecycle import Ending, LineStage, Payment, Step
from triplicate.core.order.history import HistoryEntry, Hold
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order, Totals
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment, ShipmentItem
from triplicate.core.sync import SyncState

PRICES = st.sampled_from([None, "0", "0.005", "9.99", "12.5", "1000000000"])
WHOLE_QUANTITIES = st.sampled_from(["1", "2", "3", "5"])
FRACTIONAL_QUANTITIES = st.sampled_from(["0.5", "2.5", "0.000001", "3.75"])
UNUSUAL_QUANTITIES = st.sampled_from(
    [Decimal(text) for text in "0 1 2 5 2.5 -3 1E+300 0.1234567890123456789012345678901".split()]
)
COUNTS = st.sampled_from([Decimal(text) for text in "0 0 0 1 2 7".split()])
AMOUNTS = st.sampled_from([None, None, 0, 1, 999, 2**60, 10**300, -5])
HISTORY = (
    HistoryEntry("2024-06-01T00:00:00.000Z", "created"),
    HistoryEntry("2024-08-01T00:00:00.000Z", "glazing", observed=True),
)


@st.composite
def placed_orders(draw: st.DrawFn) -> Order:
    """Orders and drafts as they are placed here: with and without prices, whole or not, tracked by the piece or not."""
    tracked = draw(st.booleans())
    quantities = WHOLE_QUANTITIES if draw(st.booleans()) else WHOLE_QUANTITIES | FRACTIONAL_QUANTITIES
    lines = [new_line(draw(quantities), draw(PRICES)) for _ in range(draw(st.integers(1, 3)))]
    amounts = st.sampled_from([None, 0, 495])
    return placed_order(
        *lines,
        draft=draw(st.booleans()),
        track_pieces=tracked,
        shipping_amount=draw(amounts),
        tax_amount=draw(amounts),
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
    )


@st.composite
def imported_orders(draw: st.DrawFn) -> Order:
    """Orders as documents tell them: with words nobody knows, counts without parcels, pieces without lines."""
    lines = tuple(draw(_lines(number)) for number in range(draw(st.integers(0, 3))))
    units = [
        Piece(guid=new_guid(), step=draw(_STEPS), vendor_status=draw(_PIECE_STATUSES))
        for _ in range(draw(st.integers(0, 3)))
    ]
    return Order(
        guid=new_guid(),
        oid="664f2310d5775459152d6dd8",
        number=7,
        account=ACCOUNT,
        origin=draw(st.sampled_from(DIALECTS)),
        step=draw(_STEPS),
        payment=draw(st.none() | st.sampled_from(Payment)),
        ending=draw(st.sampled_from([None] * 20 + list(Ending))),
        hold=draw(st.sampled_from([None, None, Hold(), Hold(reason="art", since=NOON, actor="ann")])),
        sync=SyncState(vendor_statuses={name: WORDS[name] for name in draw(st.sets(st.sampled_from(sorted(WORDS))))}),
        currency=draw(st.sampled_from([None, "EUR", "JPY", "???"])),
        lines=lines,
        pieces=draw(st.sampled_from([None, tuple(units)])),
        shipments=tuple(draw(_shipments(lines)) for _ in range(draw(st.integers(0, 2)))),
        totals=Totals(subtotal=draw(AMOUNTS), shipping=draw(AMOUNTS), tax=draw(AMOUNTS), total=draw(AMOUNTS)),
        history=draw(st.sampled_from([(), HISTORY[:1], HISTORY])),
        approved=draw(st.sampled_from([None, False, True])),
        updated_at=draw(st.sampled_from([None, "2024-06-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"])),
    )


_STEPS = st.none() | st.sampled_from(Step)
_PIECE_STATUSES = st.sampled_from([None, None, "on_hold", "drying", "failed", "returned"])


@st.composite
def _lines(draw: st.DrawFn, number: int) -> Line:
    return Line(
        guid=new_guid(),
        oid=f"{number:024x}",
        number=number + 1,
        name=draw(st.sampled_from([None, "Gloves"])),
        quantity=draw(UNUSUAL_QUANTITIES),
        price=draw(st.none() | st.sampled_from([Decimal("12.5"), Decimal(0), Decimal("-4"), Decimal("1E+200")])),
        fulfilled=draw(COUNTS),
        returned_quantity=draw(COUNTS),
        cancelled_quantity=draw(COUNTS),
        returned=draw(st.booleans()),
        stage=draw(st.none() | st.sampled_from(LineStage)),
    )


@st.composite
def _shipments(draw: st.DrawFn, lines: tuple[Line, ...]) -> Shipment:
    items = [ShipmentItem(label="OAK", quantity=draw(COUNTS), line=line.guid) for line in lines if draw(st.booleans())]
    number = draw(st.sampled_from([None, "3S1"]))
    return Shipment(
        guid=new_guid(), carrier="UPS", tracking_number=number, items=(*items, *items[:1]), last_reported="key"
    )
