"""A Hypothesis state machine over HTTP: random requests, checked against a model of every order."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.conformance.protocol import Document
from tests.dialects.native.copies.expected_copy_fixtures import check_copies
from tests.dialects.native.native_api_fixtures import NativeApi, copies_of, error_code
from tests.dialects.native.orders import request_fixtures
from tests.dialects.native.orders.list_filter_fixtures import filters, matches

AXES = ("step", "payment", "ending")
CLOCK_TOLERANCE_MS = 2
"""What is told of the same instant may be told in either order."""


class OrderStateMachine(RuleBasedStateMachine):
    """Places, moves, amends and lists orders at random; whatever is answered must agree with the book."""

    opening: ClassVar[Callable[[], NativeApi]]

    @initialize()
    def open(self) -> None:
        """A bureau where nothing has happened."""
        self.bureau = type(self).opening()
        self.book: dict[str, Document] = {}
        self.tags: dict[str, str] = {}
        self.begun: dict[str, Document] = {}
        self.keys = 0

    @rule(body=request_fixtures.orders(), again=st.booleans())
    def place(self, body: Document, again: bool) -> None:
        """An order, or a draft; sent twice under one key it is one order."""
        self.keys += 1
        key = {"Idempotency-Key": f"key {self.keys}"} if again else {}
        reply = self.bureau.request("POST", "/orders", body, headers=key, status=201)
        self._new(reply.json())
        assert reply.headers["location"] == f"/v1/orders/{reply.json()['id']}"
        if again:
            once_more = self.bureau.request("POST", "/orders", body, headers=key, status=201)
            assert (once_more.content, once_more.headers["idempotent-replayed"]) == (reply.content, "true")

    @rule(bodies=st.lists(request_fixtures.orders() | st.just({"lines": []}) | st.just({}), min_size=1, max_size=3))
    def place_many(self, bodies: list[Document]) -> None:
        """Orders, of which some may be refused by themselves."""
        reply = self.bureau.request("POST", "/orders/bulk", {"orders": bodies}, status=200).json()
        assert [row["index"] for row in reply["rows"]] == list(range(len(bodies)))
        assert [row["problem"] is None for row in reply["rows"]] == [bool(body.get("lines")) for body in bodies]
        for row in reply["rows"]:
            if row["order"] is not None:
                self._new(row["order"])

    @precondition(lambda self: self.book)
    @rule(data=st.data(), by=st.sampled_from(["id", "oid", "number"]))
    def move(self, data: st.DataObject, by: str) -> None:
        """A verb, by any of the order's ids, with or without its version."""
        order = self._pick(data)
        _, where, body = data.draw(request_fixtures.actions(order))
        method, path = where.split()
        reply = self.bureau.request(
            method, f"/orders/{order[by]}{path}", body, headers={"If-Match": data.draw(self._versions(order))}
        )
        self._settle(order["id"], reply)

    @precondition(lambda self: self.book)
    @rule(data=st.data())
    def move_many(self, data: st.DataObject) -> None:
        """Verbs for several orders, each for itself and one after the other."""
        moves, orders = [], []
        for _ in range(data.draw(st.integers(1, 3))):
            order = self._pick(data)
            name, _, body = data.draw(request_fixtures.actions(order))
            versions = {"version": order["version"]} if name == "override" else {}
            orders.append(order["id"])
            moves.append({"order": str(order["number"]), "verb": name, "body": body, **versions})
        reply = self.bureau.request("POST", "/orders/moves", {"moves": moves}, status=200).json()
        after = {row["order"]["id"]: row["order"] for row in reply["rows"] if row["order"] is not None}
        for id in set(orders):
            self._is_now(id, after.get(id, self.book[id]))

    @precondition(lambda self: self.book)
    @rule(data=st.data())
    def amend(self, data: st.DataObject) -> None:
        """What was agreed changes; identities never do."""
        order = self._pick(data)
        body = data.draw(request_fixtures.amendments(order))
        versions = {"If-Match": data.draw(self._versions(order))}
        reply = self.bureau.request("PATCH", f"/orders/{order['id']}", body, headers=versions)
        self._settle(order["id"], reply)
        if reply.is_success and "lines" in body:
            named = [line["id"] for line in body["lines"] if "id" in line]
            numbers = {line["id"]: line["number"] for line in order["lines"]}
            shown = reply.json()["lines"]
            assert [line["id"] for line in shown if line["id"] in numbers] == named
            assert all(line["number"] == numbers.get(line["id"], line["number"]) for line in shown)

    @rule(data=st.data(), sort=st.sampled_from(["newest", "changed"]), limit=st.integers(1, 4))
    def list_orders(self, data: st.DataObject, sort: str, limit: int) -> None:
        """A list, page by page, whatever is asked for."""
        query = data.draw(filters())
        parameters = [*((name, value) for name, values in query.items() for value in values), ("sort", sort)]
        orders = self.bureau.list_all(str(httpx.QueryParams([*parameters, ("limit", str(limit))])))
        expected = [order for order in self.book.values() if matches(order, query)]
        moments = [_ms(order["created_at" if sort == "newest" else "updated_at"]) for order in orders]
        assert all(one + CLOCK_TOLERANCE_MS >= other for one, other in pairwise(moments))
        assert len(orders) == len(expected)
        assert _by_id(orders) == _by_id(expected)

    @rule()
    def count(self) -> None:
        """The counters, from what stands in the book."""
        reply = self.bureau.request("GET", "/orders/counts").json()
        orders = self.book.values()
        assert reply["total"] == len(orders)
        for axis in ("stage", "step", "fulfilment", "origin"):
            assert reply[axis] == Counter(order[axis] for order in orders)
        assert reply["payment"] == Counter(order["payment"] for order in orders)
        assert reply["ending"] == Counter(order["ending"] or "none" for order in orders)
        assert reply["hold"] == Counter("held" if order["hold"] else "free" for order in orders)

    @precondition(lambda self: self.book)
    @rule(data=st.data())
    def compare_copies(self, data: st.DataObject) -> None:
        """The same order in every dialect."""
        order = self._pick(data)
        check_copies(order, copies_of(self.bureau, order["id"]))

    def teardown(self) -> None:
        """The events of every order lead from what it was to what it is, and the feed has each of them once."""
        told = []
        for id, order in getattr(self, "book", {}).items():
            events = self.bureau.events(id)
            told += [event["seq"] for event in events]
            assert [event["version"] for event in events] == list(range(1, order["version"] + 1))
            state = {axis: self.begun[id][axis] for axis in AXES}
            for event in events:
                for axis in event["data"].keys() & set(AXES):
                    assert event["data"][axis]["from"] == state[axis]
                    state[axis] = event["data"][axis]["to"]
            assert state == {axis: order[axis] for axis in AXES}
        if told:
            feed = self.bureau.request("GET", "/events?limit=500").json()["events"]
            assert [event["seq"] for event in feed] == sorted(told)[:500]

    def _pick(self, data: st.DataObject) -> Document:
        return self.book[data.draw(st.sampled_from(list(self.book)))]

    def _versions(self, order: Document) -> st.SearchStrategy[str]:
        stale = f'"{order["version"] + 1}-0"'
        return st.sampled_from(["*", "*", self.tags[order["id"]], self.tags[order["id"]], stale])

    def _new(self, order: Document) -> None:
        assert order["number"] == len(self.book) + 1
        assert (order["version"], order["account"]) == (1, self.bureau.account)
        self.begun[order["id"]] = order
        self._is_now(order["id"], order)

    def _settle(self, id: str, reply: httpx.Response) -> None:
        """A change that was made shows everywhere; one that was refused, nowhere."""
        if not reply.is_success:
            assert error_code(reply)[0] in (400, 409, 412)
            self._is_now(id, self.book[id])
            assert self.bureau.request("GET", f"/orders/{id}").headers["etag"] == self.tags[id]
            return
        before, after = self.book[id], reply.json()
        assert after == before or after["version"] == before["version"] + 1
        self._is_now(id, after)
        assert reply.headers["etag"] == self.tags[id]

    def _is_now(self, id: str, order: Document) -> None:
        reply = self.bureau.request("GET", f"/orders/{id}", status=200)
        assert reply.json() == order
        self.book[id], self.tags[id] = order, reply.headers["etag"]


def _by_id(orders: list[Document]) -> dict[str, Any]:
    return {order["id"]: order for order in orders}


def _ms(moment: str) -> int:
    hours, minutes, seconds = moment[11:-1].split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)
