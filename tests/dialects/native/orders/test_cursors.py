"""Cursors: opaque; a modified one leads to a page of the caller's own orders or to an error."""

import pytest

from tests.dialects.native.native_api_fixtures import NativeApi, problem_paths


@pytest.mark.parametrize(
    "cursor",
    [
        "%00", "%FF", "AAAA", "=", "====", "bmV3ZXN0Oi0x", "bmV3ZXN0Og", "bmV3ZXN0OjE6Mg", "Y2hhbmdlZDox",
        "bmV3ZXN0OjFlNQ", "bmV3ZXN0Ojk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "x" * 200, "%F0%9F%8E%89", "..%2F..%2F",
        "' OR 1=1",
    ],
)  # fmt: skip
def test_a_cursor_that_nobody_gave_is_refused(native_api_in_process: NativeApi, cursor: str) -> None:
    for sort in ("newest", "changed"):
        assert problem_paths(native_api_in_process.request("GET", f"/orders?sort={sort}&cursor={cursor}")) == ["cursor"]


def test_a_cursor_of_the_other_sort_is_refused(native_api_in_process: NativeApi) -> None:
    for _ in range(2):
        native_api_in_process.place()
    cursor = native_api_in_process.request("GET", "/orders?limit=1").json()["next"]
    assert problem_paths(native_api_in_process.request("GET", f"/orders?sort=changed&cursor={cursor}")) == ["cursor"]


def test_every_letter_of_a_cursor_may_be_changed(native_api_in_process: NativeApi) -> None:
    """A page, or a refusal that names the cursor; never anything else, and never an order of somebody else's."""
    native_api_in_process.place()
    native_api_in_process.place()
    native_api_in_process.place(who="stranger")
    cursor = native_api_in_process.request("GET", "/orders?limit=1").json()["next"]
    for place in range(len(cursor)):
        for letter in "A_z9":
            reply = native_api_in_process.request(
                "GET", f"/orders?cursor={cursor[:place]}{letter}{cursor[place + 1 :]}"
            )
            if reply.status_code == 200:
                assert {order["account"] for order in reply.json()["orders"]} <= {native_api_in_process.account}
            else:
                assert problem_paths(reply) == ["cursor"]
