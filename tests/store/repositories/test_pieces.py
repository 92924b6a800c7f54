"""Pieces as stored: the order that a piece is of, the keys of its chip, the records that chips lead to."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from tests.store.derived_row_fixtures import derived_pieces, stored_pieces
from tests.store.document_fixtures import HERE, THERE, accounts, caller, guid, oid, put, undone
from tests.strategies import orders
from triplicate.app.ports import Unit
from triplicate.core.failures import InvalidInput, NoSuchPiece, Refused
from triplicate.core.order.line import Unit as Piece
from triplicate.core.order.order import Order
from triplicate.main import House


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def with_pieces(number: int, *pieces: int, account: str = HERE, **members: Any) -> Order:
    units = tuple(Piece(guid=guid(piece)) for piece in pieces)
    named = {"guid": guid(number), "oid": oid(number), "number": number, "account": account}
    return orders.order(**named, units=units, **members)


def added(house: House, *some: Order) -> list[Order]:
    put(house, *some)
    return list(some)


def of_piece(house: House, piece: str, account: str | None = HERE) -> Order:
    return house.store.run("look", lambda unit: unit.orders.of_piece(caller(account), piece))


def refusal(house: House, piece: str, account: str | None = HERE) -> Any:
    with pytest.raises(Refused) as caught:
        of_piece(house, piece, account)
    return caught.value.failure


def test_the_order_that_a_piece_is_of(house: House) -> None:
    first, second = added(house, with_pieces(1, 11, 12), with_pieces(2, 21, 0xABC))
    assert of_piece(house, guid(12)) == first
    assert of_piece(house, guid(0xABC).upper()) == second
    assert of_piece(house, guid(21), account=None) == second


@pytest.mark.parametrize("piece", [guid(99), guid(1), "11", "", "é"])
def test_a_piece_that_is_not_there(house: House, piece: str) -> None:
    added(house, with_pieces(1, 11))
    assert refusal(house, piece) == NoSuchPiece(piece)
    assert refusal(house, piece, None) == NoSuchPiece(piece)


def test_a_piece_of_another_account_is_not_there(house: House) -> None:
    added(house, with_pieces(1, 11, account=THERE))
    assert refusal(house, guid(11)) == NoSuchPiece(guid(11))
    assert of_piece(house, guid(11), THERE).guid == guid(1)


def test_a_piece_that_several_orders_have(house: House) -> None:
    """Imported documents may bring along what they like: each caller's own is found, as long as it is one."""
    added(house, with_pieces(1, 11, account=HERE), with_pieces(2, 11, account=THERE))
    assert of_piece(house, guid(11)).guid == guid(1)
    assert of_piece(house, guid(11), THERE).guid == guid(2)
    failure = refusal(house, guid(11), None)
    assert isinstance(failure, InvalidInput)
    assert guid(11) in failure.problems[0].reason


def test_pieces_come_and_go_with_the_orders(house: House) -> None:
    first, second, none = added(house, with_pieces(1, 11, 12, 12), with_pieces(2, 21), with_pieces(3))
    assert stored_pieces(house.store) == derived_pieces([first, second, none])
    changed = [
        msgspec.structs.replace(first, version=2, units=(Piece(guid=guid(12)), Piece(guid=guid(13)))),
        msgspec.structs.replace(second, version=2, units=None),
        msgspec.structs.replace(none, version=2, reference="x"),
    ]
    for one in changed:
        house.store.run("change", lambda unit, one=one: unit.orders.replace(one))  # type: ignore[misc]
    assert stored_pieces(house.store) == derived_pieces(changed)
    assert of_piece(house, guid(13)).version == 2
    assert refusal(house, guid(11)) == NoSuchPiece(guid(11))
    undone(house, lambda unit: unit.orders.replace(msgspec.structs.replace(changed[0], version=3, units=())))
    assert stored_pieces(house.store) == derived_pieces(changed)


def test_ten_thousand_pieces(house: House) -> None:
    (order,) = added(house, with_pieces(1, *range(1000, 11_000)))
    assert of_piece(house, guid(10_999)) == order
    assert stored_pieces(house.store) == derived_pieces([order])


def test_whoever_looks_by_a_piece_keeps_the_order_to_the_end(house: House) -> None:
    added(house, with_pieces(1, 11))

    def advance(_: int) -> None:
        def work(unit: Unit) -> None:
            found = unit.orders.of_piece(caller(HERE), guid(11))
            unit.orders.replace(msgspec.structs.replace(found, version=found.version + 1))

        house.store.run("advance", work)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(advance, range(24)))
    assert of_piece(house, guid(11)).version == 25


def test_keys_are_kept_and_replaced(house: House) -> None:
    def keys(order: str) -> str | None:
        return house.store.run("keys", lambda unit: unit.orders.keys(order))

    assert keys(guid(1)) is None
    for sealed in ("first", "second"):
        house.store.run("keep", lambda unit, sealed=sealed: unit.orders.keep_keys(guid(1), sealed))  # type: ignore[misc]
    house.store.run("keep", lambda unit: unit.orders.keep_keys(guid(2), "another's"))
    undone(house, lambda unit: unit.orders.keep_keys(guid(1), "undone"))
    assert (keys(guid(1)), keys(guid(2)), keys(guid(3))) == ("second", "another's", None)


def records(house: House, many: int, account: str = HERE) -> int:
    return house.store.run("records", lambda unit: unit.orders.take_records(account, many))


def test_records_follow_each_other(house: House) -> None:
    assert [records(house, many) for many in (3, 1, 10)] == [1, 4, 5]
    assert records(house, 2, THERE) == 1
    assert undone(house, lambda unit: unit.orders.take_records(HERE, 100)) == 15
    assert house.store.run("two", lambda unit: [unit.orders.take_records(HERE, 5) for _ in range(2)]) == [15, 20]
    assert records(house, 1) == 25


def test_nobody_gets_the_records_of_another(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(lambda _: records(house, 7), range(32)))
    assert sorted(firsts) == list(range(1, 32 * 7 + 1, 7))
