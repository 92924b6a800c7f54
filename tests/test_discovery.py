"""Dialects of other distributions, by entry point: served, and refused with a sentence where they cannot be."""

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.e2e.process_fixtures import ProgramProcess, command_line, environment
from tests.installed_distribution import install
from tests.store.database_fixtures import Database, DatabaseFactory

MODULE = """
import msgspec
from triplicate.dialects.native.dialect import DIALECT as NATIVE

DIALECT = msgspec.structs.replace(
    NATIVE, name={name!r}, title="Acme", prefixes=({prefix!r},), endpoints=()
)
"""


@pytest.fixture
def sqlite(databases: DatabaseFactory, tmp_path: Path) -> Database:
    with databases.create("sqlite", tmp_path / "data") as database:
        return database


def offer(folder: Path, module: str, entry_point: str = "acme = triplicate_acme:DIALECT") -> dict[str, str]:
    """Installs a distribution with an entry point; the environment variable with which Python finds it."""
    project = folder / "project"
    project.joinpath("src").mkdir(parents=True)
    project.joinpath("src", "triplicate_acme.py").write_text(module)
    name, _, value = entry_point.partition(" = ")
    project.joinpath("pyproject.toml").write_text(
        '[project]\nname = "triplicate-acme"\nversion = "1.0"\n'
        f'[project.entry-points."triplicate.dialects"]\n{name} = "{value}"\n'
    )
    return install(folder / "site", project)


def test_a_dialect_of_another_distribution_is_served(sqlite: Database, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    installed = offer(folder, MODULE.format(name="acme", prefix="acme"))
    with ProgramProcess(sqlite, "serve", "--port", 0, scratch=tmp_path, more=installed) as process:
        base = process.wait_until_ready()
        refusal = httpx.get(f"{base}/acme/x", trust_env=False).json()
        assert (refusal["status"], refusal["detail"]) == (404, "No resource has this path.")
        assert httpx.get(f"{base}/openapi/acme.json", trust_env=False).json()["info"]["title"] == "Triplicate, Acme"
        assert "Acme" in httpx.get(f"{base}/docs", trust_env=False).text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "entry_point", "message"),
    [
        (
            MODULE.format(name="native", prefix="x"),
            "native = triplicate_acme:DIALECT",
            "there is a dialect 'native' already",
        ),
        (MODULE.format(name="acme", prefix="v1"), "acme = triplicate_acme:DIALECT", "both serve /v1"),
        (MODULE.format(name="acme", prefix="V2"), "acme = triplicate_acme:DIALECT", "both serve /v2"),
        (MODULE.format(name="other", prefix="x"), "acme = triplicate_acme:DIALECT", "the dialect's name is 'other'"),
        ("DIALECT = 1", "acme = triplicate_acme:DIALECT", "triplicate_acme:DIALECT must be a Dialect"),
        ("", "acme = triplicate_acme:DIALECT", "AttributeError"),
        ("", "acme = triplicate_none:DIALECT", "ModuleNotFoundError"),
        ("import nothing_like_it", "acme = triplicate_acme:DIALECT", "nothing_like_it"),
    ],
)
def test_a_dialect_that_cannot_be_served(
    sqlite: Database, tmp_path: Path, module: str, entry_point: str, message: str
) -> None:
    installed = offer(tmp_path / "other", module, entry_point)
    ended = subprocess.run(
        command_line("serve", "--port", 0),
        env=environment(sqlite) | installed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("triplicate: dialect")
    assert ended.stderr.count("\n") == 1
    assert message in ended.stderr
