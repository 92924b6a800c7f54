"""Inspecting uploads in a child: the same results as without one, and a refusal whatever becomes of the child."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest

from tests.app.files.artwork_fixtures import PDF, SVG, image, png_claiming_size, png_of_size
from tests.limited_child import call_fixtures as calls
from triplicate.app.files.artwork import Artwork
from triplicate.app.files.content import sniff
from triplicate.core.failures import DomainError, InvalidInput, Unavailable
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.limited_child.file_inspector import LIMITS, FileInspector
from triplicate.limited_child.pool import Pool


def limits(**changes: Any) -> Limits:
    return Limits(**({name: getattr(LIMITS, name) for name in LIMITS.__struct_fields__} | changes))


@pytest.fixture
def inspector() -> Iterator[FileInspector]:
    made = FileInspector(2, {})
    yield made
    made.close()


def inspect(inspector: FileInspector, content: bytes) -> Artwork:
    """What becomes of these bytes in a file."""
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return asyncio.run(inspector.inspect(Path(file.name)))


def reason(inspector: FileInspector, content: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        inspect(inspector, content)
    assert isinstance(refused.value.failure, InvalidInput)
    (problem,) = refused.value.failure.problems
    assert problem.path == "file"
    return problem.reason


def test_the_same_is_accepted_as_without_a_child(inspector: FileInspector) -> None:
    scripted = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    for content in (image(), image("JPEG"), PDF, SVG, scripted, png_of_size(sniff.MAX_BYTES)):
        assert inspect(inspector, content) == sniff.inspect(content)
    assert len(inspector.process_ids()) == 1


def test_the_same_is_refused_as_without_a_child(inspector: FileInspector) -> None:
    for content in (
        b"",
        b"GIF89a",
        image()[:30],
        png_claiming_size(30_000, 30_000),
        png_of_size(sniff.MAX_BYTES + 1),
        SVG[:40],
    ):
        with pytest.raises(DomainError) as without:
            sniff.inspect(content)
        with pytest.raises(DomainError) as within:
            inspect(inspector, content)
        assert within.value.failure == without.value.failure
    assert len(inspector.process_ids()) == 1


@pytest.mark.slow
def test_the_largest_image_fits_into_the_limits(inspector: FileInspector) -> None:
    content = image("JPEG", size=(10_000, 5_000), mode="CMYK", progressive=True)
    assert inspect(inspector, content) == Artwork("image/jpeg")


@pytest.mark.slow
def test_too_much_memory_is_a_refusal_and_the_next_file_is_inspected() -> None:
    inspector = FileInspector(1, {}, limits(memory=192 * MIB))
    content = image(size=(8_000, 6_000))
    assert reason(inspector, content) == "takes too much memory to inspect"
    assert inspect(inspector, image()).mime == "image/png"
    drawing = SVG.replace(b"<rect", b"<text>" + b"<g>x</g>" * 90_000 + b"&#9;" * 4_000_000 + b"</text><rect", 1)
    assert reason(FileInspector(1, {}, limits(memory=64 * MIB)), drawing) == "takes too much memory to inspect"
    inspector.close()


@pytest.mark.slow
def test_too_much_time_is_a_refusal_and_the_next_file_is_inspected() -> None:
    drawing = SVG.replace(b"<rect", b'<path d="M0 0" id="a" class="b" x="1"/>' * 99_000 + b"<rect", 1)
    for limit in (limits(wall=0.2), limits(cpu=1)):
        inspector = FileInspector(1, {}, limit)
        inspect(inspector, image())
        content = drawing if limit.wall < 1 else _slow()
        assert reason(inspector, content) == "takes too long to inspect"
        assert inspect(inspector, image()).mime == "image/png"
        inspector.close()


def test_a_crash_is_a_refusal_and_the_next_file_is_inspected(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = FileInspector(1, {})
    with monkeypatch.context() as patch:
        patch.setattr(inspector, "_pool", Pool(calls.crash_over_upload, LIMITS, 1))
        assert reason(inspector, image()) == "cannot be inspected: reading it failed"
    assert "signal 11" in caplog.text
    assert inspect(inspector, image()).mime == "image/png"
    inspector.close()


def test_a_good_file_whose_child_is_killed_is_inspected_once_more() -> None:
    inspector = FileInspector(1, {})
    inspect(inspector, image())
    (process,) = inspector.process_ids()
    os.kill(process, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as elsewhere:
        call = elsewhere.submit(inspect, inspector, image())
        while inspector._pool._idle:
            time.sleep(0.001)
        os.kill(process, signal.SIGKILL)
        assert call.result(30).mime == "image/png"
    assert process not in inspector.process_ids()
    inspector.close()


def test_children_that_cannot_start_are_not_the_callers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    inspector = FileInspector(1, {})
    monkeypatch.setattr("sys.executable", "/no/such/python")
    with pytest.raises(DomainError) as refused:
        inspect(inspector, image())
    assert refused.value.failure == Unavailable()


def test_few_files_are_inspected_in_the_same_moment() -> None:
    """A picture of fifty million pixels takes two hundred megabytes while it is decoded."""
    inspector = FileInspector(2, {})

    async def many(path: Path) -> int:
        jobs = asyncio.gather(*(inspector.inspect(path) for _ in range(20)))
        most = 0
        while not jobs.done():
            most = max(most, len(inspector.process_ids()))
            await asyncio.sleep(0.001)
        assert {artwork.mime for artwork in await jobs} == {"image/png"}
        return most

    with NamedTemporaryFile() as file:
        file.write(image())
        file.flush()
        assert asyncio.run(many(Path(file.name))) == 2
    inspector.close()


def _slow() -> bytes:
    """A progressive JPEG with ninety scans of 50 million pixels."""
    whole = image("JPEG", size=(10_000, 5_000), progressive=True)
    begin = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[begin:-2] * 80 + whole[-2:]
