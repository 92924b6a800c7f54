"""`triplicate demo` as a process on both databases: what it writes and serves, how it stops and restarts."""

import os
import re
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.operation_fixtures import PREFIXES, error_message
from tests.conformance.registry import CONFORMANCES
from tests.e2e.process_fixtures import ProgramProcess, demo_credentials, free_port, get_order, run, run_curl
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory
from triplicate.core.ids import derived_guid, derived_oid
from triplicate.demo import documents

pytestmark = pytest.mark.e2e
CREDENTIALS = {dialect: conformance.demo_credentials for dialect, conformance in CONFORMANCES.items()}
IDS = {dialect: str(CREDENTIALS[dialect]["order_id"]) for dialect in documents.dialects()}


@pytest.fixture(scope="module", params=KINDS)
def database(
    request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Nothing yet: neither tables nor a directory."""
    place = tmp_path_factory.mktemp("demo") / "not" / "there"
    with databases.create(request.param, place, migrated=False) as made:
        os.rmdir(place)
        yield made


@pytest.fixture(scope="module")
def demo(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgramProcess]:
    words = ("demo", "--port", "0", "--data", database.data)
    with ProgramProcess(database, *words, scratch=tmp_path_factory.mktemp("written")) as running:
        running.wait_until_ready()
        yield running


@pytest.fixture
def base(demo: ProgramProcess) -> str:
    return demo.wait_until_ready()


def test_demo_json(demo: ProgramProcess, database: Database, base: str) -> None:
    file = database.data / "demo.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = demo_credentials(database)
    assert made.pop("base_url") == base
    assert made.keys() == CREDENTIALS.keys()
    for dialect, credentials in CREDENTIALS.items():
        tokens = {member: made[dialect][member] for member, value in credentials.items() if value is None}
        assert made[dialect] == {**credentials, **tokens}
    assert all(isinstance(value, str) and value for of in made.values() for value in of.values())


def test_what_is_secret_is_the_owners(demo: ProgramProcess, database: Database) -> None:
    for name in ("secret.key", "demo.json"):
        assert stat.S_IMODE((database.data / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(database.data.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("dialect", IDS)
def test_the_samples_come_back(base: str, database: Database, dialect: str) -> None:
    reply = get_order(base, demo_credentials(database), dialect, IDS[dialect])
    assert reply.status_code == 200
    assert reply.json() == documents.vendor_sample(dialect)


def test_each_token_gets_the_orders_of_the_other_dialects(base: str, database: Database) -> None:
    made = demo_credentials(database)
    for origin, id in IDS.items():
        is_oid = CONFORMANCES[origin].id_kind == "oid"
        guid = derived_guid(origin, "order", id) if is_oid else id
        ids = {"guid": guid, "oid": id if is_oid else derived_oid("order", guid)}
        for dialect in IDS:
            reply = get_order(base, made, dialect, ids[CONFORMANCES[dialect].id_kind])
            assert reply.status_code == 200, (origin, dialect)
            assert (reply.json() == documents.vendor_sample(dialect)) == (origin == dialect)


@pytest.mark.parametrize("dialect", IDS)
def test_strangers_and_half_tokens(base: str, database: Database, dialect: str) -> None:
    made = demo_credentials(database)
    refusals = CONFORMANCES[dialect].demo_refusals
    assert set(refusals) == {member for member in made[dialect] if "token_" in member or "_token" in member}
    for kind, (status, sentence) in refusals.items():
        message = error_message(get_order(base, made, dialect, IDS[dialect], kind), dialect, status)
        assert sentence in (None, message)


def test_the_printed_commands_work_when_pasted(demo: ProgramProcess, database: Database) -> None:
    commands = re.findall(r"curl .*", demo.output)
    assert len(commands) >= 4
    replies = [run_curl(command) for command in commands]
    assert [reply.status_code for reply in replies[:-1]] == [200] * (len(commands) - 1)
    assert [reply.json() for reply in replies[:3]] == [documents.vendor_sample(name) for name in IDS]
    (refusing,) = (name for name, prefix in PREFIXES if replies[-1].url.path.startswith(f"/{prefix}/"))
    error_message(replies[-1], refusing, 404)
    assert str(database.data / "demo.json") in demo.output


def test_nothing_is_complained_about(demo: ProgramProcess) -> None:
    assert demo.errors == ""


def test_the_same_data_again(database: Database, demo: ProgramProcess, tmp_path: Path) -> None:
    """Beside the first one and after it: the same orders under the same ids, and fresh credentials."""
    before = demo_credentials(database)
    listed = run(database, "export", "native")
    with ProgramProcess(database, "demo", "--port", "0", "--data", database.data, scratch=tmp_path) as again:
        base = again.wait_until_ready()
        after = demo_credentials(database)
        assert {name: after[name]["order_id"] for name in IDS} == IDS
        for dialect, id in IDS.items():
            assert after[dialect]["token"] != before[dialect]["token"]
            assert get_order(base, after, dialect, id).json() == documents.vendor_sample(dialect)
            assert get_order(base, before, dialect, id).status_code == 200
        assert run(database, "export", "native") == listed
        assert again.errors == ""


def test_demo_json_is_there_before_the_port_answers(databases: DatabaseFactory, tmp_path: Path) -> None:
    port = free_port()
    with databases.create("sqlite", tmp_path / "data", migrated=False) as database:
        words = ("demo", "--port", port, "--data", database.data, "--orders", 50)
        with ProgramProcess(database, *words, scratch=tmp_path) as running:
            while running.process.poll() is None:
                with socket.socket() as trying:
                    if trying.connect_ex(("127.0.0.1", port)) == 0:
                        assert demo_credentials(database)["base_url"] == f"http://127.0.0.1:{port}"
                        break
            running.wait_until_ready()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_when_it_is_asked_to(databases: DatabaseFactory, tmp_path: Path, how: signal.Signals) -> None:
    """Though one connection is idle and another one never ends its request."""
    with (
        databases.create("sqlite", tmp_path / "data", migrated=False) as database,
        ProgramProcess(database, "demo", "--port", "0", "--data", database.data, scratch=tmp_path) as running,
    ):
        host, port = running.wait_until_ready().removeprefix("http://").split(":")
        address = host, int(port)
        with socket.create_connection(address), socket.create_connection(address) as late:
            late.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
            start = time.monotonic()
            assert running.stop(how) == 0
            assert time.monotonic() - start < 7
        assert "Traceback" not in running.errors
