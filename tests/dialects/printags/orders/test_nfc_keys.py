"""NFC keys: shown to callers that may see secrets, and stored nowhere in plain text, in any encoding."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.operation_fixtures import auth_headers, id_in, order_url
from tests.conformance.registry import CONFORMANCES
from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import OTHER_VENDORS, PrintagsApi, new_order
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.orders import nfc_provisioning
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import OPERATOR, READ, SECRETS
from triplicate.main import Installation

CHIPS = ("ntag424_pvccard_white", "ntag424_woodcard")
DYNAMIC = {"type": "dynamic", "dynamic": {"baseUrl": "https://example.com/r"}}
NAMES = ("publicKey", "privateKey")


def ordered(merchant: PrintagsApi, **more: Any) -> str:
    """An order with five pieces that have keys: three of one line, two of another; and one that has none."""
    lines = [{"modelId": chip, "quantity": pieces, "nfc": DYNAMIC} for chip, pieces in zip(CHIPS, (3, 2), strict=True)]
    plain = {"modelId": "ntag213_pvccard_white", "nfc": DYNAMIC}
    reply = merchant.create(new_order(*lines, plain, **more), **{"Idempotency-Key": f"k{len(merchant.entries)}"})
    id: str = reply.json()["orderId"]
    return id


def keys(installation: Installation, id: str) -> dict[str, tuple[str, str]]:
    """The keys of the order's pieces, as production gets them."""

    def work(uow: UnitOfWork) -> nfc_provisioning.Keys:
        account = uow.orders.get(OPERATOR, OrderName("guid", id)).account
        return nfc_provisioning.piece_keys(uow, installation.keys.unseal, account, id)

    return installation.store.run("keys", work)


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
    tables = demo.installation.store.sql.dialect.get_table_names
    with demo.installation.store.sql.connect() as connection:
        for table in tables(connection):
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                yield b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def test_who_may_see_them_sees_one_pair_of_each_group(demo: Demo, printags_api: PrintagsApi) -> None:
    id = ordered(printags_api)
    known = keys(demo.installation, id)
    pieces = [piece["id"] for piece in printags_api.order(id)["products"]]
    assert known.keys() == set(pieces[:5])
    assert len({key for pair in known.values() for key in pair}) == 10
    records = [group["nfc"]["dynamic"]["records"] for group in printags_api.order(id, "keeper")["product_groups"]]
    assert [tuple(record.get(name) for name in NAMES) for record in records] == [
        known[pieces[0]],
        known[pieces[3]],
        (None, None),
    ]
    assert all(len(key) == 32 and key == key.upper() for pair in known.values() for key in pair)


def test_who_may_not_see_them_sees_no_member_of_that_name(printags_api: PrintagsApi) -> None:
    id = ordered(printags_api)
    for who in ("merchant", "reader"):
        text = printags_api.request("GET", f"/accounts/@me/orders/{id}", who).text
        assert not [name for name in NAMES if name in text]
        assert '"records":{"recordId":' in text


@pytest.mark.slow
@pytest.mark.parametrize("draft", [True, False])
def test_they_are_found_nowhere(
    demo: Demo, printags_api: PrintagsApi, caplog: pytest.LogCaptureFixture, draft: bool
) -> None:
    """After all that can be done with an order has been done and looked at, by people who may see secrets too."""
    with caplog.at_level("DEBUG"):
        id = ordered(printags_api, isDraft=draft, reference="a reference to look for")
        told = list(_looked_at(demo, printags_api, id))
    secrets = [key for pair in keys(demo.installation, id).values() for key in pair]
    lying = list(stored(demo))
    assert len(secrets) == 10
    assert any(b"a reference to look for" in place for place in lying)
    assert any(b"a reference to look for" in place for place in told)
    assert leaked(secrets, *lying, *told, caplog.text.encode()) == []


def _looked_at(demo: Demo, merchant: PrintagsApi, id: str) -> Iterator[bytes]:
    """What is answered to those who may not see keys, or ask for what has none."""
    if merchant.order(id)["status"] == "draft":
        reply = merchant.request("POST", f"/accounts/@me/orders/{id}/validate", headers={"Idempotency-Key": "v"})
        yield reply.content
    else:
        merchant.native_action(id, "acceptance")
    yield merchant.create({"shipTo": merchant.order(id, "keeper")}).content
    merchant.order(id, "keeper")
    merchant.request("GET", "/accounts/@me/orders/find", "keeper")
    seeing = _token(demo, merchant, "native")
    export = merchant.request(
        "GET", f"/v1/orders/{id}/production?keys=true", headers={"Authorization": f"Bearer {seeing}"}
    )
    assert export.status_code == 200, export.text
    merchant.native_action(id, "shipments", {"tracking_number": "6A"})
    others = [f"/copies/{dialect}" for dialect in CONFORMANCES if dialect != "printags"]
    for path in ("", "/events", "/copies", *others, "/production"):
        for token in (seeing, merchant.tokens["workshop"]):
            reply = merchant.request("GET", f"/v1/orders/{id}{path}", headers={"Authorization": f"Bearer {token}"})
            assert reply.status_code == 200, reply.text
            yield reply.content
    yield merchant.request("GET", f"/v1/orders/{id}/copies/printags", "workshop").content
    yield merchant.request("GET", "/v1/events?limit=500", "workshop").content
    yield merchant.request("GET", "/accounts/@me/orders/find").content
    for vendor in OTHER_VENDORS:
        headers = auth_headers(vendor, merchant.tokens[vendor])
        reply = merchant.request("GET", order_url(vendor, id_in(vendor, id)), headers=headers)
        assert reply.status_code == 200, reply.text
        yield reply.content


def _token(demo: Demo, merchant: PrintagsApi, dialect: str) -> str:
    grant, installation = Grant(dialect, merchant.account, scopes=(READ, SECRETS)), demo.installation
    return installation.store.run(
        "token", lambda unit: issue(unit, grant, installation.now(), installation.keys.jwt)[0]
    )


def test_the_search_finds_what_lies_open() -> None:
    key = "0123456789ABCDEFFEDCBA9876543210"
    for form in forms(key):
        assert leaked([key], b"before " + form + b" after") == [0]
