"""Sweeps of very many blobs: whoever has a lease is heard all the while, and few digests are held at a time."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

import pytest

from triplicate.app.files.sweep import Sweep, sweep
from triplicate.app.ports import Blobs, BlobStat, Store
from triplicate.core.jobs.job import LeaseLost
from triplicate.main import Installation

LISTING = 1000
"""More blobs than this are neither listed in silence nor held."""


class Shelf:
    """The blobs of many accounts, and a store that has a file for each of them."""

    def __init__(self, size: int, accounts: int, modified: float) -> None:
        self._stats = [BlobStat(f"account {n % accounts}", f"{n:064x}", 1, modified) for n in range(size)]
        self.listed = 0
        self.digests: list[str] = []
        self.most_held = 0

    def delete_drafts(self, before: float) -> int:
        """There are none."""
        return 0

    def run(self, name: str, work: Callable[..., Any]) -> list[str]:
        """Looks a batch up, and finds no orphan."""
        assert name == "find orphans"
        assert isinstance(work, partial)
        self.most_held = max(self.most_held, self.listed - len(self.digests))
        self.digests += work.keywords["digests"]
        return []

    def list(self) -> Iterator[BlobStat]:
        """Every blob."""
        for blob in self._stats:
            self.listed += 1
            yield blob


@pytest.mark.parametrize(
    ("accounts", "modified"), [(10_000, 0.0), (150, 0.0), (3, 0.0), (3, 4e9)], ids=["one each", "few", "many", "young"]
)
def test_a_long_listing_is_heard_of_and_holds_little(
    installation: Installation, accounts: int, modified: float
) -> None:
    shelf, heard = Shelf(3500, accounts, modified), [0]

    def sweep_shelf(between: Callable[[], None]) -> Sweep:
        return sweep(cast("Store", shelf), cast("Blobs", shelf), installation.now(), between)

    assert sweep_shelf(lambda: heard.append(shelf.listed)) == Sweep(0, 0)
    assert len(shelf.digests) == len(set(shelf.digests)) == (3500 if modified == 0 else 0)
    assert shelf.most_held <= LISTING
    assert max(later - before for before, later in zip(heard, [*heard[1:], shelf.listed], strict=True)) <= LISTING


def test_a_listing_ends_when_the_lease_is_lost(installation: Installation) -> None:
    shelf = Shelf(5000, 5000, 4e9)

    def lose() -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        sweep(cast("Store", shelf), cast("Blobs", shelf), installation.now(), lose)
    assert shelf.listed == LISTING
