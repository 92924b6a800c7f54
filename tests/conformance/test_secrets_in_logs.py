"""No secret reaches the log, whatever is asked for, and each line of a request carries its id."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.conformance.operation_fixtures import auth_headers, get_order
from tests.conformance.registry import CONFORMANCES
from tests.conftest import Demo
from tests.server.application_fixtures import open_client
from tests.store.database_fixtures import KINDS, DatabaseFactory
from triplicate.app.files import signed_links
from triplicate.demo import data, documents
from triplicate.main import Installation
from triplicate.observe import logs

SEARCH_WORD = "a-name-that-nobody-should-read-in-a-log"


@pytest.fixture
def log_stream() -> Iterator[io.StringIO]:
    """All that is logged, with every level on."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.configure("json", stream)
    for name in ("triplicate", "uvicorn"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("triplicate", "uvicorn"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def tokens(demo: Demo) -> list[str]:
    """Every token of the demo."""
    return [
        value
        for dialect in CONFORMANCES
        for name, value in demo.credentials[dialect].items()
        if "token" in name and isinstance(value, str)
    ]


def ask_for_everything(client: httpx.Client, demo: Demo, link: str) -> None:
    """Good requests, bad ones and broken ones, all with something secret in them."""
    for dialect in CONFORMANCES:
        token = demo.token(dialect)
        for headers in (auth_headers(dialect, token), auth_headers(dialect, f"{token}x"), {}):
            get_order(client, demo, dialect, demo.credentials[dialect].get("order_id", "1"))
            for prefix in ("v1", "accounts", "orders", "v2"):
                client.get(f"/{prefix}/nowhere?token={token}", headers=headers)
                client.post(f"/{prefix}/orders?token={token}", headers=headers, content=f'{{"token": "{token}"')
                client.put(f"/{prefix}/orders", headers=headers, json={"token": token})
    assert client.get(link).status_code == 200
    assert client.get(f"{link}x").status_code == 403
    client.get(f"/v1/orders?q={SEARCH_WORD}", headers=auth_headers("native", demo.token("native")))


def test_no_secret_is_logged(demo: Demo, log_stream: io.StringIO) -> None:
    config = msgspec.structs.replace(demo.installation.config, access_log=True)
    installation = Installation(config)
    file = next(iter(documents.files())).id
    link = signed_links.link_path(installation.keys, file, signed_links.window())
    with open_client(installation.application(), "over a socket") as client:
        ask_for_everything(client, demo, link)
    installation.store.close()
    text = log_stream.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) > 50
    assert len(tokens(demo)) >= len(CONFORMANCES)
    signature = link.partition("signature=")[2]
    master_key = installation.config.secret_file.read_text().strip()
    for secret in (*tokens(demo), signature, master_key, installation.keys.jwt.hex(), SEARCH_WORD):
        assert secret not in text
    assert all(line["request_id"] for line in lines if line["logger"] == "triplicate.access")


@pytest.fixture(params=KINDS)
def breakable_demo(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Demo]:
    """A demo whose tables are taken away."""
    with databases.create(request.param, tmp_path / "data") as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        data.prepare(installation, orders=0)
        yield Demo(installation, database, data.credentials(installation, "http://x"))
        installation.store.close()


def test_a_failure_inside_is_logged_with_its_request_and_without_its_secrets(
    breakable_demo: Demo, log_stream: io.StringIO
) -> None:
    installation = breakable_demo.installation
    with installation.store.sql.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE orders RENAME TO elsewhere")
        connection.exec_driver_sql("ALTER TABLE idempotency RENAME TO nowhere")
    token = breakable_demo.token("native")
    headers = auth_headers("native", token) | {"X-Request-Id": "look-for-me", "Idempotency-Key": "key-of-mine"}
    with open_client(installation.application(), "over a socket") as client:
        assert client.get("/v1/orders/1", headers=headers).status_code >= 500
        assert client.post("/v1/orders/1/acceptance", headers=headers).status_code >= 500
    text = log_stream.getvalue()
    lines = [json.loads(line) for line in text.splitlines() if "look-for-me" in line]
    assert {line["operation"] for line in lines} >= {"getOrder"}
    assert all(line["dialect"] == "native" for line in lines)
    assert token not in text
    assert "key-of-mine" not in text
