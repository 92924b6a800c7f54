"""Cursors: opaque, and whatever is made of one leads to a page of one's own, or to a refusal that names it."""

import pytest

from tests.dialects.native.native_api_fixtures import Bureau, paths


@pytest.mark.parametrize(
    "cursor",
    [
        "%00", "%FF", "AAAA", "=", "====", "bmV3ZXN0Oi0x", "bmV3ZXN0Og", "bmV3ZXN0OjE6Mg", "Y2hhbmdlZDox",
        "bmV3ZXN0OjFlNQ", "bmV3ZXN0Ojk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "x" * 200, "%F0%9F%8E%89", "..%2F..%2F",
        "' OR 1=1",
    ],
)  # fmt: skip
def test_a_cursor_that_nobody_gave_is_refused(inside: Bureau, cursor: str) -> None:
    for sort in ("newest", "changed"):
        assert paths(inside.ask("GET", f"/orders?sort={sort}&cursor={cursor}")) == ["cursor"]


def test_a_cursor_of_the_other_sort_is_refused(inside: Bureau) -> None:
    for _ in range(2):
        inside.place()
    given = inside.ask("GET", "/orders?limit=1").json()["next"]
    assert paths(inside.ask("GET", f"/orders?sort=changed&cursor={given}")) == ["cursor"]


def test_every_letter_of_a_cursor_may_be_changed(inside: Bureau) -> None:
    """A page, or a refusal that names the cursor; never anything else, and never an order of somebody else's."""
    inside.place()
    inside.place()
    inside.place(who="stranger")
    given = inside.ask("GET", "/orders?limit=1").json()["next"]
    for place in range(len(given)):
        for letter in "A_z9":
            reply = inside.ask("GET", f"/orders?cursor={given[:place]}{letter}{given[place + 1 :]}")
            if reply.status_code == 200:
                assert {order["account"] for order in reply.json()["orders"]} <= {inside.account}
            else:
                assert paths(reply) == ["cursor"]
