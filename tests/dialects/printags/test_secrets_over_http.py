"""Printags: NFC keys over HTTP: shown with the right scope, absent otherwise, never in another dialect's copy."""

import httpx
import pytest

from tests.conformance.operation_fixtures import auth_headers, get_order, order_url
from tests.conftest import Demo
from triplicate.api import demo as demo_api
from triplicate.app.access.credentials import Grant, issue
from triplicate.core.access import READ, SECRETS
from triplicate.demo import documents

SAMPLE = documents.vendor_sample("printags")
RECORDS = SAMPLE["order"]["product_groups"][0]["nfc"]["dynamic"]["records"]
NAMES = ("publicKey", "privateKey")


def token(demo: Demo, *scopes: str, dialect: str = "printags", user: str | None = None) -> str:
    grant, now = Grant(dialect, demo_api.ACCOUNT, user, scopes=scopes), demo.installation.now()
    return demo.installation.store.run("token", lambda unit: issue(unit, grant, now, demo.installation.keys.jwt)[0])


def printed(client: httpx.Client, demo: Demo, token: str) -> httpx.Response:
    url = order_url("printags", demo.credentials["printags"]["order_id"])
    return client.get(url, headers=auth_headers("printags", token))


def test_with_the_scope(client: httpx.Client, demo: Demo) -> None:
    assert printed(client, demo, token(demo, READ, SECRETS)).json() == SAMPLE


@pytest.mark.parametrize("account", [demo_api.ACCOUNT, None])
def test_without_it_the_members_are_absent(client: httpx.Client, demo: Demo, account: str | None) -> None:
    grant, now = Grant("printags", account), demo.installation.now()
    blind = demo.installation.store.run("token", lambda unit: issue(unit, grant, now, demo.installation.keys.jwt)[0])
    url = order_url("printags", demo.credentials["printags"]["order_id"], demo_api.ACCOUNT)
    reply = client.get(url, headers=auth_headers("printags", blind))
    group = reply.json()["order"]["product_groups"][0]
    assert group["nfc"]["dynamic"]["records"] == {"recordId": RECORDS["recordId"]}
    for secret in (*NAMES, *(RECORDS[name] for name in NAMES)):
        assert secret not in reply.text


def test_they_are_in_no_log(client: httpx.Client, demo: Demo, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        printed(client, demo, token(demo, READ, SECRETS))
        get_order(client, demo, "printags", "%00")
    assert not [name for name in NAMES if RECORDS[name] in caplog.text]


def test_they_do_not_lie_in_the_database(demo: Demo) -> None:
    """Neither in the rows nor, where the database is a file, anywhere in it."""
    with demo.installation.store.sql.connect() as connection:
        rows = connection.exec_driver_sql("SELECT document FROM orders").fetchall()
        events = connection.exec_driver_sql("SELECT data FROM events").fetchall()
    assert rows
    everything = b"".join(bytes(row[0]) for row in (*rows, *events))
    if demo.database.kind == "sqlite":
        everything += b"".join(file.read_bytes() for file in demo.database.data.glob("triplicate.db*"))
    assert b"Jean Dupont" in everything
    for name in NAMES:
        assert RECORDS[name].encode() not in everything
        assert RECORDS[name].lower().encode() not in everything
