"""Words: each file, folder and class is named by words of the glossary or of the field's standard terms.

`standard_terms.txt` grows on purpose only: whoever adds a word says that a stranger knows it. `odd_terms.txt` holds
words of names that are left to be renamed, and may only shrink.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
PLURALS = (("ies", "y"), ("es", ""), ("s", ""))


def words(name: str) -> list[str]:
    """The words of a name in snake case or in camel case, in lower case and without numbers."""
    return [word.lower() for word in PARTS.findall(name)]


@cache
def names() -> tuple[tuple[str, str], ...]:
    """Every name of a module, folder or class of the source, with the file that it is in."""
    return tuple(_names())


def _names() -> Iterator[tuple[str, str]]:
    for file in sorted(SOURCE.rglob("*.py")):
        path = file.relative_to(SOURCE).with_suffix("")
        if path.parent.name == "versions":  # a migration keeps its name
            continue
        yield from ((part, str(path)) for part in path.parts if part not in ("__init__", "__main__"))
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                yield node.name, str(path)


def terms(file: str) -> list[str]:
    """The words of a list, one a line; what follows a word is its reason."""
    return [line.split()[0] for line in Path(__file__).with_name(file).read_text().splitlines()]


def glossary() -> set[str]:
    """The words that the glossary explains."""
    text = (ROOT / "docs" / "glossary.md").read_text()
    return {word for term in re.findall(r"\*\*(.+?)\*\*", text) for word in words(term)}


def is_accepted(word: str, accepted: set[str]) -> bool:
    """Whether a word is among the accepted ones, itself or in the singular."""
    singulars = {word.removesuffix(ending) + single for ending, single in PLURALS if word.endswith(ending)}
    return bool(({word} | singulars) & accepted)


def strange_words(accepted: set[str]) -> dict[str, set[str]]:
    """Every word of a name that is not accepted, with the names that use it."""
    strange: dict[str, set[str]] = defaultdict(set)
    for name, path in names():
        for word in words(name):
            if not is_accepted(word, accepted):
                strange[word].add(f"{name} in {path}")
    return strange


def test_words_of_names() -> None:
    assert words("NFCTagReader") == ["nfc", "tag", "reader"]
    assert words("0001_sqlite_file2") == ["sqlite", "file"]
    assert is_accepted("currencies", {"currency"})
    assert is_accepted("addresses", {"address"})
    assert not is_accepted("told", {"tell"})


def test_every_name_is_made_of_standard_words() -> None:
    accepted = glossary() | set(terms("standard_terms.txt")) | set(terms("odd_terms.txt"))
    assert strange_words(accepted) == {}, "use a standard word, or explain it in docs/glossary.md"


def test_the_lists_are_sorted_and_name_a_word_once() -> None:
    for file in ("standard_terms.txt", "odd_terms.txt"):
        assert terms(file) == sorted(set(terms(file))), file


def test_no_standard_word_is_listed_in_the_plural_beside_the_singular() -> None:
    listed = set(terms("standard_terms.txt"))
    assert [word for word in listed if is_accepted(word, listed - {word})] == []


def test_odd_words_are_still_used() -> None:
    """The list of names that are left to be renamed may only shrink."""
    accepted = glossary() | set(terms("standard_terms.txt"))
    assert set(terms("odd_terms.txt")) - set(strange_words(accepted)) == set(), "remove these lines"
