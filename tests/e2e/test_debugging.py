"""The commands of the debugging page do what the page says."""

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import ProgramProcess
from tests.e2e.test_documented_commands import ROOT, blocks, section, typed
from tests.store.database_fixtures import Database

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
SQLITE = shlex.join([sys.executable, str(Path(__file__).with_name("sqlite_shell.py"))])


def commands(title: str) -> list[str]:
    """The commands under a title of the page, those inside lists too, one a line."""
    text = section("docs/debugging.md", title).replace("\n      ", "\n    ").replace("\\\n", "")
    return [line for block in blocks(text) for line in block.splitlines()]


def run(lines: list[str], directory: Path, port: str = "8000") -> list[str]:
    """Runs what the page says in another directory than the checkout; the lines that it printed."""
    script = "\necho\n".join(lines).replace(":8000", f":{port}").replace("curl -si", "curl -s")
    script = script.replace("benchmarks/", f"{ROOT}/benchmarks/").replace("sqlite3 -readonly", SQLITE)
    return typed(script, directory)


def test_a_request_an_order_and_a_list_are_explained(tmp_path: Path) -> None:
    database = Database("sqlite", tmp_path / ".triplicate", None)
    with ProgramProcess(database, "demo", "--port", "0", scratch=tmp_path) as demo:
        port = demo.wait_until_ready().rpartition(":")[2]
        _, token = commands("Debugging Triplicate")
        place, *look = commands("A request, by its id")
        request = run([token, place, *look], tmp_path, port)
    document = run(commands("An order's raw document"), tmp_path)
    plan = run(commands("The SQL of a list, with its plan")[:1], tmp_path)
    assert any('"request_id": "my-request"' in line for line in request)
    assert any("|placed|" in line and "|my-request|" in line for line in request)
    assert ["id", "exact"] in [line.split("\t")[:2] for line in request]
    assert any('"guid": "987e6543-e21a-11d4-a789-0242ac120002"' in line for line in document)
    assert plan[0].startswith("read ")
    assert any("SEARCH" in line and "INDEX" in line for line in plan)


def test_a_server_is_profiled_until_it_is_interrupted(tmp_path: Path) -> None:
    serve, summary, imports = commands("Where the time goes")
    _, *words = shlex.split(serve.replace("8001", "0"))
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as server:
        assert server.stdout is not None
        assert b"http://" in server.stdout.readline()
        server.send_signal(signal.SIGINT)
    assert any("triplicate" in line for line in run([summary], tmp_path))
    assert any("triplicate" in line for line in run([imports], tmp_path))
