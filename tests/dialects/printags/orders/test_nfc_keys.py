"""The keys of NFC chips: shown to who may see secrets, and found nowhere else, in whatever form."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import Merchant, asked
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.orders import nfc_provisioning
from triplicate.core.access import READ, SECRETS
from triplicate.main import House

CHIPS = ("ntag424_pvccard_white", "ntag424_woodcard")
DYNAMIC = {"type": "dynamic", "dynamic": {"baseUrl": "https://example.com/r"}}
NAMES = ("publicKey", "privateKey")


def ordered(merchant: Merchant, **more: Any) -> str:
    """An order with five pieces that have keys: three of one line, two of another; and one that has none."""
    lines = [{"modelId": chip, "quantity": pieces, "nfc": DYNAMIC} for chip, pieces in zip(CHIPS, (3, 2), strict=True)]
    plain = {"modelId": "ntag213_pvccard_white", "nfc": DYNAMIC}
    reply = merchant.create(asked(*lines, plain, **more), **{"Idempotency-Key": f"k{len(merchant.entries)}"})
    id: str = reply.json()["orderId"]
    return id


def keys(house: House, id: str) -> dict[str, tuple[str, str]]:
    """The keys of the order's pieces, as production gets them."""
    return house.store.run("keys", lambda unit: nfc_provisioning.keys(unit, house.keys.unseal, id))


def forms(key: str) -> list[bytes]:
    """A key in every form in which it could lie about."""
    raw = bytes.fromhex(key)
    spelled = [key, key.lower(), raw.hex(" "), raw.hex(":"), base64.b64encode(raw).decode().rstrip("=")]
    return [raw, raw[::-1], *(text.encode() for text in spelled), base64.b64encode(key.encode()).rstrip(b"=")[:-1]]


def leaked(secrets: list[str], *places: bytes) -> list[int]:
    """Which of the keys lie open in one of the places, by their order: never the keys themselves."""
    return [i for i, key in enumerate(secrets) if any(form in place for form in forms(key) for place in places)]


def stored(demo: Demo) -> Iterator[bytes]:
    """Everything that lies on the disk: the files of the data directory, and every row of every table."""
    for file in sorted(demo.database.data.rglob("*")):
        if file.is_file():
            yield file.read_bytes()
    tables = demo.house.store.sql.dialect.get_table_names
    with demo.house.store.sql.connect() as connection:
        for table in tables(connection):
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                yield b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def test_who_may_see_them_sees_one_pair_of_each_group(demo: Demo, merchant: Merchant) -> None:
    id = ordered(merchant)
    known = keys(demo.house, id)
    pieces = [piece["id"] for piece in merchant.order(id)["products"]]
    assert known.keys() == set(pieces[:5])
    assert len({key for pair in known.values() for key in pair}) == 10
    records = [group["nfc"]["dynamic"]["records"] for group in merchant.order(id, "keeper")["product_groups"]]
    assert [tuple(record.get(name) for name in NAMES) for record in records] == [
        known[pieces[0]],
        known[pieces[3]],
        (None, None),
    ]
    assert all(len(key) == 32 and key == key.upper() for pair in known.values() for key in pair)


def test_who_may_not_see_them_sees_no_member_of_that_name(merchant: Merchant) -> None:
    id = ordered(merchant)
    for who in ("merchant", "reader"):
        text = merchant.ask("GET", f"/accounts/@me/orders/{id}", who).text
        assert not [name for name in NAMES if name in text]
        assert '"records":{"recordId":' in text


@pytest.mark.parametrize("draft", [True, False])
def test_they_are_found_nowhere(demo: Demo, merchant: Merchant, caplog: pytest.LogCaptureFixture, draft: bool) -> None:
    """After all that can be done with an order has been done and looked at, by people who may see secrets too."""
    with caplog.at_level("DEBUG"):
        id = ordered(merchant, isDraft=draft, reference="a reference to look for")
        told = list(_looked_at(demo, merchant, id))
    secrets = [key for pair in keys(demo.house, id).values() for key in pair]
    lying = list(stored(demo))
    assert len(secrets) == 10
    assert any(b"a reference to look for" in place for place in lying)
    assert any(b"a reference to look for" in place for place in told)
    assert leaked(secrets, *lying, *told, caplog.text.encode()) == []


def _looked_at(demo: Demo, merchant: Merchant, id: str) -> Iterator[bytes]:
    """What is answered to those who may not see keys, or ask for what has none."""
    if merchant.order(id)["status"] == "draft":
        reply = merchant.ask("POST", f"/accounts/@me/orders/{id}/validate", headers={"Idempotency-Key": "v"})
        yield reply.content
    else:
        merchant.at_work(id, "acceptance")
    yield merchant.create({"shipTo": merchant.order(id, "keeper")}).content
    merchant.order(id, "keeper")
    merchant.ask("GET", "/accounts/@me/orders/find", "keeper")
    seeing = _token(demo, merchant, "native")
    export = merchant.ask("GET", f"/v1/orders/{id}/production?keys=true", headers={"Authorization": f"Bearer {seeing}"})
    assert export.status_code == 200, export.text
    merchant.at_work(id, "shipments", {"tracking_number": "6A"})
    for path in ("", "/events", "/copies", "/copies/axim", "/copies/marketiger", "/copies/native", "/production"):
        for token in (seeing, merchant.tokens["workshop"]):
            reply = merchant.ask("GET", f"/v1/orders/{id}{path}", headers={"Authorization": f"Bearer {token}"})
            assert reply.status_code == 200, reply.text
            yield reply.content
    yield merchant.ask("GET", f"/v1/orders/{id}/copies/printags", "workshop").content
    yield merchant.ask("GET", "/v1/events?limit=500", "workshop").content
    yield merchant.ask("GET", "/accounts/@me/orders/find").content
    yield merchant.ask(
        "GET", f"/orders/{merchant.native(id)['oid']}", headers={"accessToken": merchant.tokens["axim"]}
    ).content


def _token(demo: Demo, merchant: Merchant, dialect: str) -> str:
    grant, house = Grant(dialect, merchant.account, scopes=(READ, SECRETS)), demo.house
    return house.store.run("token", lambda unit: issue(unit, grant, house.now(), house.keys.jwt)[0])


def test_the_search_finds_what_lies_open() -> None:
    key = "0123456789ABCDEFFEDCBA9876543210"
    for form in forms(key):
        assert leaked([key], b"before " + form + b" after") == [0]
