"""Placing an order, or a draft: whose it is, its numbers, its files, and the event of it, in one transaction."""

import uuid
from functools import partial

import msgspec

from triplicate.app.acting import Acting
from triplicate.app.change import act, event
from triplicate.app.ports import Account, Unit
from triplicate.core import ids
from triplicate.core.access import WRITE
from triplicate.core.engine import placing
from triplicate.core.engine.placing import Identity, NewLine, NewOrder
from triplicate.core.failures import InvalidInput, MissingScope, NoSuchAccount, Refused, invalid
from triplicate.core.line import Line
from triplicate.core.order import Order

replace = msgspec.structs.replace


def place(unit: Unit, acting: Acting, into: str | None, origin: str, new: NewOrder) -> Order:
    """A new order of an account (None: the caller's own), as asked for in the dialect `origin`.

    Raises Refused, and then nothing is stored or numbered: MissingScope, NoSuchAccount, InvalidInput.
    """
    if not acting.principal.may(WRITE):
        raise Refused(MissingScope(WRITE))
    placing.check(new)
    account = owning(unit, acting, into)
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
    order = placing.placed(new, who, act(acting))
    unit.orders.add(order)
    unit.record(event(acting, order, "drafted" if new.draft else "placed", {"number": order.number}))
    return order


def amended(unit: Unit, order: Order, asked: list[tuple[Line | None, NewLine]]) -> tuple[Line, ...]:
    """The lines of an order as they are asked for: known ones keep their identity and what has become of them, new ones
    get theirs. Raises Refused(InvalidInput) with everything that is wrong with them."""
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
    """The account an order is placed in: the caller's own, or the one named where the caller may act in it.

    Raises Refused: NoSuchAccount, InvalidInput.
    """
    id = acting.principal.account if into is None else ids.guid(into)
    if into is None and id is None:
        raise invalid("$.account", "must name the account, since the credential is bound to none")
    found = unit.accounts.get(id) if id is not None and acting.principal.owns(id) else None
    if found is None:
        raise Refused(NoSuchAccount(into or id or ""))
    return found


def with_file(unit: Unit, account: str, line: NewLine, index: int) -> NewLine:
    """The line with the stored file it names; raises Refused(InvalidInput) when the account has no such file."""
    if line.file is None:
        return line
    guid = ids.guid(line.file)
    file = unit.files.get(guid) if guid else None
    if file is None or file.account != account:
        raise invalid(f"$.lines[{index}].file", f"no file {line.file[:64]} exists")
    return replace(line, file=file.id)
