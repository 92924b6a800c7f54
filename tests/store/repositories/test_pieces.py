"""Pieces in the store: their order, their chip's keys, and the records that chips lead to."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import (
    ACCOUNT,
    OTHER_ACCOUNT,
    add_accounts,
    add_orders,
    guid,
    oid,
    principal_of,
    rolled_back,
)
from tests.strategies import orders
from triplicate.app.ports import UnitOfWork
from triplicate.core.failures import DomainError, InvalidInput, PieceNotFound
from triplicate.core.order.order import Order, decode
from triplicate.core.order.piece import Piece as Piece
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def with_pieces(number: int, *pieces: int, account: str = ACCOUNT, **members: Any) -> Order:
    units = tuple(Piece(guid=guid(piece)) for piece in pieces)
    named = {"guid": guid(number), "oid": oid(number), "number": number, "account": account}
    return orders.order(**named, pieces=units, **members)


def added(installation: Installation, *some: Order) -> list[Order]:
    add_orders(installation, *some)
    return list(some)


def of_piece(installation: Installation, piece: str, account: str | None = ACCOUNT) -> Order:
    """The order of a piece, which a transaction and a reader find alike."""
    order = installation.store.run("look", lambda unit: unit.orders.get_by_piece(principal_of(account), piece))
    assert read_order(installation, piece.lower(), account) == order
    return order


def read_order(installation: Installation, piece: str, account: str | None) -> Order:
    """The order of a piece, as the reader finds it."""

    async def read() -> Order:
        reader = installation.reader()
        try:
            return decode((await reader.order_of_piece(principal_of(account), piece)).document)
        finally:
            await reader.close()

    return asyncio.run(read())


def refusal(installation: Installation, piece: str, account: str | None = ACCOUNT) -> Any:
    """Why there is no such order, which a transaction and a reader say alike."""
    with pytest.raises(DomainError) as caught:
        installation.store.run("look", lambda unit: unit.orders.get_by_piece(principal_of(account), piece))
    with pytest.raises(DomainError) as caught_by_reader:
        read_order(installation, piece, account)
    assert caught.value.failure == caught_by_reader.value.failure
    return caught.value.failure


def test_the_order_that_a_piece_is_of(installation: Installation) -> None:
    first, second = added(installation, with_pieces(1, 11, 12), with_pieces(2, 21, 0xABC))
    assert of_piece(installation, guid(12)) == first
    assert of_piece(installation, guid(0xABC).upper()) == second
    assert of_piece(installation, guid(21), account=None) == second


@pytest.mark.parametrize("piece", [guid(99), guid(1), "11", "", "é"])
def test_a_piece_that_is_not_there(installation: Installation, piece: str) -> None:
    added(installation, with_pieces(1, 11))
    assert refusal(installation, piece) == PieceNotFound(piece)
    assert refusal(installation, piece, None) == PieceNotFound(piece)


def test_a_piece_of_another_account_is_not_there(installation: Installation) -> None:
    added(installation, with_pieces(1, 11, account=OTHER_ACCOUNT))
    assert refusal(installation, guid(11)) == PieceNotFound(guid(11))
    assert of_piece(installation, guid(11), OTHER_ACCOUNT).guid == guid(1)


def test_a_piece_that_several_orders_have(installation: Installation) -> None:
    """Imported documents may bring along what they like: each caller's own is found, as long as it is one."""
    added(installation, with_pieces(1, 11, account=ACCOUNT), with_pieces(2, 11, account=OTHER_ACCOUNT))
    assert of_piece(installation, guid(11)).guid == guid(1)
    assert of_piece(installation, guid(11), OTHER_ACCOUNT).guid == guid(2)
    failure = refusal(installation, guid(11), None)
    assert isinstance(failure, InvalidInput)
    assert guid(11) in failure.problems[0].reason


def test_pieces_come_and_go_with_the_orders(installation: Installation) -> None:
    first, second, none = added(installation, with_pieces(1, 11, 12, 12), with_pieces(2, 21), with_pieces(3))
    assert stored_pieces(installation.store) == derived_pieces([first, second, none])
    changed = [
        msgspec.structs.replace(first, version=2, pieces=(Piece(guid=guid(12)), Piece(guid=guid(13)))),
        msgspec.structs.replace(second, version=2, pieces=None),
        msgspec.structs.replace(none, version=2, reference="x"),
    ]
    for one in changed:
        installation.store.run("change", lambda unit, one=one: unit.orders.replace(one))  # type: ignore[misc]
    assert stored_pieces(installation.store) == derived_pieces(changed)
    assert of_piece(installation, guid(13)).version == 2
    assert refusal(installation, guid(11)) == PieceNotFound(guid(11))
    rolled_back(
        installation, lambda unit: unit.orders.replace(msgspec.structs.replace(changed[0], version=3, pieces=()))
    )
    assert stored_pieces(installation.store) == derived_pieces(changed)


def test_ten_thousand_pieces(installation: Installation) -> None:
    (order,) = added(installation, with_pieces(1, *range(1000, 11_000)))
    assert of_piece(installation, guid(10_999)) == order
    assert stored_pieces(installation.store) == derived_pieces([order])


def test_whoever_looks_by_a_piece_keeps_the_order_to_the_end(installation: Installation) -> None:
    added(installation, with_pieces(1, 11))

    def advance(_: int) -> None:
        def work(unit: UnitOfWork) -> None:
            order = unit.orders.get_by_piece(principal_of(ACCOUNT), guid(11))
            unit.orders.replace(msgspec.structs.replace(order, version=order.version + 1))

        installation.store.run("advance", work)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(advance, range(24)))
    assert of_piece(installation, guid(11)).version == 25


def test_keys_are_kept_and_replaced(installation: Installation) -> None:
    def keys(order: str) -> str | None:
        return installation.store.run("keys", lambda unit: unit.orders.piece_keys(ACCOUNT, order))

    assert keys(guid(1)) is None

    def keep(order: str, sealed: str, account: str = ACCOUNT) -> None:
        installation.store.run("keep", lambda unit: unit.orders.store_piece_keys(account, order, sealed))

    keep(guid(1), "first")
    keep(guid(1), "second")
    keep(guid(2), "another's")
    keep(guid(1), "another account's", OTHER_ACCOUNT)
    rolled_back(installation, lambda unit: unit.orders.store_piece_keys(ACCOUNT, guid(1), "undone"))
    assert (keys(guid(1)), keys(guid(2)), keys(guid(3))) == ("second", "another's", None)


def records(installation: Installation, many: int, account: str = ACCOUNT) -> int:
    return installation.store.run("records", lambda unit: unit.orders.take_record_numbers(account, many))


def test_records_follow_each_other(installation: Installation) -> None:
    assert [records(installation, many) for many in (3, 1, 10)] == [1, 4, 5]
    assert records(installation, 2, OTHER_ACCOUNT) == 1
    assert rolled_back(installation, lambda unit: unit.orders.take_record_numbers(ACCOUNT, 100)) == 15
    assert installation.store.run(
        "two", lambda unit: [unit.orders.take_record_numbers(ACCOUNT, 5) for _ in range(2)]
    ) == [15, 20]
    assert records(installation, 1) == 25


def test_nobody_gets_the_records_of_another(installation: Installation) -> None:
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(lambda _: records(installation, 7), range(32)))
    assert sorted(firsts) == list(range(1, 32 * 7 + 1, 7))
