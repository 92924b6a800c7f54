"""Identities: GUID, 24-hex id and running number; missing ones are derived deterministically."""

import hashlib
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import scalars
from tests.strategies.json_values import texts
from triplicate.core import ids

GUID = "123e4567-e89b-12d3-a456-426614174000"
OID = "664f2310d5775459152d6dd8"


@given(scalars.guids())
def test_a_guid_is_itself_in_lower_case(text: str) -> None:
    assert ids.guid(text) == text.lower()
    assert ids.as_guid("vendor", text) == text.lower()


@given(scalars.oids())
def test_a_24_hex_id_is_itself_in_lower_case(text: str) -> None:
    assert ids.oid(text) == text.lower()
    assert ids.as_oid(text) == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        GUID[1:],
        f"{GUID}0",
        f" {GUID}",
        f"{GUID}\n",
        f"{{{GUID}}}",
        GUID.replace("-", ""),
        OID,
        GUID.replace("1", "\u0661"),
    ],
)
def test_what_is_not_a_guid_is_none(text: str) -> None:
    assert ids.guid(text) is None


@pytest.mark.parametrize(
    "text", ["", OID[1:], f"{OID}0", f"{OID}\n", f" {OID}", GUID, OID.replace("6", "g"), OID.replace("6", "\uff16")]
)
def test_what_is_not_a_24_hex_id_is_none(text: str) -> None:
    assert ids.oid(text) is None


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("100", 100), ("9007199254740991", 2**53 - 1)])
def test_a_running_number_is_plain_digits(text: str, number: int) -> None:
    assert ids.number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "+1",
        "01",
        "1.0",
        "1e2",
        " 1",
        "1\n",
        "1_0",
        "\u0661",
        "9007199254740992",
        "9" * 16,
        "9" * 5000,
        "0x1",
    ],
)
def test_what_is_not_a_running_number_is_none(text: str) -> None:
    assert ids.number(text) is None


@given(st.lists(texts(), min_size=1, max_size=3))
def test_derived_ids_have_their_form_and_stay_the_same(parts: list[str]) -> None:
    assert ids.guid(ids.derived_guid(*parts)) == ids.derived_guid(*parts)
    assert ids.oid(ids.derived_oid(*parts)) == ids.derived_oid(*parts)
    assert re.fullmatch(r".{14}5.{4}[89ab].+", ids.derived_guid(*parts)), "a UUID of version 5"


def test_derived_ids_are_those_of_every_release() -> None:
    """They are shown to clients: whoever changes these lines changes the ids of every order there is."""
    namespace = uuid.UUID("5b1f1f5e-3c0a-5d0e-9a53-7472697065ff")
    assert ids.derived_guid("vendor", "order", OID) == str(uuid.uuid5(namespace, f"vendor:order:{OID}"))
    assert ids.derived_oid("order", GUID) == hashlib.sha256(f"order:{GUID}".encode()).hexdigest()[:24]


@given(texts(), texts())
def test_different_ids_derive_differently(one: str, other: str) -> None:
    assert (ids.as_guid("vendor", one) == ids.as_guid("vendor", other)) == (one == other)
    assert (ids.as_oid(one) == ids.as_oid(other)) == (one == other)


def test_the_same_id_in_two_dialects_derives_two_guids() -> None:
    assert ids.as_guid("vendor", "12") != ids.as_guid("other", "12")
