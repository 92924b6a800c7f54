"""The native document: it has every member of the order, always, and consistent derived members."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_samples import sample_order
from tests.strategies import complete_documents
from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.json_values import same_json
from tests.strategies.memory_account import ACCOUNT, MemoryAccount
from tests.strategies.orders import IMPORT_CONTEXT, line, order, orders
from triplicate.app.documents.import_document import Outcome
from triplicate.core.documents.codec import STABLE_OPTIONS
from triplicate.core.json import ijson
from triplicate.core.lifecycle import Payment
from triplicate.core.order.history import Hold
from triplicate.core.order.order import Order, Totals
from triplicate.core.order.payments import PaymentRecord, RefundRecord

replace = msgspec.structs.replace
NATIVE = CODECS["native"]
GUID = "123e4567-e89b-12d3-a456-426614174000"
AT = "2024-07-01T09:26:55.737Z"


def written(told: Order, dialect: str = "native") -> Any:
    """What a mapping alone writes of an order, nothing laid over it."""
    return json.loads(msgspec.json.encode(CODECS[dialect].encode(told, STABLE_OPTIONS)))


def read(told: Any) -> Order:
    """What the native document says as an order."""
    return NATIVE.decode(ijson.convert(told, NATIVE.wire_type), IMPORT_CONTEXT)


@pytest.mark.parametrize(
    "body", [complete_documents.complete_document("native"), sample_order("native")], ids=["rich", "sample"]
)
def test_a_document_that_is_at_odds_with_nothing_needs_no_residue(body: Any) -> None:
    desk = MemoryAccount()
    desk.import_document("native", body)
    assert written(desk.order) == body
    desk.settle()
    assert desk.order.sync.patches == {}


@given(orders())
def test_an_order_of_any_kind_has_a_valid_copy_in_every_dialect(told: Order) -> None:
    for dialect, mapping in CODECS.items():
        ijson.convert(ijson.parse(json.dumps(written(told, dialect)).encode()), mapping.wire_type)


@given(orders())
def test_every_member_is_always_there_and_none_that_the_type_does_not_know(told: Order) -> None:
    shown = written(told)
    again = json.loads(msgspec.json.encode(msgspec.convert(shown, NATIVE.wire_type)))
    assert same_json(shown, again)


@given(orders())
def test_what_is_read_from_the_document_is_written_again(told: Order) -> None:
    shown = written(told)
    again = written(read(shown))
    here = {"account": GUID, "origin": "native"}
    held = shown["hold"] and {**shown["hold"], "by": None}
    sums = {**shown["totals"], "mismatch": again["totals"]["mismatch"]}
    expected = {**shown, **here, "hold": held, "totals": sums}
    assert {name: (value, again[name]) for name, value in expected.items() if not same_json(value, again[name])} == {}


@pytest.mark.parametrize("source", DIALECTS)
def test_the_copy_of_a_vendors_order_says_where_it_came_from(source: str) -> None:
    desk = MemoryAccount()
    desk.import_document(source, complete_documents.complete_document(source))
    shown = desk.render("native")
    assert (shown["origin"], shown["account"], shown["version"]) == (source, ACCOUNT.id, 1)


def test_an_imported_document_keeps_its_own_origin_and_account_and_continues_its_version() -> None:
    desk, body = (
        MemoryAccount(),
        complete_documents.complete_document("native", origin="elsewhere", account=complete_documents.GUID, version=7),
    )
    desk.import_document("native", body)
    assert (desk.order.origin, desk.order.account, desk.order.version) == ("native", ACCOUNT.id, 7)
    assert desk.render("native") == body
    later = {**body, "reference": "PO-8", "updated_at": "2024-08-01T09:00:00.000Z"}
    assert desk.import_document("native", later) is Outcome.UPDATED
    assert (desk.render("native")["version"], desk.render("native")["reference"]) == (8, "PO-8")


@pytest.mark.parametrize("version", [0, -1, 10**9 + 1, 2**63, None])
def test_a_version_that_cannot_be_continued_is_shown_and_counts_for_none(version: int | None) -> None:
    desk = MemoryAccount()
    desk.import_document("native", complete_documents.complete_document("native", version=version))
    assert (desk.order.version, desk.render("native")["version"]) == (1, version)


def test_a_hold_is_told_with_who_placed_it_here() -> None:
    held = Hold(reason="address unclear", since=AT, actor="marie@example.fr")
    assert written(order(hold=held))["hold"] == {"reason": "address unclear", "since": AT, "by": "marie@example.fr"}


def test_a_hold_of_a_document_is_a_vendors_and_ends_with_a_later_one() -> None:
    desk, hold = MemoryAccount(), {"reason": "address unclear", "since": AT, "by": "somebody elsewhere"}
    desk.import_document("native", complete_documents.complete_document("native", hold=hold))
    assert desk.render("native")["hold"] == hold
    assert desk.order.hold == Hold(reason="address unclear", since=AT)
    desk.import_document(
        "native", complete_documents.complete_document("native", updated_at="2024-08-01T09:00:00.000Z")
    )
    assert desk.render("native")["hold"] is None


def test_what_is_left_of_a_line_is_neither_shipped_nor_cancelled() -> None:
    (shown,) = written(order(lines=(line(0, quantity=5, fulfilled=2, cancelled_quantity=1, returned_quantity=1),)))[
        "lines"
    ]
    counts = [shown[name] for name in ("quantity", "fulfilled", "returned", "cancelled", "remaining")]
    assert counts == [5, 2, 1, 1, 2]


def test_sums_follow_from_what_was_paid_and_given_back() -> None:
    paid = PaymentRecord(guid=GUID, amount=700, at=AT)
    back = RefundRecord(guid=GUID, amount=200, at=AT)
    stated = order(totals=Totals(total=1000), payment=Payment.PENDING, payments=(paid,), refunds=(back,))
    sums = written(stated)["totals"]
    assert (sums["total"], sums["paid"], sums["refunded"], sums["outstanding"]) == (1000, 700, 200, 300)


def test_a_later_document_adds_payments_and_comments_and_takes_none_away() -> None:
    desk, body = MemoryAccount(), complete_documents.complete_document("native")
    desk.import_document("native", body)
    payment = {**body["payments"][0], "id": complete_documents.GUID, "at": "2024-07-05T00:00:00.000Z"}
    later = {**body, "payments": [payment], "comments": [], "updated_at": "2024-08-01T09:00:00.000Z"}
    desk.import_document("native", later)
    shown = desk.render("native")
    assert [one["id"] for one in shown["payments"]] == [body["payments"][0]["id"], complete_documents.GUID]
    assert [one["id"] for one in shown["comments"]] == [body["comments"][0]["id"]]


@pytest.mark.parametrize("origin", [dialect for dialect in DIALECTS if dialect != "native"])
def test_payments_and_comments_of_a_native_copy_are_not_a_vendors_to_tell(origin: str) -> None:
    """The facts of an order are those of the dialect it came by."""
    desk = MemoryAccount()
    desk.import_document(origin, complete_documents.complete_document(origin))
    copy = {
        **desk.render("native"),
        "payments": complete_documents.complete_document("native")["payments"],
        "comments": complete_documents.complete_document("native")["comments"],
    }
    desk.import_document("native", copy)
    assert (desk.order.payments, desk.order.comments, desk.order.approval) == ((), (), None)


@given(told=orders(), target=st.sampled_from(DIALECTS))
def test_the_copy_of_an_order_that_was_worked_on_here_changes_nothing(told: Order, target: str) -> None:
    desk = MemoryAccount()
    desk.unit.orders.add(told)
    before = desk.render_all()
    outcome = desk.import_document(target, desk.render(target))
    assert (outcome, desk.render_all()) == (Outcome.UNCHANGED, before)


@pytest.mark.parametrize(("origin", "target"), [(o, t) for o in DIALECTS for t in DIALECTS if o not in ("native", t)])
def test_what_a_vendors_copy_repeats_of_the_state_is_not_kept_as_its_own_word(origin: str, target: str) -> None:
    """When the state is taken back here, for a reason, no copy that was brought in before says otherwise."""
    desk = MemoryAccount()
    desk.import_document(origin, complete_documents.complete_document(origin, **CONFORMANCES[origin].cancelled))
    before = written(desk.order, target)
    desk.import_document(target, {**desk.render(target), "colour": "blue"})
    desk.settle()
    desk.unit.orders.replace(replace(desk.order, ending=None))
    assert desk.render(target) == {**written(desk.order, target), "colour": "blue"}
    assert desk.render(target) != before
