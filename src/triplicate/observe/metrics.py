"""The metrics of a process: its tallies, what is sampled when somebody asks, and the text of the whole service."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from triplicate.observe import process_info, worker_blocks
from triplicate.observe.process_series import ProcessSeries
from triplicate.observe.tallies import Tallies, read

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
SAMPLING_S = 1.0
Sampler = Callable[[Tallies], None]
log = logging.getLogger("triplicate")


class Metrics:
    """The metrics of a process; with `directory` those of all processes that share it."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._block = worker_blocks.private_block() if directory is None else worker_blocks.take_block(directory)
        self.tallies = Tallies(self._block)
        self._samplers: list[Sampler] = [process_info.sample]

    def add_sampler(self, sampler: Sampler) -> None:
        """Adds what notes a state that is not counted as it changes."""
        self._samplers.append(sampler)

    def sample(self) -> None:
        """Notes all states."""
        for sampler in self._samplers:
            sampler(self.tallies)

    async def sample_periodically(self) -> None:
        """Notes all states every second, for the process that answers. Logs the first failure of a row, and goes on."""
        failing = False
        while True:
            try:
                self.sample()
                failing = False
            except Exception:
                if not failing:
                    log.exception("the states of this process could not be sampled")
                failing = True
            await asyncio.sleep(SAMPLING_S)

    @property
    def is_shared(self) -> bool:
        """Whether other processes read them."""
        return self._directory is not None

    def render(self) -> bytes:
        """The metrics of the service, now."""
        self.sample()
        if self._directory is not None:
            return render_directory(self._directory)
        from triplicate.observe.exposition import render  # loaded on demand, for a fast start

        return render([ProcessSeries(read(self._block))])


def render_directory(directory: Path) -> bytes:
    """The metrics of the processes that share a directory."""
    from triplicate.observe.exposition import render

    return render(worker_blocks.read_blocks(directory))
