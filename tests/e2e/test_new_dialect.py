"""`triplicate dialect new`: what it writes is clean, served beside the other dialects, and faithful to its sample."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.process_fixtures import (
    ProgramProcess,
    command_line,
    demo_credentials,
    environment,
    run_curl,
)
from tests.installed_distribution import install
from tests.store.database_fixtures import Database, DatabaseFactory

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.e2e, pytest.mark.slow]


class NewDialect:
    """A dialect that was written by the command, and installed where only these tests find it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.database = database
        self.folder = Path(self.run("dialect", "new", "acme", "--into", folder, variables={}).strip())
        self.variables = install(folder / "site", self.folder)
        self.sample = self.folder / "src" / "triplicate_acme" / "document" / "samples" / "get-order.json"

    def run(self, *words: object, variables: dict[str, str] | None = None, status: int = 0) -> str:
        """Runs a command to its end; what it wrote."""
        ended = subprocess.run(
            command_line(*words),
            env=environment(self.database) | (self.variables if variables is None else variables),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == status, ended.stderr
        return ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def acme(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> NewDialect:
    with databases.create("sqlite", tmp_path_factory.mktemp("database") / "data") as database:
        return NewDialect(tmp_path_factory.mktemp("new"), database)


def test_it_is_clean(acme: NewDialect) -> None:
    """Format, lint and types, by the rules of this project."""
    settings = ("--config", str(ROOT / "pyproject.toml"))
    for command in (["ruff", "format", "--check", *settings], ["ruff", "check", *settings]):
        ended = subprocess.run([sys.executable, "-m", *command, "."], cwd=acme.folder, capture_output=True, check=False)
        assert ended.returncode == 0, ended.stdout.decode()
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "-p", "triplicate_acme"],
        cwd=ROOT,
        env=environment(acme.database) | {"MYPYPATH": str(acme.folder / "src")},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout.decode()


def test_it_is_served(acme: NewDialect, tmp_path: Path) -> None:
    """An imported document comes back as it was, and orders of other dialects are read in this one."""
    assert "acme\tAcme\t1\t/acme" in acme.run("dialect", "list")
    account = acme.run("account", "create", "Ours").strip()
    own, native = (acme.run("token", "create", name, "--account", account).strip() for name in ("acme", "native"))
    assert "1 new" in acme.run("import", "acme", acme.sample, "--account", account)
    sample = json.loads(acme.sample.read_text())
    placed = acme.run("order", "place", "--line", "A=3@2.5", "--account", account).strip()
    with ProgramProcess(acme.database, "serve", "--port", 0, scratch=tmp_path, more=acme.variables) as process:
        base = process.wait_until_ready()

        def get(path: str, token: str = own) -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            return httpx.get(base + path, headers=headers, trust_env=False).json()

        assert get(f"/acme/orders/{sample['order']['id']}") == sample
        order = get(f"/acme/orders/{placed}")["order"]
        assert [(item["sku"], item["quantity"], item["unitPrice"]) for item in order["items"]] == [("A", 3, 2.5)]
        assert (order["state"], order["total"]) == ("open", 7.5)
        same = get(f"/v1/orders/{sample['order']['id']}", native)
        assert (same["origin"], same["reference"], same["step"]) == ("acme", "PO-7", "manufacturing")
        assert get(f"/acme/orders/{account}")["error"]["code"] == "order-not-found"
        assert get("/acme/orders/x", "wrong")["error"]["code"] == "unauthenticated"
        assert get("/openapi/acme.json")["paths"].keys() == {"/acme/orders/{orderId}"}


def test_it_brings_its_part_of_the_demo(acme: NewDialect, databases: DatabaseFactory, tmp_path: Path) -> None:
    with (
        databases.create("sqlite", tmp_path / "data") as database,
        ProgramProcess(database, "demo", "--port", 0, scratch=tmp_path, more=acme.variables) as process,
    ):
        process.wait_until_ready()
        credentials = demo_credentials(database)["acme"]
        command = re.search(r"An order, as in the Acme API:\n *(curl .*)", process.output)
        assert command is not None, process.output
        assert credentials["token"] in command[1]
        assert run_curl(command[1]).json() == json.loads(acme.sample.read_text())


def test_it_passes_the_conformance_tests(acme: NewDialect) -> None:
    """Those that walk every dialect, with what its own `conformance.py` says about it."""
    chosen = "acme and not postgres and not socket"
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-k", chosen, "--hypothesis-profile=fast", "tests/conformance"],
        cwd=ROOT,
        env=environment(acme.database) | {"PYTHONPATH": f"{acme.variables['PYTHONPATH']}:{acme.folder / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-1000:]
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed is not None
    assert int(passed[1]) > 300


def test_what_is_refused(acme: NewDialect, tmp_path: Path) -> None:
    assert "exists already" in acme.run("dialect", "new", "acme", "--into", acme.folder.parent, status=1)
    for name in ("Acme", "a", "1a", "a-b", "../a"):
        assert "lower-case letters" in acme.run("dialect", "new", name, "--into", tmp_path, status=2)
    assert list(tmp_path.iterdir()) == []
