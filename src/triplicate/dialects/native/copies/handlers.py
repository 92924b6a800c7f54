"""Handlers for copies: an order in the format of each dialect, and the fidelity of that copy."""

import asyncio
from typing import Any

import msgspec

from triplicate.api.dialect import serve
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Response, json_response
from triplicate.app.files import signed_links
from triplicate.app.orders.find import find
from triplicate.core.access import SECRETS
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DocumentCodec, RenderOptions
from triplicate.core.failures import invalid
from triplicate.core.order import order
from triplicate.core.order.order import Order
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.copies import fidelity, responses
from triplicate.dialects.native.copies.operations import GET_COPY, LIST_COPIES
from triplicate.dialects.native.copies.parameters import CopyParameters
from triplicate.dialects.native.parameters import OrderParameters


async def list_copies(request: Request[OrderParameters, None]) -> responses.CopyList:
    """The dialects in which an order can be read."""
    source_order = await _load_order(request, request.parameters.orderId)
    copy_links = [
        responses.CopyLink(dialect=name, url=f"/v1/orders/{source_order.guid}/copies/{name}")
        for name in sorted(request.services.codecs)
    ]
    return responses.CopyList(copies=copy_links)


async def get_copy(request: Request[CopyParameters, None]) -> Response:
    """The order in the format of a dialect, without secrets."""
    dialect = request.parameters.dialect
    dialect_codec = request.services.codecs.get(dialect)
    if dialect_codec is None:
        raise invalid("dialect", f"must be one of {', '.join(sorted(request.services.codecs))}")
    return await asyncio.to_thread(
        _copy, request, dialect_codec, await _load_order(request, request.parameters.orderId)
    )


def _copy(request: AnyRequest, dialect_codec: DocumentCodec[Order], source_order: Order) -> Response:
    """Renders and classifies the copy. Runs in a thread, since a large order would block the event loop."""
    keys, window = request.services.keys, signed_links.window()
    options = RenderOptions(
        secrets=False, link=lambda file: request.base_url() + signed_links.link_path(keys, file, window)
    )
    body = codec.render(dialect_codec, source_order, options, keys.unseal)
    result = responses.Copy(
        dialect=dialect_codec.dialect,
        answer=msgspec.Raw(codec.wrap_envelope(dialect_codec, body)),
        members=fidelity.member_fidelity(dialect_codec, source_order, msgspec.json.decode(body), options),
        dropped=fidelity.dropped_members(dialect_codec, source_order),
        unread=_unknown_members(request, dialect_codec, source_order),
    )
    return json_response(200, result)


def _unknown_members(request: AnyRequest, dialect_codec: DocumentCodec[Order], source_order: Order) -> Any:
    ciphertext = source_order.sync.unknown_members.get(dialect_codec.dialect)
    if ciphertext is None or not request.principal.may(SECRETS):
        return None
    return msgspec.json.decode(request.services.keys.unseal(ciphertext))


async def _load_order(request: AnyRequest, id: str) -> Order:
    record = await find(request.services.reader, request.principal, order_name(id))
    return order.decode(record.document)


ENDPOINTS = (serve(LIST_COPIES, list_copies), serve(GET_COPY, get_copy))
