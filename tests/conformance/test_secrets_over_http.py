"""NFC keys over HTTP: shown with the right scope, absent otherwise, never in another dialect's copy."""

import httpx

from tests.conformance.operation_fixtures import auth_headers, order_url
from tests.conftest import Demo
from triplicate.api import demo as demo_api
from triplicate.app.access.credentials import Grant, issue
from triplicate.core import ids
from triplicate.core.access import READ, SECRETS
from triplicate.demo import documents

SAMPLE = documents.vendor_sample("printags")
RECORDS = SAMPLE["order"]["product_groups"][0]["nfc"]["dynamic"]["records"]
NAMES = ("publicKey", "privateKey")


def token(demo: Demo, *scopes: str, dialect: str = "printags", user: str | None = None) -> str:
    grant, now = Grant(dialect, demo_api.ACCOUNT, user, scopes=scopes), demo.installation.now()
    return demo.installation.store.run("token", lambda unit: issue(unit, grant, now, demo.installation.keys.jwt)[0])


def test_no_other_dialect_shows_them(client: httpx.Client, demo: Demo) -> None:
    guid = demo.credentials["printags"]["order_id"]
    for dialect, id, user in (
        ("marketiger", guid, demo_api.USER),
        ("axim", ids.derived_oid("order", guid), None),
    ):
        seeing = token(demo, READ, SECRETS, dialect=dialect, user=user)
        reply = client.get(order_url(dialect, id), headers=auth_headers(dialect, seeing))
        assert reply.status_code == 200
        for name in NAMES:
            assert RECORDS[name] not in reply.text
