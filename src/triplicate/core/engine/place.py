"""Creates an order from a request: validation first, then identities."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from triplicate.core import ids, money
from triplicate.core.engine import pieces, transitions
from triplicate.core.engine.commands import Amount, Text
from triplicate.core.engine.transitions import Act
from triplicate.core.failures import InvalidInput, Problem, Refused, invalid
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order import totals
from triplicate.core.order.history import Moment
from triplicate.core.order.line import ZERO, Artwork, Component, Line, Model, Nfc
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Company, Party, Person

MOST_LINES = 2000
_MOST = 2**53 - 1
_DEAREST = Decimal(10) ** 12
_DECIMALS = 10
_BEYOND = f"must be at least 0 and at most {_DEAREST:f}"
_SIZES = ("width", "height", "length", "weight")


class NewLine(msgspec.Struct, frozen=True, kw_only=True):
    """A requested line: `price` per piece in major units, None where none is agreed."""

    quantity: Decimal
    price: Decimal | None = None
    product: Text | None = None
    variant: Text | None = None
    name: Text | None = None
    sku: Text | None = None
    image: Text | None = None
    file: str | None = None
    bounds: Text | None = None
    model: Model | None = None
    nfc: Nfc | None = None
    artwork: tuple[Artwork, ...] = ()
    charges: dict[str, Decimal] = {}
    components: tuple[Component, ...] | None = None
    metadata: dict[str, Any] = {}


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A requested order. Amounts in minor units of `currency`, or of the account's currency where that is None.

    With `track_pieces` every piece gets a GUID and moves through production on its own.
    """

    lines: tuple[NewLine, ...]
    draft: bool = False
    reference: str | None = None
    project: str | None = None
    currency: str | None = None
    buyer: Person | None = None
    company: Company | None = None
    guest: bool | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    shipping: ShippingChoice | None = None
    shipping_amount: Amount | None = None
    tax_amount: Amount | None = None
    payment_link: str | None = None
    track_pieces: bool = False
    prices: str | None = None
    beyond: dict[str, str] = {}
    asked: str | None = None
    metadata: dict[str, Any] = {}


class Identity(NamedTuple):
    """The identity of a new order: its ids, account, owner, dialect (`origin`) and currency."""

    guid: str
    number: int
    account: str
    origin: str
    owner: str | None
    currency: str
    line_numbers: tuple[int, ...]


def check(new: NewOrder) -> None:
    """Raises DomainError(InvalidInput) with up to 20 problems of the order, each with its JSON path."""
    found = [*_of_order(new), *(problem for index, line in enumerate(new.lines) for problem in of_line(line, index))]
    if found:
        raise Refused(InvalidInput(tuple(found[:20])))


def placed(new: NewOrder, who: Identity, act: Act) -> Order:
    """The new order. Raises DomainError(InvalidInput) when its total is too large."""
    step = Step.DRAFT if new.draft else Step.CREATED
    lines = tuple(
        line_of(line, act.new_guid(), number) for line, number in zip(new.lines, who.line_numbers, strict=True)
    )
    order = Order(
        guid=who.guid,
        oid=ids.derived_oid("order", who.guid),
        number=who.number,
        account=who.account,
        origin=who.origin,
        owner=who.owner,
        reference=new.reference,
        project=new.project,
        step=step,
        buyer=new.buyer,
        company=new.company,
        guest=new.guest,
        ship_to=new.ship_to,
        bill_to=new.bill_to,
        shipping=new.shipping,
        currency=who.currency,
        lines=lines,
        payment_link=new.payment_link,
        totals=Totals(shipping=new.shipping_amount, tax=new.tax_amount),
        prices=new.prices,
        beyond=new.beyond,
        asked=new.asked,
        metadata=new.metadata,
        history=(Moment(act.at, step, here=True),),
        created_at=act.at,
        placed_at=None if new.draft else act.at,
        updated_at=act.at,
        worked_at=act.at,
    )
    countable(order)
    units = pieces.of_lines(order, lines) if new.track_pieces else None
    payment = Payment.UNPAID if totals.total(order) else Payment.NONE
    return msgspec.structs.replace(order, units=units, payment=payment)


def line_of(new: NewLine, guid: str, number: int) -> Line:
    """The new line with its identities."""
    return Line(
        guid=guid,
        oid=ids.derived_oid("line", guid),
        number=number,
        **{name: getattr(new, name) for name in NewLine.__struct_fields__},
    )


def of_line(line: NewLine | Line, index: int, known: Line | None = None) -> list[Problem]:
    """The problems of a line at this index; values unchanged from the `existing` line are not checked."""
    where = f"$.lines[{index}]"
    found: list[Problem] = []
    if _is_new(known, line, "quantity") and (reason := transitions.not_a_quantity(line.quantity)) is not None:
        found.append(Problem(f"{where}.quantity", reason))
    if _is_new(known, line, "price") and (reason := _not_a_price(line.price)) is not None:
        found.append(Problem(f"{where}.unit_price", reason))
    if not _says_what(line) and (known is None or _says_what(known)):
        found.append(Problem(where, "must have a `product`, `name`, `sku` or `model`"))
    if known is None or known.model is not line.model:
        found += _of_model(line.model, f"{where}.model")
    if known is None or known.components is not line.components:
        found += _of_components(line.components or (), f"{where}.components")
    return found


def countable(order: Order, before: int = 0) -> None:
    """Raises DomainError(InvalidInput) when the order's total exceeds 2^53 - 1 minor units and the previous total."""
    if (totals.total(order) or 0) > max(_MOST, before):
        raise invalid("$.lines", f"the total must be at most {_MOST} minor units")


def _of_order(new: NewOrder) -> list[Problem]:
    found = []
    if not 1 <= len(new.lines) <= MOST_LINES:
        found.append(Problem("$.lines", f"must have between 1 and {MOST_LINES} lines"))
    if new.currency is not None and not money.is_currency(new.currency):
        found.append(Problem("$.currency", "must be an ISO 4217 code such as EUR"))
    return found


def _is_new(known: Line | None, line: NewLine | Line, name: str) -> bool:
    """Whether a number differs from the existing one; compared as text, since NaN equals nothing."""
    return known is None or str(getattr(known, name)) != str(getattr(line, name))


def _says_what(line: NewLine | Line) -> bool:
    return bool(line.product or line.name or line.sku or line.model)


def _not_a_price(price: Decimal | None) -> str | None:
    if price is None or (_measures(price) and transitions.decimals(price) <= _DECIMALS):
        return None
    return f"{_BEYOND}, with at most {_DECIMALS} decimals"


def _of_model(model: Model | None, where: str) -> Iterator[Problem]:
    for name in () if model is None else _SIZES:
        if not _measures(getattr(model, name)):
            yield Problem(f"{where}.{name}", _BEYOND)


def _of_components(parts: tuple[Component, ...], where: str) -> Iterator[Problem]:
    for index, part in enumerate(parts):
        if not _measures(part.quantity):
            yield Problem(f"{where}[{index}].quantity", _BEYOND)
        if (reason := _not_a_price(part.price)) is not None:
            yield Problem(f"{where}[{index}].unit_price", reason)


def _measures(value: Decimal) -> bool:
    return value.is_finite() and ZERO <= value <= _DEAREST
