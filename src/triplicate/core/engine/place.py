"""Creates an order from a request: validation first, then identities."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from triplicate.core import ids, money
from triplicate.core.engine import pieces, transitions
from triplicate.core.engine.commands import Amount, Text
from triplicate.core.engine.metadata import metadata_bytes, metadata_problem
from triplicate.core.engine.transitions import EngineContext
from triplicate.core.failures import DomainError, InvalidInput, Problem, invalid
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order import totals
from triplicate.core.order.history import HistoryEntry
from triplicate.core.order.line import ZERO, Artwork, Component, Line, Nfc
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Company, Party, Person
from triplicate.core.order.piece import ProductModel
from triplicate.core.sync import SyncState

MAX_LINES = 2000
_MAX_TOTAL = 2**53 - 1
_MAX_VALUE = Decimal(10) ** 12
_MAX_DECIMALS = 10
_RANGE_PROBLEM = f"must be at least 0 and at most {_MAX_VALUE:f}"
_DIMENSIONS = ("width", "height", "length", "weight")


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
    model: ProductModel | None = None
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
    price_list: str | None = None
    unknown_members: dict[str, str] = {}
    request_digest: str | None = None
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
    problems = [
        *_order_problems(new),
        *(problem for index, line in enumerate(new.lines) for problem in line_problems(line, index)),
    ]
    if problems:
        raise DomainError(InvalidInput(tuple(problems[:20])))


def new_order(new: NewOrder, identity: Identity, context: EngineContext) -> Order:
    """The new order. Raises DomainError(InvalidInput) when its total is too large."""
    step = Step.DRAFT if new.draft else Step.CREATED
    lines = tuple(
        new_line(line, context.new_guid(), number)
        for line, number in zip(new.lines, identity.line_numbers, strict=True)
    )
    order = Order(
        guid=identity.guid,
        oid=ids.derived_oid("order", identity.guid),
        number=identity.number,
        account=identity.account,
        origin=identity.origin,
        owner=identity.owner,
        reference=new.reference,
        project=new.project,
        step=step,
        buyer=new.buyer,
        company=new.company,
        guest=new.guest,
        ship_to=new.ship_to,
        bill_to=new.bill_to,
        shipping=new.shipping,
        currency=identity.currency,
        lines=lines,
        payment_link=new.payment_link,
        totals=Totals(shipping=new.shipping_amount, tax=new.tax_amount),
        price_list=new.price_list,
        sync=SyncState(
            changed_locally_at=context.at,
            unknown_members=new.unknown_members,
            request_digest=new.request_digest,
        ),
        metadata=new.metadata,
        history=(HistoryEntry(context.at, step, local=True),),
        created_at=context.at,
        placed_at=None if new.draft else context.at,
        updated_at=context.at,
    )
    check_total(order)
    order_pieces = pieces.pieces_of_lines(order, lines) if new.track_pieces else None
    payment = Payment.UNPAID if totals.total(order) else Payment.NONE
    return msgspec.structs.replace(order, pieces=order_pieces, payment=payment)


def new_line(new: NewLine, guid: str, number: int) -> Line:
    """The new line with its identities."""
    return Line(guid=guid, oid=ids.derived_oid("line", guid), number=number, **msgspec.structs.asdict(new))


def line_problems(line: NewLine | Line, index: int, existing: Line | None = None) -> list[Problem]:
    """The problems of a line at this index; values unchanged from the `existing` line are not checked."""
    path = f"$.lines[{index}]"
    problems: list[Problem] = []
    if _is_changed(existing, line, "quantity") and (reason := transitions.quantity_problem(line.quantity)) is not None:
        problems.append(Problem(f"{path}.quantity", reason))
    if _is_changed(existing, line, "price") and (reason := _price_problem(line.price)) is not None:
        problems.append(Problem(f"{path}.unit_price", reason))
    if not _names_product(line) and (existing is None or _names_product(existing)):
        problems.append(Problem(path, "must have a `product`, `name`, `sku` or `model`"))
    if existing is None or existing.model is not line.model:
        problems += _model_problems(line.model, f"{path}.model")
    if existing is None or existing.components is not line.components:
        problems += _component_problems(line.components or (), f"{path}.components")
    return problems


def check_total(order: Order, previous_total: int = 0) -> None:
    """Raises DomainError(InvalidInput) when the order's total exceeds 2^53 - 1 minor units and the previous total."""
    if (totals.total(order) or 0) > max(_MAX_TOTAL, previous_total):
        raise invalid("$.lines", f"the total must be at most {_MAX_TOTAL} minor units")


def _order_problems(new: NewOrder) -> list[Problem]:
    problems = []
    if not 1 <= len(new.lines) <= MAX_LINES:
        problems.append(Problem("$.lines", f"must have between 1 and {MAX_LINES} lines"))
    if new.currency is not None and not money.is_currency(new.currency):
        problems.append(Problem("$.currency", "must be an ISO 4217 code such as EUR"))
    size_problem = metadata_problem(metadata_bytes((new.metadata, *(line.metadata for line in new.lines))))
    return problems if size_problem is None else [*problems, size_problem]


def _is_changed(existing: Line | None, line: NewLine | Line, name: str) -> bool:
    """Whether a number differs from the existing one; compared as text, since NaN equals nothing."""
    return existing is None or str(getattr(existing, name)) != str(getattr(line, name))


def _names_product(line: NewLine | Line) -> bool:
    return bool(line.product or line.name or line.sku or line.model)


def _price_problem(price: Decimal | None) -> str | None:
    if price is None or (_is_in_range(price) and transitions.decimals(price) <= _MAX_DECIMALS):
        return None
    return f"{_RANGE_PROBLEM}, with at most {_MAX_DECIMALS} decimals"


def _model_problems(model: ProductModel | None, path: str) -> Iterator[Problem]:
    for name in () if model is None else _DIMENSIONS:
        if not _is_in_range(getattr(model, name)):
            yield Problem(f"{path}.{name}", _RANGE_PROBLEM)


def _component_problems(parts: tuple[Component, ...], path: str) -> Iterator[Problem]:
    for index, part in enumerate(parts):
        if not _is_in_range(part.quantity):
            yield Problem(f"{path}[{index}].quantity", _RANGE_PROBLEM)
        if (reason := _price_problem(part.price)) is not None:
            yield Problem(f"{path}[{index}].unit_price", reason)


def _is_in_range(value: Decimal) -> bool:
    return value.is_finite() and ZERO <= value <= _MAX_VALUE
