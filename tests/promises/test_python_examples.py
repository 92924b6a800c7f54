"""Python in the documentation: the blocks of each page pass the type checker, as one program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from triplicate.discovery import load_dialects

ROOT = Path(__file__).parents[2]
EXAMPLES = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
VENDORS = [dialect.name for dialect in load_dialects() if dialect.name != "native"]
TOKENS = " = ".join(["token", *(f"{vendor}_token" for vendor in VENDORS)])
GIVEN = f'{TOKENS} = "of the server"\nrecipient = {{"name": "Zoé Martin"}}\n'
"""What an example may take for granted."""
RUN = {
    "README.md": "tests/dialects/native/client/test_documentation.py",
    "docs/client.md": "tests/dialects/native/client/test_documentation.py",
    **{
        f"src/triplicate/dialects/{vendor}/README.md": test
        for vendor in VENDORS
        if (ROOT / (test := f"tests/dialects/{vendor}/test_documentation.py")).exists()
    },
}
"""The test that runs the examples of a page."""


def pages() -> dict[str, str]:
    """The pages that have Python in them, and all of it."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("src/**/*.md")]
    texts = {str(file.relative_to(ROOT)): EXAMPLES.findall(file.read_text()) for file in files}
    return {page: "\n".join(examples) for page, examples in texts.items() if examples}


def type_errors(programs: dict[str, str], directory: Path) -> list[str]:
    """What the type checker says about programs, by the settings of this project.

    A member that an answer always has may be absent from a document, and both have one type: None counts as any type.
    """
    for page, code in programs.items():
        directory.joinpath(re.sub(r"\W", "_", page) + ".py").write_text(GIVEN + code)
    command = [sys.executable, "-m", "mypy", "--no-strict-optional", "--cache-dir", ".mypy_cache/examples"]
    ended = subprocess.run(
        [*command, "--config-file", str(ROOT / "pyproject.toml"), *map(str, directory.glob("*.py"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    return [line for line in ended.stdout.splitlines() if " error: " in line]


def test_the_examples_of_every_page_are_run_by_a_test() -> None:
    assert set(pages()) == set(RUN)
    assert [test for test in RUN.values() if not (ROOT / test).exists()] == []


@pytest.mark.slow
def test_the_examples_have_right_types(tmp_path: Path) -> None:
    wrong = (
        'from triplicate.client import Triplicate\n\nTriplicate("http://127.0.0.1:8000", token).place_order("10 cards")'
    )
    errors = type_errors(pages() | {"wrong": wrong}, tmp_path)
    assert [error for error in errors if "/wrong.py:" not in error] == []
    assert len(errors) == 1
