"""Places an order or a draft: account, numbers, files, payment and events, in one transaction."""

import uuid
from functools import partial
from typing import Any

import msgspec

from triplicate.app.accounts import balance
from triplicate.app.context import Acting
from triplicate.app.orders.execute import act, event, only_one
from triplicate.app.orders.nfc_provisioning import furnish
from triplicate.app.ports import Unit
from triplicate.app.records import Account
from triplicate.core import ids
from triplicate.core.access import WRITE
from triplicate.core.engine import payments
from triplicate.core.engine import place as placing
from triplicate.core.engine.apply import KINDS
from triplicate.core.engine.commands import Pay
from triplicate.core.engine.place import Identity, NewLine, NewOrder
from triplicate.core.failures import InvalidInput, MissingScope, NoSuchAccount, Refused, invalid
from triplicate.core.lifecycle import Step
from triplicate.core.order import totals
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


def place(
    unit: Unit, acting: Acting, into: str | None, origin: str, new: NewOrder, payment: Pay | None = None
) -> Order:
    """Places an order in an account (None: the caller's own); `origin` is the dialect of the request. With a `payment`
    it is paid at once, unless it is a draft or free.

    Raises DomainError, with nothing stored, numbered or charged: MissingScope, AccountNotFound, InvalidInput,
    ReferenceInUse, InsufficientBalance.
    """
    if not acting.principal.may(WRITE):
        raise Refused(MissingScope(WRITE))
    placing.check(new)
    account = owning(unit, acting, into)
    if payment is not None or account.profile.one_order_per_reference:
        unit.accounts.lock(account.id)  # lock order: account, then counters; the reverse can deadlock
    only_one(unit, account, new.reference)
    new = replace(new, lines=tuple(with_file(unit, account.id, line, i) for i, line in enumerate(new.lines)))
    take = partial(unit.orders.take_number, account.id, wanted=0)
    who = Identity(
        guid=str(uuid.uuid4()),
        number=take("order"),
        account=account.id,
        origin=origin,
        owner=acting.principal.email,
        currency=new.currency or account.currency,
        line_numbers=tuple(take("line") for _ in new.lines),
    )
    placed = placing.placed(new, who, act(acting))
    order, told = _paid(placed, payment, acting)
    order = furnish(unit, acting.keys.seal, acting.keys.unseal, order)
    unit.orders.add(order)
    balance.follow(unit, acting, None, order)
    unit.record(event(acting, order, "drafted" if new.draft else "placed", {"number": order.number}))
    if order.payments:
        unit.record(event(acting, order, KINDS[Pay], told))
    return order


def amended(unit: Unit, order: Order, asked: list[tuple[Line | None, NewLine]]) -> tuple[Line, ...]:
    """The amended lines of an order: existing lines keep identity and progress, new ones get a GUID and a number.
    Raises DomainError(InvalidInput) with all problems found."""
    problems = [problem for index, (known, line) in enumerate(asked) for problem in placing.of_line(line, index, known)]
    if problems:
        raise Refused(InvalidInput(tuple(problems[:20])))
    lines = []
    for index, (known, line) in enumerate(asked):
        line = line if known is not None and known.file == line.file else with_file(unit, order.account, line, index)
        if known is None:
            number = unit.orders.take_number(order.account, "line", 0)
            lines.append(placing.line_of(line, str(uuid.uuid4()), number))
        else:
            lines.append(replace(known, **{name: getattr(line, name) for name in NewLine.__struct_fields__}))
    return tuple(lines)


def owning(unit: Unit, acting: Acting, into: str | None) -> Account:
    """The account an order is placed in: the caller's own, or the requested one if the caller may act in it.

    Raises DomainError: AccountNotFound, InvalidInput.
    """
    id = acting.principal.account if into is None else ids.guid(into)
    if into is None and id is None:
        raise invalid("$.account", "required: this credential is not bound to an account")
    found = unit.accounts.get(id) if id is not None and acting.principal.owns(id) else None
    if found is None:
        raise Refused(NoSuchAccount(into or id or ""))
    return found


def _paid(order: Order, payment: Pay | None, acting: Acting) -> tuple[Order, dict[str, Any]]:
    """The order after the payment, and the event data of the payment."""
    if payment is None or order.step is Step.DRAFT or not totals.total(order):
        return order, {}
    change = payments.pay(order, payment, act(acting))
    return change.order, {"payment": {"from": order.payment, "to": change.order.payment}, **change.told}


def with_file(unit: Unit, account: str, line: NewLine, index: int) -> NewLine:
    """The line with the id of its stored file; raises DomainError(InvalidInput) when the account has no such file."""
    if line.file is None:
        return line
    guid = ids.guid(line.file)
    file = unit.files.get(guid) if guid else None
    if file is None or file.account != account:
        raise invalid(f"$.lines[{index}].file", f"no file {line.file[:64]} exists")
    return replace(line, file=file.id)
