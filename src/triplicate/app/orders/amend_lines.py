"""Amended lines of an order: existing lines keep identity and progress, new ones get a GUID and a number."""

import uuid

import msgspec

from triplicate.app.files.account_files import AccountFiles
from triplicate.app.orders.place import with_stored_file
from triplicate.app.ports import UnitOfWork
from triplicate.core.engine import place as placing
from triplicate.core.engine.place import NewLine
from triplicate.core.failures import DomainError, InvalidInput
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


def amend_lines(uow: UnitOfWork, order: Order, requested_lines: list[tuple[Line | None, NewLine]]) -> tuple[Line, ...]:
    """The amended lines of an order: existing lines keep identity and progress, new ones get a GUID and a number.
    Raises DomainError(InvalidInput) with all problems found."""
    problems = [
        problem
        for index, (known, line) in enumerate(requested_lines)
        for problem in placing.line_problems(line, index, known)
    ]
    if problems:
        raise DomainError(InvalidInput(tuple(problems[:20])))
    files = AccountFiles(uow, order.account)
    lines = []
    for index, (existing, line) in enumerate(requested_lines):
        line = line if existing is not None and existing.file == line.file else with_stored_file(files, line, index)
        if existing is None:
            number = uow.orders.take_number(order.account, "line", 0)
            lines.append(placing.new_line(line, str(uuid.uuid4()), number))
        else:
            lines.append(replace(existing, **{name: getattr(line, name) for name in NewLine.__struct_fields__}))
    return tuple(lines)
