"""User expectations: all problems at once, inclusive dates, combined filters, links to next pages."""

from typing import Any

import httpx
import pytest

from tests.conformance.shared_facts import values
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, copies_of, error_code, problem_paths

ADDRESS = {"name": "Ada Lovelace", "line1": "Kade 1", "city": "Utrecht", "country": {"code": "NL"}}


def errors(bureau: NativeApi, path: str) -> set[str]:
    return set(problem_paths(bureau.request("GET", path)))


def test_unknown_and_bad_parameters_are_told_together(native_api: NativeApi) -> None:
    assert errors(native_api, "/orders?limit=0&colour=red&sort=oldest&limit=5") == {"limit", "colour", "sort"}
    assert errors(native_api, "/events?after=-1&before=7&wait=31") == {"after", "before", "wait"}
    assert errors(native_api, "/orders/counts?stage=draft") == {"stage"}


def test_bad_values_are_told_together(native_api: NativeApi) -> None:
    bad = "q=!!&cursor=x&created_since=yesterday&changed_until=2024-02-30&sku=" + "&sku=".join("abcdefghijklmnopqrstu")
    assert errors(native_api, f"/orders?{bad}") == {"q", "cursor", "created_since", "changed_until", "sku"}


def test_everything_wrong_with_a_body_is_told_together(native_api: NativeApi) -> None:
    lines = [{"quantity": -1, "sku": 7, "colour": "red"}, {"unit_price": "cheap"}]
    paths = problem_paths(native_api.request("POST", "/orders", {"lines": lines, "draft": "yes", "gift": True}))
    assert {"$.lines[0].quantity", "$.lines[0].sku", "$.lines[1].quantity", "$.lines[1].unit_price", "$.draft"} <= set(
        paths
    )
    assert {"$.gift", "$.lines[0].colour"} <= set(paths)
    said = [{"quantity": 0.1234567, "sku": "a"}, {"quantity": 1}, {"quantity": 1, "model": {"width": -1}}]
    assert set(problem_paths(native_api.request("POST", "/orders", {"lines": said}))) == {
        "$.lines[0].quantity",
        "$.lines[1]",
        "$.lines[2].model.width",
    }


def test_a_wrong_word_is_told_the_right_ones(native_api_in_process: NativeApi) -> None:
    def told(reply: httpx.Response) -> dict[str, str]:
        return {error["path"]: error["detail"] for error in reply.json()["errors"]}

    listed = told(
        native_api_in_process.request("GET", "/orders?fulfilment=all&stage=draft,cooking&ending=sad&sort=oldest")
    )
    assert listed["fulfilment"] == "must be one of none, partial, complete"
    assert listed["stage"].startswith("must be one of draft, placed, accepted, queued, in production, ")
    assert listed["ending"] == "must be one of expired, failed, cancelled, returned, none"
    assert listed["sort"] == "must be one of newest, changed"
    placed = told(
        native_api_in_process.request("POST", "/orders", {"lines": [card_line(price="cheap")], "currency": "euro"})
    )
    assert placed == {"$.lines[0].unit_price": "must have the form of 12.50", "$.currency": "must have the form of EUR"}
    moved = told(native_api_in_process.request("POST", "/orders/1/steps", {"step": "cooking", "units": [1]}))
    assert moved["$.step"].startswith("must be one of creating, draft, ")
    assert moved["$.units[0]"] == "must be text"


def test_rows_of_a_bulk_request_are_refused_at_their_place_in_it(native_api: NativeApi) -> None:
    rows = [
        {"lines": [{"quantity": 1}]},
        {"lines": [card_line()], "ship_to": {"country": {"code": "XX"}}},
        {"lines": []},
    ]
    told = native_api.request("POST", "/orders/bulk", {"orders": rows}, status=200).json()["rows"]
    assert [row["problem"]["errors"][0]["path"] for row in told] == [
        "$.orders[0].lines[0]",
        "$.orders[1].ship_to.country.code",
        "$.orders[2].lines",
    ]
    order = native_api.place(card_line(1))
    bodies: list[tuple[str, Any]] = [
        ("accept", {}),
        ("advance", {"step": "shipped"}),
        ("ship", {"items": [{"line": "999", "quantity": 1}]}),
        ("ship", {"items": [{"line": order["lines"][0]["id"], "quantity": 2}]}),
    ]
    moves = [{"order": order["id"], "verb": verb, "body": body} for verb, body in bodies]
    told = native_api.request("POST", "/orders/moves", {"moves": moves}, status=200).json()["rows"]
    assert [row["status"] for row in told] == [200, 400, 400, 409]
    assert [row["problem"]["errors"][0]["path"] for row in told[1:3]] == [
        "$.moves[1].body.step",
        "$.moves[2].body.items[0].line",
    ]
    assert "$.moves[3].body.items[0].quantity" in told[3]["problem"]["detail"]
    assert told[3]["problem"]["left"] == "1"


def test_what_needs_a_version_needs_it_in_bulk_too(native_api: NativeApi) -> None:
    order = native_api.place()
    row = {"order": order["id"], "verb": "override", "body": {"reason": "why", "step": "shipped"}}
    (blind,) = native_api.request("POST", "/orders/moves", {"moves": [row]}).json()["rows"]
    assert (blind["status"], blind["problem"]["code"]) == (428, "precondition-required")
    assert native_api.order(order["id"]) == order
    (stale,) = native_api.request("POST", "/orders/moves", {"moves": [{**row, "version": 2}]}).json()["rows"]
    assert (stale["status"], stale["problem"]["current_version"]) == (412, 1)
    (done,) = native_api.request("POST", "/orders/moves", {"moves": [{**row, "version": 1}]}).json()["rows"]
    assert (done["status"], done["order"]["stage"]) == (200, "shipped")


def test_nothing_is_accepted_and_ignored(native_api: NativeApi) -> None:
    def refused(**members: Any) -> list[str]:
        return problem_paths(native_api.request("POST", "/orders", {"lines": [card_line()], **members}))

    assert refused(ship_to={"pickup_point": {"country": "NL"}}) == ["$.ship_to.pickup_point.id"]
    assert refused(bill_to={"country": {"code": "NLD"}}) == ["$.bill_to.country.code"]
    assert refused(ship_to={"pickup_point": {"id": "7", "country": "Holland"}}) == ["$.ship_to.pickup_point.country"]
    assert refused(buyer={"created_at": "long ago"}) == ["$.buyer.created_at"]


def test_codes_and_moments_are_written_in_one_way(native_api: NativeApi) -> None:
    order = native_api.place(
        ship_to={"country": {"code": "nl"}, "pickup_point": {"id": "7", "country": "be"}},
        buyer={"created_at": "2024-07-01T11:26:55+02:00"},
    )
    assert order["ship_to"]["country"] == {"code": "NL", "name": "Netherlands"}
    assert order["ship_to"]["pickup_point"] == {"id": "7", "country": "BE"}
    assert order["buyer"]["created_at"] == "2024-07-01T09:26:55.000Z"
    recipients = [recipient for recipient in values(copies_of(native_api, order["id"]), "recipient") if recipient]
    assert len(recipients) >= 2
    assert {recipient[-1] for recipient in recipients} == {"NL"}


@pytest.mark.parametrize("name", ["created", "changed"])
def test_bounds_are_inclusive_and_a_day_is_all_of_it(native_api: NativeApi, name: str) -> None:
    order = native_api.place()
    moment: str = order["created_at"]
    day = moment[:10]

    def found(query: str) -> int:
        return len(native_api.list_all(query))

    for form in (day, day.replace("-", "")):
        assert found(f"{name}_since={form}") == found(f"{name}_until={form}") == 1
        assert found(f"{name}_since={form}&{name}_until={form}") == 1
    assert found(f"{name}_until={day}T00:00:00Z") == 0
    if name == "created":
        assert found(f"created_since={moment}&created_until={moment}") == 1
        east = f"{moment[:-1]}%2B00:00"
        assert found(f"created_since={east}&created_until={east.replace('%2B', '+')}") == 1


def test_free_text_may_hold_commas_and_words_may_be_joined_by_them(native_api: NativeApi) -> None:
    native_api.place(reference="PO-1, rev 2")
    native_api.act(native_api.place(reference="PO-2")["id"], "acceptance")

    def found(query: str) -> list[str]:
        return [order["reference"] for order in native_api.list_all(query)]

    assert found("reference=PO-1,%20rev%202") == ["PO-1, rev 2"]
    assert found("reference=PO-2&reference=PO-1,%20rev%202") == ["PO-2", "PO-1, rev 2"]
    assert found("stage=placed,accepted") == found("stage=placed&stage=accepted") == ["PO-2", "PO-1, rev 2"]
    assert found("stage=accepted&reference=PO-1,%20rev%202") == []
    assert found("stage=accepted&step=created") == []


def test_a_stage_of_two_words(native_api: NativeApi) -> None:
    order = native_api.place()
    native_api.act(order["id"], "acceptance")
    native_api.act(order["id"], "steps", {"step": "manufacturing"})
    for written in ("in%20production", "in+production", "queued,in%20production"):
        assert [one["id"] for one in native_api.list_all(f"stage={written}")] == [order["id"]]
    assert native_api.request("GET", "/orders/counts").json()["stage"] == {"in production": 1}


def test_links_lead_through_the_list_with_the_same_question(native_api: NativeApi) -> None:
    for number in range(5):
        native_api.place(reference=f"Ä&b={number % 2}")
    first = native_api.request("GET", "/orders", params={"reference": "Ä&b=0", "limit": 2, "q": "ä"})
    assert len(first.json()["orders"]) == 2
    second = native_api.client.get(first.links["next"]["url"], headers=first.request.headers)
    assert [order["reference"] for order in second.json()["orders"]] == ["Ä&b=0"]
    assert (second.links, second.json()["next"], second.json()["scanned"]) == ({}, None, False)
    assert first.links["next"]["url"].count("cursor=") == 1


def test_every_refused_verb_says_why(native_api: NativeApi) -> None:
    draft = native_api.place(card_line(2, "10"), draft=True)["id"]

    def told(path: str, body: Any = None) -> tuple[str, str]:
        reply = native_api.request("POST", f"/orders/{draft}/{path}", body)
        assert error_code(reply) == (409, "not-possible")
        return reply.json()["obstacle"], reply.json().get("left") or ""

    assert told("shipments") == ("too early", "")
    assert told("hold") == ("too early", "")
    assert told("payments") == ("too early", "")
    native_api.act(draft, "placement")
    assert told("placement") == ("too late", "")
    assert told("payments", {"amount": 2001}) == ("beyond what is outstanding", "2000")
    native_api.act(draft, "payments", {"amount": 500})
    assert told("refunds", {"amount": 501}) == ("beyond what was paid", "500")
    native_api.act(draft, "acceptance")
    native_api.act(draft, "hold", {"reason": "art"})
    assert told("shipments") == ("held", "")
    native_api.request("DELETE", f"/orders/{draft}/hold", status=200)
    native_api.act(draft, "shipments")
    assert told("cancellation") == ("too late", "")
    native_api.act(draft, "deliveries")
    native_api.act(draft, "returns")
    assert told("acceptance") == ("ended", "")


def test_a_draft_keeps_its_number(native_api: NativeApi) -> None:
    drafts = [native_api.place(draft=True) for _ in range(2)]
    assert [draft["number"] for draft in drafts] == [1, 2]
    assert {draft["placed_at"] for draft in drafts} == {None}
    placed = native_api.act(drafts[1]["id"], "placement")
    assert (placed["number"], placed["stage"], placed["created_at"]) == (2, "placed", drafts[1]["created_at"])
    assert placed["placed_at"] == placed["updated_at"] >= placed["created_at"]
    assert [event["kind"] for event in native_api.events(placed["id"])] == ["drafted", "placed"]
