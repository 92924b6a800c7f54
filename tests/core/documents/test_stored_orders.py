"""Rendering a stored order: a verbatim document needs no decoding; everything else is rendered as the order is."""

import json

import msgspec
import pytest
from hypothesis import given

from tests.strategies import complete_documents
from tests.strategies import orders as order_strategies
from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.memory_account import MemoryAccount, link, unseal
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.documents.stored_order import load
from triplicate.core.header import verbatim_dialect
from triplicate.core.order import header
from triplicate.core.order import order as orders
from triplicate.core.order.header import OrderHeader
from triplicate.core.order.order import Order

OPTIONS = RenderOptions(secrets=True, link=link)


def imported(dialect: str) -> Order:
    """An order that has not changed since its document came in."""
    desk = MemoryAccount()
    desk.import_document(dialect, complete_documents.complete_document(dialect))
    return desk.order


@pytest.mark.slow
@given(order_strategies.orders())
def test_the_header_has_the_members_of_the_order(order: Order) -> None:
    document = orders.encode(order)
    stored = header.decode(document)
    assert (stored.origin, stored.version, stored.sync.pristine_version) == (
        order.origin,
        order.version,
        order.sync.pristine_version,
    )
    assert [line.file for line in stored.lines] == [line.file for line in order.lines]
    assert (stored.sync.patches, stored.sync.sealed_secrets) == (order.sync.patches, order.sync.sealed_secrets)
    is_pristine = order.sync.pristine_version != 0
    assert verbatim_dialect(document) == (order.origin if is_pristine else None)


@pytest.mark.parametrize("origin", DIALECTS)
def test_the_start_of_the_text_says_whether_the_document_is_verbatim(origin: str) -> None:
    order = imported(origin)
    is_pristine = order.sync.pristine_version != 0
    assert verbatim_dialect(orders.encode(order)) == (origin if is_pristine else None)
    moved = msgspec.structs.replace(order, version=12)
    assert verbatim_dialect(orders.encode(moved)) == (origin if is_pristine else None)
    assert verbatim_dialect(orders.encode(codec.settle(CODECS[origin], order))) is None


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("origin", DIALECTS)
def test_a_stored_order_is_rendered_as_the_order_is(origin: str, dialect: str) -> None:
    order = imported(origin)
    for snapshot in (order, codec.settle(CODECS[origin], order)):
        stored = load(CODECS[dialect], orders.encode(snapshot))
        assert isinstance(stored, OrderHeader) is (dialect == origin and snapshot.sync.pristine_version == 1)
        assert codec.render(CODECS[dialect], stored, OPTIONS, unseal) == codec.render(
            CODECS[dialect], snapshot, OPTIONS, unseal
        )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_verbatim_document_is_answered_without_decoding_the_order(dialect: str) -> None:
    """The order around it cannot even be decoded."""
    order = imported(dialect)
    document = orders.encode(order).replace(b'"quantity":"', b'"quantity":"many', 1)
    with pytest.raises(msgspec.ValidationError):
        orders.decode(document)
    rendered = codec.render(CODECS[dialect], load(CODECS[dialect], document), OPTIONS, unseal)
    assert json.loads(rendered) == json.loads(codec.render(CODECS[dialect], order, OPTIONS, unseal))


def test_an_order_stored_in_another_order_of_members_is_rendered_too() -> None:
    order = imported(DIALECTS[0])
    document = msgspec.json.encode(dict(reversed(msgspec.json.decode(orders.encode(order)).items())))
    assert verbatim_dialect(document) is None
    for dialect in DIALECTS:
        stored = load(CODECS[dialect], document)
        assert codec.render(CODECS[dialect], stored, OPTIONS, unseal) == codec.render(
            CODECS[dialect], order, OPTIONS, unseal
        )


def test_a_header_renders_nothing_but_its_verbatim_document() -> None:
    stored = header.decode(orders.encode(imported(DIALECTS[0])))
    with pytest.raises(ValueError, match=DIALECTS[-1]):
        codec.render(CODECS[DIALECTS[-1]], stored, OPTIONS, unseal)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("origin", DIALECTS)
def test_a_rendering_is_the_json_value_of_the_encoded_document(origin: str, dialect: str) -> None:
    order = imported(origin)
    value = codec.rendering(CODECS[dialect], order, OPTIONS)
    assert value == json.loads(msgspec.json.encode(CODECS[dialect].encode(order, OPTIONS)))
    assert json.loads(json.dumps(value)) == value
