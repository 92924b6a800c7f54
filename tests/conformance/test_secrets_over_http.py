"""Secrets of a dialect's sample over HTTP: never in another dialect's copy."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conformance.operation_fixtures import auth_headers, id_in, order_url
from tests.conformance.registry import SIGNED
from tests.conftest import Demo
from tests.strategies.documents import CODECS
from triplicate.api import demo as demo_api
from triplicate.app.access.credentials import Grant, issue
from triplicate.core.access import READ, SECRETS
from triplicate.demo import documents

WITH_SECRETS = [dialect for dialect in documents.dialects() if CODECS[dialect].secret_members]


def secrets(dialect: str, value: Any) -> Iterator[str]:
    """The values of the secret members anywhere in a document."""
    if isinstance(value, dict):
        yield from (part for name, part in value.items() if name in CODECS[dialect].secret_members)
        value = [*value.values()]
    for part in value if isinstance(value, list) else ():
        yield from secrets(dialect, part)


def token(demo: Demo, *scopes: str, dialect: str) -> str:
    user = demo_api.USER if dialect in SIGNED else None
    grant, now = Grant(dialect, demo_api.ACCOUNT, user, scopes=scopes), demo.installation.now()
    return demo.installation.store.run("token", lambda unit: issue(unit, grant, now, demo.installation.keys.jwt)[0])


@pytest.mark.parametrize("origin", WITH_SECRETS)
def test_no_other_dialect_shows_them(client: httpx.Client, demo: Demo, origin: str) -> None:
    own = {secret for secret in secrets(origin, documents.vendor_sample(origin)) if secret}
    assert own
    for dialect in CODECS.keys() - {origin}:
        url = order_url(dialect, id_in(dialect, demo.credentials[origin]["order_id"]))
        reply = client.get(url, headers=auth_headers(dialect, token(demo, READ, SECRETS, dialect=dialect)))
        assert reply.status_code == 200
        assert [secret for secret in own if secret in reply.text] == []
