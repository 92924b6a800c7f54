"""The progress bar of an import: how much of the input has been read."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from triplicate.bulk.input_documents import InputDocument, file_size


class ProgressBar:
    """Updates the progress bar to the end of a document in the input."""

    def __init__(self, progress: Progress, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("importing", total=total)
        self._bytes_read: dict[str, int] = {}

    def __call__(self, input_document: InputDocument) -> None:
        self._bytes_read[input_document.name] = input_document.end_offset
        self._progress.update(self._task, completed=sum(self._bytes_read.values()))


@contextmanager
def progress_bar(files: list[str]) -> Iterator[ProgressBar]:
    """A progress bar on standard error, if that is a terminal."""
    console = Console(stderr=True)
    sizes = [file_size(name) for name in files]
    total = None if None in sizes else sum(known for known in sizes if known is not None)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield ProgressBar(progress, total)
