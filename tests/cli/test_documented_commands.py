"""The commands of docs/client.md, pasted into a shell in an empty directory, one after the other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "client.md"


def commands() -> str:
    """The indented lines under "At the command line"."""
    section = PAGE.read_text().partition("## At the command line\n")[2].partition("\n## ")[0]
    return "\n".join(line.removeprefix("    ") for line in section.splitlines() if line.startswith("    "))


@pytest.mark.slow
def test_they_can_be_pasted(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIPLICATE_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["sh", "-eu"], input=commands(), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "manufacturing" in done.stdout
    assert (tmp_path / "cards.csv").exists()
