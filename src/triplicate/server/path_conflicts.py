"""Checks that no path is claimed by two: dialects by their prefixes, pages and mounts by their first segment."""

from collections.abc import Iterable

from triplicate.api.dialect import Dialect


class PathConflict(ValueError):
    """Two parts claim the same paths; the message names both."""


def check_paths(dialects: Iterable[Dialect], pages: Iterable[str], mounts: Iterable[str]) -> None:
    """Raises PathConflict, also if two claims differ by case only: a dialect may ignore it."""
    owners: dict[str, str] = {}
    for dialect in dialects:
        for prefix in dialect.prefixes:
            _claim(owners, prefix, f"the dialect {dialect.name}")
    for page in pages:
        _claim(owners, page, "a page")
    for mount in mounts:
        _claim(owners, mount.removeprefix("/"), "a mount")


def _claim(owners: dict[str, str], segment: str, owner: str) -> None:
    previous = owners.setdefault(segment.lower(), owner)
    if previous != owner:
        raise PathConflict(f"{previous} and {owner} both serve /{segment.lower()}")
