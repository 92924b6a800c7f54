"""Costly uploads to the real server: it answers others meanwhile, keeps no memory of them, and leaves no process."""

import threading
import time
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from tests.app.files import hostile_fixtures as hostile
from tests.app.files.artwork_fixtures import image
from tests.e2e.process_fixtures import ProgramProcess, anonymous_memory, free_port, run
from tests.store.database_fixtures import DatabaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
MIB = 1024 * 1024
MOST_CPU_S = 10.0
"""What all of these uploads may take of the server's own processor time: one alone used to take 1.5 to 23 s of it."""
MOST_KEPT = 16 * MIB
"""It used to be 295 MiB."""


def cpu_seconds(process: int) -> float:
    """The processor time that a process has taken, without its children."""
    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


def children(process: int) -> list[str]:
    """The processes that a process has started, in any of its threads."""
    return " ".join(place.read_text() for place in Path(f"/proc/{process}/task").glob("*/children")).split()


class Pulse(threading.Thread):
    """Asks for `/healthz` all the time; `longest` is what one answer took, `statuses` what was answered."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self.statuses: set[int] = set()
        self._url = url
        self._over = threading.Event()

    def run(self) -> None:
        """Asks until it is ended."""
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not self._over.wait(0.01):
                started = time.monotonic()
                self.statuses.add(client.get(self._url + "/healthz").status_code)
                self.longest = max(self.longest, time.monotonic() - started)

    def end(self) -> None:
        """Stops asking."""
        self._over.set()
        self.join()


def test_costly_uploads_cost_only_their_caller(databases: DatabaseFactory, tmp_path: Path) -> None:
    honest = hostile.OPEN + b'<path d="M0 0L9 9" fill="red" id="a" class="b"/>' * 99_000 + hostile.CLOSE
    costly = [
        (hostile.attributes_in_one_tag(), 400),
        (hostile.attributes_in_one_tag(1_500_000), 400),
        (hostile.spaced_base64(), 400),
        (hostile.embedded_images(), 400),
        (hostile.png_chunks(), 400),
        (hostile.style_rules(), 400),
        (hostile.default_attributes(), 400),
        (honest, 200),
        (image("JPEG", size=(10_000, 5_000), mode="CMYK", progressive=True), 200),
        (hostile.OPEN + b"<text>" + b"&#10;" * 3_900_000 + b"</text>" + hostile.CLOSE, 200),
    ]
    with databases.create("sqlite", tmp_path / "data", migrated=False) as database:
        account = run(database, "account", "create", "Ours").split()[0]
        scopes = ("--scope", "orders:read", "--scope", "orders:write")
        token = run(database, "token", "create", "printags", "--account", account, *scopes).strip()
        with ProgramProcess(database, "serve", "--port", free_port(), scratch=tmp_path) as serving:
            url, server = serving.wait_until_ready(), serving.process.pid
            with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:

                def upload(content: bytes) -> int:
                    reply = client.post("/accounts/@me/files", files={"file": ("a", content)})
                    assert reply.status_code in (200, 400), reply.text
                    return reply.status_code

                assert upload(image()) == 200
                before, cpu_before = anonymous_memory(server), cpu_seconds(server)
                pulse = Pulse(url)
                pulse.start()
                for _ in range(2):
                    assert [upload(content) for content, _ in costly] == [status for _, status in costly]
                pulse.end()
                kept, cpu = anonymous_memory(server) - before, cpu_seconds(server) - cpu_before
                print(f"before {before // MIB} MiB, kept {kept // MIB} MiB, server {cpu:.1f} s of CPU")
                print(f"longest answer {pulse.longest:.3f} s")
                assert upload(image(colour=3)) == 200
            left = children(server)
            assert 1 <= len(left) <= 2
            assert serving.stop() == 0
            assert [process for process in left if Path(f"/proc/{process}").exists()] == []
    assert pulse.statuses == {200}
    assert cpu < MOST_CPU_S
    assert kept < MOST_KEPT
