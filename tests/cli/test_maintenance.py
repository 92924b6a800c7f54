"""`triplicate migrate` and `doctor`, and operator mistakes: one sentence and an exit status, never a traceback."""

import json
import re
import resource
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cli.program_fixtures import Program
from tests.conformance.registry import CONFORMANCES
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import native_order
from triplicate import config
from triplicate.main import Installation

EVERY = (
    ("migrate",),
    ("serve", "--port", "0"),
    ("demo", "--port", "0"),
    ("account", "list"),
    ("user", "list"),
    ("token", "list"),
    ("export", "native"),
    ("import", "native", "-", "--account", "x"),
    ("order", "show", "1", "--as", "native"),
)
"""All commands that need the database, and would go on or wait if they got it."""


def checks(output: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in output.splitlines())


def test_migrate(monkeypatch: pytest.MonkeyPatch, empty_database: Database) -> None:
    program = Program(monkeypatch, empty_database.environment())
    assert program.succeeds("migrate").text == "created"
    assert program.succeeds("migrate").text == "already up to date"
    assert program.succeeds("account", "list").output == b""


def test_an_older_database_asks_for_migrate(
    program: Program, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test makes a version that comes after the last one there is."""
    monkeypatch.setattr("triplicate.store.migrate.HEAD", "9999")
    assert "triplicate migrate" in program.fails("account", "list")


def test_a_newer_database_is_refused(program: Program, installation: Installation) -> None:
    with installation.store.sql.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for words in EVERY:
        assert "newer than this program" in program.fails(*words), words
    result = program("doctor")
    assert result.status == 1
    assert checks(result.text)["database migrated"] == "NO: newer"


def test_a_database_of_an_early_version_is_refused(program: Program, installation: Installation) -> None:
    with installation.store.sql.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    for words in EVERY:
        assert "export its orders with the version that made it" in program.fails(*words), words
    result = program("doctor")
    assert result.status == 1
    assert "import them into a new database" in checks(result.text)["database migrated"]


def test_doctor_when_all_is_well(program: Program, account: str, database: Database) -> None:
    report = checks(program.succeeds("doctor").text)
    assert report["data directory"] == f"{database.data} (TRIPLICATE_DATA)"
    assert report["master key"].startswith("readable")
    assert report["public URL"] == "the host of each request (default)"
    for name in ("database reachable", "database migrated", "database writable", "writes durable"):
        assert report[name] == "yes"
    told = report["database"]
    assert told.endswith("(TRIPLICATE_DATABASE_URL)" if database.url else "(default)")
    assert told.startswith("PostgreSQL, " if database.url else f"SQLite, {database.data}")


def test_doctor_says_where_each_setting_came_from(program: Program, tmp_path: Path) -> None:
    program.set(TRIPLICATE_PUBLIC_URL="https://orders.example.com/", TRIPLICATE_SECRET_FILE=str(tmp_path / "key"))
    output = program("doctor", "--data", tmp_path / "here").text
    assert f"data directory: {tmp_path / 'here'} (--data)" in output
    assert "public URL: https://orders.example.com (TRIPLICATE_PUBLIC_URL)" in output
    assert f"master key: {tmp_path / 'key'} (TRIPLICATE_SECRET_FILE)" in output


def test_doctor_says_what_is_open_to_others(program: Program, account: str, database: Database) -> None:
    database.data.chmod(0o700)
    assert checks(program.succeeds("doctor").text)["open to other users"] == "no"
    database.data.chmod(0o755)
    (database.data / "secret.key").chmod(0o640)
    paths = [database.data, database.data / "secret.key"]
    if database.url is None:
        (database.data / "triplicate.db").chmod(0o644)
        paths.insert(1, database.data / "triplicate.db")
    advice = checks(program.succeeds("doctor").text)["open to other users"]
    listed, _, rest = advice.partition(";")
    assert [path for path in listed.split(", ") if not path.endswith(("-wal", "-shm"))] == [str(path) for path in paths]
    assert rest == " run `chmod go-rwx` on each"


def test_doctor_says_how_many_connections_there_may_be(program: Program) -> None:
    report = checks(program("doctor").text)
    assert report["keep-alive"] == "75 s (default)"
    assert re.fullmatch(r"at most [1-9][0-9]* for each process \(default\)", report["connections"])
    program.set(TRIPLICATE_KEEP_ALIVE_SECONDS="20", TRIPLICATE_MAX_CONNECTIONS="7")
    report = checks(program("doctor").text)
    assert report["keep-alive"] == "20 s (TRIPLICATE_KEEP_ALIVE_SECONDS)"
    assert report["connections"] == "at most 7 for each process (TRIPLICATE_MAX_CONNECTIONS)"


def test_doctor_says_how_much_memory_rendered_orders_may_take(program: Program) -> None:
    assert checks(program("doctor").text)["rendered orders"] == "at most 16 MiB for each process (default)"
    program.set(TRIPLICATE_COPY_CACHE_MIB="0")
    report = checks(program("doctor").text)["rendered orders"]
    assert report == "at most 0 MiB for each process (TRIPLICATE_COPY_CACHE_MIB)"
    program.set(TRIPLICATE_COPY_CACHE_MIB="70000")
    assert "TRIPLICATE_COPY_CACHE_MIB must be a whole number from 0 to 65536" in program("doctor").errors


@pytest.mark.parametrize("variable", ["TRIPLICATE_KEEP_ALIVE_SECONDS", "TRIPLICATE_MAX_CONNECTIONS"])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "10000000000", "٣"])
def test_settings_of_connections_that_say_nothing(program: Program, variable: str, value: str) -> None:
    program.set(**{variable: value})
    result = program("doctor")
    assert result.status != 0
    assert f"{variable} must be a whole number from 1 to" in result.errors


def test_doctor_says_what_is_measured_and_logged(program: Program) -> None:
    report = checks(program("doctor").text)
    assert (report["metrics"], report["log"]) == ("off (default)", "text, without access lines (default)")
    program.set(TRIPLICATE_METRICS="[::1]:9100", TRIPLICATE_LOG="json", TRIPLICATE_ACCESS_LOG="on")
    report = checks(program("doctor").text)
    assert report["metrics"] == "::1 port 9100 (TRIPLICATE_METRICS)"
    assert report["log"] == "json, with access lines (TRIPLICATE_LOG)"


@pytest.mark.parametrize("value", ["on", "127.0.0.1", "localhost:", ":9100", "localhost:99999", "localhost:x"])
def test_a_setting_of_metrics_that_says_nothing(program: Program, value: str) -> None:
    program.set(TRIPLICATE_METRICS=value)
    assert "TRIPLICATE_METRICS must be off, local, public, or an address" in program("doctor").errors


def test_doctor_says_who_runs_jobs(program: Program) -> None:
    assert checks(program("doctor").text)["jobs"] == "run by serve (default)"
    program.set(TRIPLICATE_SERVE_JOBS="off")
    assert checks(program("doctor").text)["jobs"] == "left to `triplicate work` (TRIPLICATE_SERVE_JOBS)"


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("TRIPLICATE_LOG", "text or json"),
        ("TRIPLICATE_ACCESS_LOG", "on or off"),
        ("TRIPLICATE_SERVE_JOBS", "on or off"),
    ],
)
def test_a_switch_that_says_nothing(program: Program, variable: str, words: str) -> None:
    program.set(**{variable: "yes"})
    assert f"{variable} must be {words}" in program("doctor").errors


@pytest.mark.parametrize(
    ("descriptors", "connections"),
    [(200, 136), (1024, 768), (65_536, 10_000), (resource.RLIM_INFINITY, 10_000), (50, 1)],
)
def test_as_many_connections_as_descriptors_allow(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (descriptors, descriptors))
    assert config.default_connections() == connections


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:hush@127.0.0.1:1/shop",
        "postgresql://ann:hush@127.0.0.1:1/shop?sslmode=disable",
        "postgresql://127.0.0.1:1/shop?user=ann&password=hush",
        "postgresql://ann:hush@no.such.host.invalid/shop",
        "postgresql://ann:hush@[::1/shop",
        "postgresql://ann:hush@127.0.0.1:port/shop",
        "postgresql://ann:hush@127.0.0.1:1/shop?nonsense=1",
        "postgresql://ann:hush@127.0.0.1:99999/shop",
        "mysql://ann:hush@127.0.0.1/shop",
        "hush",
        "postgresql://ann:hu sh\nhush@127.0.0.1:1/shop",
    ],
)
def test_a_wrong_url_is_said_in_a_sentence_without_the_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    program = Program(monkeypatch, {"TRIPLICATE_DATA": str(tmp_path), "TRIPLICATE_DATABASE_URL": url})
    for words in (("account", "list"), ("migrate",), ("serve", "--port", "0")):
        assert "hush" not in program.fails(*words), words
    result = program("doctor")
    assert result.status == 1
    assert "hush" not in result.errors + result.text


def test_a_password_that_the_server_refuses_is_not_shown(program: Program, database: Database) -> None:
    if database.url is None:
        return
    program.set(
        TRIPLICATE_DATABASE_URL=database.url.replace("postgres@", "nobody:hush@", 1).replace(
            "postgres:@", "nobody:hush@", 1
        )
    )
    for words in (("account", "list"), ("migrate",), ("doctor",)):
        result = program(*words)
        assert result.status == 1
        assert "hush" not in result.errors + result.text


@pytest.mark.parametrize("place", ["/dev/null/x", "/proc/x", "file/below", "file"])
def test_a_directory_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    data = place if place.startswith("/") else str(tmp_path / place)
    program = Program(monkeypatch, {"TRIPLICATE_DATA": data})
    for words in EVERY:
        assert data in program.fails(*words), words
    result = program("doctor")
    assert result.status == 1
    assert "Traceback" not in result.errors + result.text


@pytest.mark.parametrize("content", [b"", b"short", b"zz" * 32, b"\xff" * 64])
def test_a_key_that_is_none(program: Program, account: str, database: Database, content: bytes) -> None:
    key = database.data / "secret.key"
    key.write_bytes(content)
    for words in EVERY[1:]:
        assert str(key) in program.fails(*words), words
    assert checks(program("doctor").text)["master key"].startswith("NO: ")


def test_a_key_that_cannot_be_written(program: Program, database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("/dev/null/key", str(tmp_path / "file" / "key"), "/proc/key", str(tmp_path)):
        program.set(TRIPLICATE_SECRET_FILE=place)
        assert place in program.fails("account", "list")


def test_the_wrong_key_for_this_database(program: Program, account: str, tmp_path: Path) -> None:
    program.set(TRIPLICATE_SECRET_FILE=str(tmp_path / "another.key"))
    assert "another master key" in program.fails("account", "list")
    result = program("doctor")
    assert result.status == 1
    assert checks(result.text)["master key"].startswith("NO: ")


@pytest.mark.parametrize("content", [b"this is no database", b"\x00" * 5000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "triplicate.db").write_bytes(content)
    program = Program(monkeypatch, {"TRIPLICATE_DATA": str(tmp_path)})
    for words in EVERY:
        program.fails(*words)
    assert program("doctor").status == 1


def test_a_database_of_somebody_else(monkeypatch: pytest.MonkeyPatch, empty_database: Database) -> None:
    """Tables of the same names that are not ours are left alone, and said to be in the way."""
    sql = Installation(empty_database.config()).store.sql
    with sql.begin() as connection:
        connection.execute(text("CREATE TABLE orders (theirs integer)"))
    sql.dispose()
    program = Program(monkeypatch, empty_database.environment())
    for words in EVERY[:4]:
        program.fails(*words)


def test_a_port_in_use(program: Program, account: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            assert f"port {port}" in program.fails(command, "--port", port)


def test_an_address_that_is_not_ours(program: Program, account: str) -> None:
    for host in ("192.0.2.1", "no.such.host.invalid", "not an address"):
        assert host in program.fails("serve", "--host", host, "--port", 0)


def test_a_failed_demo_writes_no_credentials(program: Program, database: Database) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        program.fails("demo", "--port", taken.getsockname()[1])
    assert not (database.data / "demo.json").exists()


def test_what_is_no_command(program: Program) -> None:
    for words in (
        ["nothing"],
        ["--nothing"],
        ["order"],
        ["order", "nothing"],
        ["serve", "--port", "x"],
        ["serve", "--port", "70000"],
    ):
        result = program(*words)
        assert result.status == 2
        assert "Traceback" not in result.errors
    assert program("--help").status == 0


def test_an_unknown_dialect_names_those_that_there_are(program: Program, account: str) -> None:
    for words in (("import", "amazon", "-", "--account", account), ("export", "amazon"), ("token", "create", "amazon")):
        message = program.fails(*words, status=2)
        assert "amazon" in message
        assert all(dialect in message for dialect in CONFORMANCES)


def test_an_unknown_account(program: Program) -> None:
    for account in ("00000000-0000-4000-8000-000000000009", "x", ""):
        assert "account" in program.fails("import", "native", "-", "--account", account, stdin=b"{}")


def test_a_database_that_stays_locked(
    program: Program, account: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.url is not None:
        return
    monkeypatch.setattr("triplicate.store.engine.BUSY_TIMEOUT_S", 0.1)
    with closing(sqlite3.connect(database.data / "triplicate.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in program.fails("account", "create", "Late")
        assert program("doctor").status == 1
        other.execute("ROLLBACK")
    program.succeeds("account", "create", "Late")


def test_a_database_that_is_only_for_reading(program: Program, account: str, installation: Installation) -> None:
    """A PostgreSQL standby, or a file that somebody protected."""
    if installation.engine.name != "postgresql":
        return
    with installation.store.sql.begin() as connection:
        name: str = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    installation.store.close()
    assert "read-only" in program.fails("account", "create", "Late")
    assert "read-only" in program.fails(
        "import", "native", "-", "--account", account, stdin=json.dumps(native_order(1)).encode()
    )
    assert [row[0] for row in program.succeeds("account", "list").rows] == [account]
    assert checks(program("doctor").text)["database writable"].startswith("NO: ")


def test_doctor_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It looks at a Triplicate that is not there, and leaves it that way."""
    program = Program(monkeypatch, {"TRIPLICATE_DATA": str(tmp_path / "nowhere")})
    assert program("doctor").status == 1
    assert not (tmp_path / "nowhere" / "secret.key").exists()
