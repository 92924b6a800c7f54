"""Source files: each has a first line that says what it is for, a readable size and an accepted name."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
REFUSED_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 60
    assert len(TESTS) > 20


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_the_first_line_says_what_it_is_for(folder: str) -> None:
    silent = []
    for module in MODULES if folder == "src" else TESTS:
        first, *_ = module.read_text().splitlines() or [""]
        if not re.match(r'"""\S.*[.…)](""")?$', first) or not ast.get_docstring(ast.parse(module.read_text())):
            silent.append(str(module.relative_to(ROOT)))
    assert silent == []


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_no_module_is_longer_than_a_person_reads(folder: str) -> None:
    sizes = {str(m.relative_to(ROOT)): len(m.read_text().splitlines()) for m in (MODULES if folder == "src" else TESTS)}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}


def test_names_that_say_nothing_are_not_used() -> None:
    named = [str(path.relative_to(ROOT)) for path in (*MODULES, *TESTS) if path.stem in REFUSED_NAMES]
    named += [str(path.parent.relative_to(ROOT)) for path in MODULES if path.parent.name in REFUSED_NAMES]
    assert named == []


def test_every_dialect_has_the_same_files() -> None:
    folders = [path for path in (ROOT / "src" / "triplicate" / "dialects").iterdir() if (path / "dialect.py").exists()]
    assert len(folders) >= 3
    required = {"README.md", "orders", "auth.py", "dialect.py", "failures.py", "document", "demo.py"}
    document = {"samples", "wire.py", "decode.py", "encode.py", "status.py", "fields.py", "codec.py"}
    for folder in folders:
        assert required - {path.name for path in folder.iterdir()} == set(), folder.name
        assert document - {path.name for path in (folder / "document").iterdir()} == set(), folder.name
        for served in folder.glob("*/handlers.py"):
            assert (served.parent / "operations.py").exists(), served.parent


def test_no_test_is_skipped_silently() -> None:
    """A test that cannot run fails: `skip` and `xfail` stand nowhere; `skipif` is for platforms."""
    own = Path(__file__).name
    words = re.compile(r"pytest\.(skip|importorskip|xfail)|mark\.(skip\b|xfail)")
    assert [str(test.relative_to(ROOT)) for test in TESTS if test.name != own and words.search(test.read_text())] == []
