"""Copies, answered: the order in every dialect, and how faithful each copy is."""

import asyncio
from typing import Any

import msgspec

from triplicate.app import links
from triplicate.app.find import find
from triplicate.core import copies, order
from triplicate.core.access import SECRETS
from triplicate.core.copies import Mapping, View
from triplicate.core.failures import invalid
from triplicate.core.order import Order
from triplicate.dialects.native import answers, faithful
from triplicate.dialects.native.auth import named
from triplicate.http.answer import Answer, answer
from triplicate.http.op import Call


async def list_copies(call: Call) -> Answer:
    """Which copies there are."""
    found = await _found(call)
    names = [
        answers.CopyName(dialect=name, url=f"/v1/orders/{found.guid}/copies/{name}")
        for name in sorted(call.services.mappings)
    ]
    return answer(200, answers.CopyList(copies=names))


async def get_copy(call: Call) -> Answer:
    """The order as one dialect would answer it. Secrets stay where they are."""
    dialect = call.parameters["dialect"]
    mapping = call.services.mappings.get(dialect)
    if mapping is None:
        raise invalid("dialect", f"no dialect {dialect[:32]!r}: there are {', '.join(sorted(call.services.mappings))}")
    return await asyncio.to_thread(_copy, call, mapping, await _found(call))


def _copy(call: Call, mapping: Mapping, found: Order) -> Answer:
    """The copy and its members one by one; beside the event loop, since a large order takes its time."""
    keys, window = call.services.keys, links.window()
    view = View(secrets=False, link=lambda file: call.base_url() + links.path(keys, file, window))
    body = copies.render(mapping, found, view, keys.unseal)
    told = {
        "dialect": mapping.dialect,
        "answer": msgspec.Raw(copies.enclose(mapping, body)),
        "members": faithful.members(mapping, found, msgspec.json.decode(body), view),
        "dropped": faithful.dropped(mapping, found),
        "unread": _unread(call, mapping, found),
    }
    return answer(200, told)


def _unread(call: Call, mapping: Mapping, found: Order) -> Any:
    sealed = found.beyond.get(mapping.dialect)
    if sealed is None or not call.principal.may(SECRETS):
        return None
    return msgspec.json.decode(call.services.keys.unseal(sealed))


async def _found(call: Call) -> Order:
    stored = await find(call.services.reader, call.principal, named(call.parameters["orderId"]))
    return order.decode(stored.document)
