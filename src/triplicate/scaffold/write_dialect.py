"""Writes a new dialect, in a distribution of its own, from the template."""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

NAME = re.compile(r"[a-z][a-z0-9]{1,29}")
TEMPLATE_ENDING = ".template"


class InvalidName(ValueError):
    """A dialect's name must be lower-case letters and digits, 2 to 30 of them."""


def write_dialect(name: str, folder: Path) -> Path:
    """Writes `triplicate-NAME` into `folder` and returns its path.

    Raises InvalidName, FileExistsError if the path exists, and OSError.
    """
    if not NAME.fullmatch(name):
        raise InvalidName(InvalidName.__doc__)
    target = folder / f"triplicate-{name}"
    target.mkdir(parents=True)
    for path, template in _templates(files("triplicate.scaffold") / "template"):
        file = target / _fill(path, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_fill(template.read_text(encoding="utf-8"), name), encoding="utf-8")
    return target


def _templates(folder: Traversable, path: str = "") -> Iterator[tuple[str, Traversable]]:
    """The path of each file to write, below the target, and its template."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _templates(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(TEMPLATE_ENDING):
            yield path + entry.name.removesuffix(TEMPLATE_ENDING), entry


def _fill(text: str, name: str) -> str:
    """A path or a text with the dialect's name in its places."""
    return (
        text.replace("src/package/", f"src/triplicate_{name}/").replace("{name}", name).replace("{Name}", name.title())
    )
