"""NFC provisioning: each piece with dynamic content gets its own record and key once; keys are stored encrypted."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import msgspec
import pytest

from tests.conformance.registry import CONFORMANCES
from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.orders import nfc_provisioning
from triplicate.app.orders.amend_lines import amend_lines
from triplicate.app.orders.execute import execute
from triplicate.app.orders.place import place
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.engine import commands
from triplicate.core.engine.place import NewLine, NewOrder
from triplicate.core.order.line import Line, Nfc
from triplicate.core.order.order import Order
from triplicate.core.order.piece import ProductModel
from triplicate.main import Installation

DYNAMIC = Nfc(type="dynamic", base_url="https://example.com/t/")
KEY = re.compile("[0-9A-F]{32}")
replace = msgspec.structs.replace


def line(chip: str | None, quantity: int, nfc: Nfc | None = DYNAMIC) -> NewLine:
    """A line of cards."""
    return NewLine(quantity=Decimal(quantity), model=ProductModel(id="card", chip=chip), nfc=nfc)


class Provisioning(NamedTuple):
    """An installation with one account, and what is done in it."""

    installation: Installation
    account: str

    def acting(self) -> Context:
        """The operator, now."""
        return self.installation.context(OPERATOR, "test")

    def place(self, *lines: NewLine, **members: object) -> Order:
        """An order whose pieces are tracked."""
        new = NewOrder(lines=lines, track_pieces=True, **members)  # type: ignore[arg-type]
        return self.installation.store.run(
            "place", lambda unit: place(unit, self.acting(), self.account, "native", new)
        )

    def amend(self, order: Order, *wanted: Line | NewLine) -> Order:
        """The order with these lines: its own as they shall be, and new ones."""
        existing = {one.guid: one for one in order.lines}

        def asked(one: Line | NewLine) -> tuple[Line | None, NewLine]:
            if isinstance(one, NewLine):
                return None, one
            return existing[one.guid], NewLine(**{name: getattr(one, name) for name in NewLine.__struct_fields__})

        def work(unit: UnitOfWork) -> Order:
            def wish(found: Order) -> commands.Command:
                return commands.Amend(lines=amend_lines(unit, found, [asked(one) for one in wanted]))

            name = OrderName("guid", order.guid)
            return execute(unit, self.acting(), name, wish)

        return self.installation.store.run("amend", work)

    def keys(self, order: Order) -> nfc_provisioning.Keys:
        """The keys of the order's pieces."""
        return self.installation.store.run(
            "keys",
            lambda unit: nfc_provisioning.piece_keys(unit, self.installation.keys.unseal, order.account, order.guid),
        )

    def groups(self, order: Order, secrets: bool = True) -> list[dict]:
        """The order's lines in the dialect that has a place for their keys."""
        view = RenderOptions(secrets=secrets, link=str)
        (mapping,) = (mapping for mapping in self.installation.codecs.values() if mapping.keys_patch is not None)
        body = codec.render(mapping, order, view, self.installation.keys.unseal)
        groups: list[dict] = msgspec.json.decode(body)[CONFORMANCES[mapping.dialect].lines]
        return groups


@pytest.fixture
def provisioning(installation: Installation) -> Provisioning:
    account = installation.store.run(
        "account", lambda unit: directory.create_account(unit, None, "Ours", "EUR", installation.now())
    )
    return Provisioning(installation, account.id)


def records(order: Order) -> list[int | None]:
    return [unit.record_id for unit in order.pieces or ()]


def test_records_are_counted_through_the_account(provisioning: Provisioning) -> None:
    first = provisioning.place(line("ntag213", 3), line("ntag213", 2, Nfc(type="uri", content="https://example.com")))
    second = provisioning.place(line("ntag424", 2))
    assert records(first) == [1, 2, 3, None, None]
    assert records(second) == [4, 5]
    assert [one.nfc and one.nfc.record_id for one in (*first.lines, *second.lines)] == [1, None, 4]
    assert (
        provisioning.installation.store.run(
            "again", lambda unit: unit.orders.get(OPERATOR, OrderName("guid", first.guid))
        )
        == first
    )


def test_only_an_ntag_424_with_dynamic_content_has_keys(provisioning: Provisioning) -> None:
    order = provisioning.place(
        line("ntag424", 2), line("ntag213", 1), line("ntag424", 1, Nfc(type="empty")), line(None, 1, None)
    )
    keys, units = provisioning.keys(order), order.pieces or ()
    assert keys.keys() == {unit.guid for unit in units if unit.line == order.lines[0].guid}
    assert len(keys) == 2
    values = [key for pair in keys.values() for key in pair]
    assert all(KEY.fullmatch(key) for key in values)
    assert len(set(values)) == 4


def test_a_group_shows_the_keys_of_its_first_piece(provisioning: Provisioning) -> None:
    order = provisioning.place(line("ntag213", 1), line("ntag424", 2), line("ntag424", 1))
    keys, units = provisioning.keys(order), order.pieces or ()
    shown = [group["nfc"]["dynamic"]["records"] for group in provisioning.groups(order)]
    assert shown[0] == {"recordId": 1}
    for records_, piece in zip(shown[1:], (units[1], units[3]), strict=True):
        public, private = keys[piece.guid]
        assert records_ == {"recordId": piece.record_id, "publicKey": public, "privateKey": private}
    blind = [group["nfc"]["dynamic"]["records"] for group in provisioning.groups(order, secrets=False)]
    assert blind == [{"recordId": number} for number in (1, 2, 4)]


def test_no_key_is_in_the_clear(provisioning: Provisioning) -> None:
    """Neither in the order as stored, nor in events, nor anywhere in the database file."""
    order = provisioning.place(line("ntag424", 2))
    values = [key for pair in provisioning.keys(order).values() for key in pair]
    with provisioning.installation.store.sql.connect() as connection:
        questions = ("document FROM orders", "data FROM events", "sealed FROM piece_keys")
        rows = [row for question in questions for row in connection.exec_driver_sql(f"SELECT {question}").fetchall()]
    everything = b"".join(value if isinstance(value, bytes) else str(value).encode() for (value,) in rows)
    for file in provisioning.installation.config.data.glob("triplicate.db*"):
        everything += file.read_bytes()
    assert order.guid.encode() in everything
    for key in values:
        for form in (key, key.lower(), bytes.fromhex(key).decode("latin-1")):
            assert form.encode("latin-1") not in everything


@pytest.mark.parametrize("quantity", [3, 5])
def test_more_pieces_leave_the_others_as_they_were(provisioning: Provisioning, quantity: int) -> None:
    before = provisioning.place(line("ntag424", 3))
    keys = provisioning.keys(before)
    after = provisioning.amend(before, replace(before.lines[0], quantity=Decimal(quantity)), line("ntag424", 1))
    assert records(after)[: quantity + 1] == list(range(1, quantity + 2))
    assert len(provisioning.keys(after)) == quantity + 1
    assert keys.items() <= provisioning.keys(after).items()
    assert [group["nfc"]["dynamic"]["records"]["publicKey"] for group in provisioning.groups(after)] == [
        provisioning.keys(after)[piece.guid][0] for piece in ((after.pieces or ())[0], (after.pieces or ())[quantity])
    ]


def test_what_changes_nothing_of_it_makes_nothing_new(provisioning: Provisioning) -> None:
    before = provisioning.place(line("ntag424", 2))
    keys = provisioning.keys(before)
    held = provisioning.installation.store.run(
        "hold",
        lambda unit: execute(
            unit,
            provisioning.acting(),
            OrderName("guid", before.guid),
            commands.Hold(reason="stock"),
        ),
    )
    assert (held.pieces, held.lines) == (before.pieces, before.lines)
    assert held.sync.sealed_secrets == before.sync.sealed_secrets
    assert provisioning.keys(held) == keys
    assert records(provisioning.place(line("ntag213", 1))) == [3]


def other_link(known: Line) -> Line:
    return replace(known, nfc=Nfc(type="dynamic", base_url="https://example.com/u/", record_id=99))


def other_chip(known: Line) -> Line:
    return replace(known, model=ProductModel(id="other card", chip="ntag424"))


@pytest.mark.parametrize(("begun", "wish"), [("ntag424", other_link), ("ntag213", other_chip)])
def test_a_line_that_changes_keeps_its_records(
    provisioning: Provisioning, begun: str, wish: Callable[[Line], Line]
) -> None:
    """And shows them, whatever number somebody wrote; a chip that needs keys now has them now."""
    before = provisioning.place(line(begun, 2))
    after = provisioning.amend(before, wish(before.lines[0]))
    assert records(after) == [1, 2]
    (group,) = provisioning.groups(after)
    public, private = provisioning.keys(after)[(after.pieces or ())[0].guid]
    assert group["nfc"]["dynamic"]["records"] == {"recordId": 1, "publicKey": public, "privateKey": private}
    assert len(provisioning.keys(after)) == 2
    assert {unit.model for unit in after.pieces or ()} == {after.lines[0].model}


def test_a_line_that_becomes_dynamic(provisioning: Provisioning) -> None:
    before = provisioning.place(line("ntag424", 2, Nfc(type="empty")))
    assert (records(before), provisioning.keys(before), before.sync.sealed_secrets) == ([None, None], {}, {})
    after = provisioning.amend(before, replace(before.lines[0], nfc=DYNAMIC))
    assert (records(after), len(provisioning.keys(after))) == ([1, 2], 2)


def test_an_order_without_tracked_pieces_has_none(provisioning: Provisioning) -> None:
    new = NewOrder(lines=(line("ntag424", 2),))
    acting = provisioning.acting()
    order = provisioning.installation.store.run(
        "place", lambda unit: place(unit, acting, provisioning.account, "native", new)
    )
    assert (order.pieces, order.sync.sealed_secrets, provisioning.keys(order)) == (None, {}, {})
