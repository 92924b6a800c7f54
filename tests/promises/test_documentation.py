"""Documentation: every command, option, setting, file and link that it names exists."""

import fnmatch
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.exceptions import TyperException

from triplicate.cli.commands import app

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("docs/operate/*.service"),
        *ROOT.glob("src/**/README.md"),
    ]
)
FOLDERS = ("src", "tests", "docs", "benchmarks")
PYTHON_FILES = [str(file) for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
COMMANDS: Any = typer.main.get_command(app)
IN_CODE = re.compile(r"`([^`\n]+)`")
PLACEHOLDERS = {"N": "1", "COMMAND": "serve"}
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def spoken(page: Path) -> Iterator[str]:
    """What the page says in code: the lines of its blocks (whole, where a backslash ends them), and its spans."""
    text = page.read_text().replace("\\\n", " ")
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith(("    ", "\t", "ExecStart=")) or page.suffix == ".service":
            yield line
        else:
            yield from IN_CODE.findall(line)


def commands(page: Path) -> list[list[str]]:
    """The words after `triplicate` wherever it is called, up to a pipe, a comment or the end."""
    found = []
    for line in spoken(page):
        line = re.split(r"\s#\s", line)[0]
        for call in re.findall(r"(?:^|[\s(/=])(?:in_)?triplicate (?![-.])([^|;&>)]*)", line):
            try:
                words = shlex.split(call)
            except ValueError:
                words = call.split()
            if words and words[0] in COMMANDS.commands:
                found.append(words)
    return found


def test_there_is_something_to_read() -> None:
    assert ROOT / "README.md" in PAGES
    assert sum(len(commands(page)) for page in PAGES) > 20


def test_a_command_that_is_not_there_would_be_noticed() -> None:
    for words in (["serve", "--prot", "1"], ["token", "destroy"], ["serve", "--proxy-headers"], ["order", "show", "1"]):
        with pytest.raises((AssertionError, TyperException)):
            parse(words)


def parse(words: list[str]) -> None:
    """Reads a command line as the program would, without doing it."""
    command, path = COMMANDS, list[str]()
    words = [PLACEHOLDERS.get(word, word) for word in words]
    while hasattr(command, "commands"):
        assert words, f"triplicate {' '.join(path)} needs a command"
        path.append(words.pop(0))
        assert path[-1] in command.commands, f"there is no triplicate {' '.join(path)}"
        command = command.commands[path[-1]]
    if words:
        command.make_context(path[-1], words)


@pages
def test_every_command_can_be_given(page: Path) -> None:
    """A command with words after it must be complete; one that is only named must exist."""
    for words in commands(page):
        try:
            parse(words)
        except Exception as wrong:
            raise AssertionError(f"triplicate {shlex.join(words)}: {getattr(wrong, 'message', wrong)}") from wrong


def every_command(group: Any = COMMANDS, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name)


def test_every_command_is_in_the_documentation() -> None:
    everything = "\n".join(page.read_text() for page in PAGES)
    for path in every_command():
        assert re.search(rf"`(triplicate )?{' '.join(path)}\b|triplicate {' '.join(path)}\b", everything), path


def test_every_option_of_serve_is_in_the_configuration_page() -> None:
    text = (ROOT / "docs" / "operate" / "configuration.md").read_text()
    for parameter in COMMANDS.commands["serve"].params:
        assert any(f"`{name}" in text for name in parameter.opts), parameter.opts


def test_settings_and_documentation_name_the_same_variables() -> None:
    read = set(re.findall(r"TRIPLICATE_[A-Z_]+", (ROOT / "src" / "triplicate" / "config.py").read_text()))
    matches = {name for page in PAGES for name in re.findall(r"TRIPLICATE_[A-Z_]+", page.read_text())}
    matches |= set(re.findall(r"TRIPLICATE_[A-Z_]+", (ROOT / "docs" / "operate" / "Containerfile").read_text()))
    assert matches == read
    page = (ROOT / "docs" / "operate" / "configuration.md").read_text()
    assert set(re.findall(r"^\| `(TRIPLICATE_[A-Z_]+)`", page, re.MULTILINE)) == read


def test_the_environment_is_read_in_one_place() -> None:
    readers = [
        path.relative_to(ROOT / "src" / "triplicate").as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text())
    ]
    assert set(readers) <= {"config.py", "cli/serve.py"}  # the latter hands the data directory to its workers


@pages
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pages
def test_anchors_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            text = (page.parent / target if target else page).read_text()
            titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
            existing = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor in existing, f"{target}#{anchor}"


def test_paths_that_are_named_exist() -> None:
    """Files of ours in code: what begins with a folder of the tree."""
    tops = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    for page in PAGES:
        for name in re.findall(r"`((?:src|tests|docs|benchmarks)/[\w./-]+)`", page.read_text()):
            assert name.split("/")[0] in tops
            assert (ROOT / name).exists() or list(ROOT.glob(f"{name}*")), f"{page.relative_to(ROOT)}: {name}"


@pages
def test_python_files_that_are_named_exist(page: Path) -> None:
    """A file is named from any folder of ours on: `status.py`, `core/money.py`, `dialects/*/auth.py`."""
    for name in re.findall(r"`([\w*/-]+\.py)`", page.read_text()):
        assert fnmatch.filter(PYTHON_FILES, f"*/{name}"), name


def test_no_affiliation_is_said() -> None:
    assert re.search(r"not affiliated", (ROOT / "README.md").read_text(), re.IGNORECASE)
