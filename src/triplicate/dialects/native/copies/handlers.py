"""Copies, answered: the order in every dialect, and how faithful each copy is."""

import asyncio
from typing import Any

import msgspec

from triplicate.api.operation import Call
from triplicate.api.response import Answer, answer
from triplicate.app.files import signed_links
from triplicate.app.orders.find import find
from triplicate.core.access import SECRETS
from triplicate.core.documents import codec
from triplicate.core.documents.codec import Mapping, View
from triplicate.core.failures import invalid
from triplicate.core.order import order
from triplicate.core.order.order import Order
from triplicate.dialects.native import responses
from triplicate.dialects.native.auth import named
from triplicate.dialects.native.copies import fidelity


async def list_copies(call: Call) -> Answer:
    """Which copies there are."""
    found = await _found(call)
    names = [
        responses.CopyName(dialect=name, url=f"/v1/orders/{found.guid}/copies/{name}")
        for name in sorted(call.services.mappings)
    ]
    return answer(200, responses.CopyList(copies=names))


async def get_copy(call: Call) -> Answer:
    """The order as one dialect would answer it. Secrets stay where they are."""
    dialect = call.parameters["dialect"]
    mapping = call.services.mappings.get(dialect)
    if mapping is None:
        raise invalid("dialect", f"no dialect {dialect[:32]!r}: there are {', '.join(sorted(call.services.mappings))}")
    return await asyncio.to_thread(_copy, call, mapping, await _found(call))


def _copy(call: Call, mapping: Mapping, found: Order) -> Answer:
    """The copy and its members one by one; beside the event loop, since a large order takes its time."""
    keys, window = call.services.keys, signed_links.window()
    view = View(secrets=False, link=lambda file: call.base_url() + signed_links.path(keys, file, window))
    body = codec.render(mapping, found, view, keys.unseal)
    told = {
        "dialect": mapping.dialect,
        "answer": msgspec.Raw(codec.enclose(mapping, body)),
        "members": fidelity.members(mapping, found, msgspec.json.decode(body), view),
        "dropped": fidelity.dropped(mapping, found),
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
