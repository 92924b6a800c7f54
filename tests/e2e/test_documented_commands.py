"""The commands of the README and the getting-started page print what the pages say."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import ProgramProcess, environment, free_port
from tests.store.database_fixtures import Database
from triplicate.demo import documents

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PRINTED = re.compile(r"standard input:|\d+ new, ")
"""Lines of a block that are not typed."""
PRELUDE = f"""
set -eu
export PATH='{Path(sys.executable).parent}':"$PATH"
curl() {{ '{sys.executable}' '{Path(__file__).with_name("curl.py")}' "$@"; }}
"""


def section(page: str, title: str) -> str:
    """The text under a title, up to the next one of its kind."""
    text = (ROOT / page).read_text()
    match = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"{page} has no section {title!r}"
    return match[2]


def blocks(text: str) -> list[str]:
    """The indented blocks of a page: what is typed, and what is printed."""
    return [
        block.replace("\n    ", "\n").strip() for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE)
    ]


def typed(script: str, directory: Path) -> list[str]:
    """Runs a script in a shell; the lines that it printed, errors among them."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRIPLICATE_")}
    ended = subprocess.run(
        ["sh", "-c", PRELUDE + script], cwd=directory, env=own, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return (ended.stdout + ended.stderr).splitlines()


def test_the_readmes_requests(tmp_path: Path) -> None:
    database = Database("sqlite", tmp_path / ".triplicate", None)
    with ProgramProcess(database, "demo", "--port", "0", scratch=tmp_path) as demo:
        port = demo.wait_until_ready().rpartition(":")[2]
        text = section("README.md", "Try it")
        commands = [block for block in blocks(text) if block.startswith(("curl", "token()")) and "-d " not in block]
        assert len(commands) == 4  # three dialects, and one order in another dialect
        printed = typed("\necho\n".join(commands).replace(":8000", f":{port}"), tmp_path)
    answers = [json.loads(line) for line in printed if line]
    assert answers[:3] == [documents.vendor_sample(name) for name in documents.dialects()]
    for answer, shown in zip(answers, re.findall(r"```json\n(.*?)```", text, re.DOTALL), strict=True):
        said = json.dumps(answer, ensure_ascii=False)
        pairs = re.findall(r'"(\w+)": ("[^"]*"|-?[\d.]+|true|false)', shown)
        assert len(pairs) > 4
        for name, value in pairs:
            assert f'"{name}": {value}' in said, f"the README shows {name}: {value}"


def test_an_order_of_ones_own_as_the_readme_places_it(tmp_path: Path) -> None:
    """Placed, accepted, paid and shipped by the README's lines; sent again, it is the same order."""
    database = Database("sqlite", tmp_path / ".triplicate", None)
    with ProgramProcess(database, "demo", "--port", "0", scratch=tmp_path) as demo:
        port = demo.wait_until_ready().rpartition(":")[2]
        token, *_ = (block for block in blocks(section("README.md", "Try it")) if block.startswith("token()"))
        place, moves, *_ = blocks(section("README.md", "An order of your own"))
        function, *steps = (line for line in moves.splitlines() if line)
        script = "\necho\n".join((f"{token.splitlines()[0]}\n{function}\n{place}", place, *steps))
        printed = typed(script.replace(":8000", f":{port}"), tmp_path)
    placed, again, accepted, paid, shipped, events, copy = (json.loads(line) for line in printed if line)
    assert (placed["number"], placed["version"], again) == (101, 1, placed)
    assert (accepted["stage"], paid["payment"], paid["totals"]["outstanding"]) == ("accepted", "paid", 0)
    assert (shipped["stage"], shipped["fulfilment"]) == ("shipped", "complete")
    assert [event["version"] for event in events["events"]] == [1, 2, 3, 4]
    assert copy["answer"]["order"]["status"] == "shipped"


def test_the_first_hour(tmp_path: Path) -> None:
    """One script of all its commands; the server of section 4 runs beside it."""
    own = tmp_path / "my-orders"
    database = Database("sqlite", own / ".triplicate", None)
    port = free_port()

    def do(title: str, *more: str) -> list[str]:
        lines = "\n".join(blocks(section("docs/start.md", title))).splitlines()
        script = [line for line in lines if not PRINTED.match(line) and "serve --port" not in line]
        script = [line + "; echo" if line.startswith(("curl", "triplicate order show")) else line for line in script]
        return typed("\n".join((*more, *script, "true")).replace(":8001", f":{port}"), own)

    own.mkdir()
    begin = f"CHECKOUT='{ROOT}'; ACCOUNT=$(triplicate account list | cut -f 1)"
    doctor = "triplicate doctor || true\n"
    second = "\n".join(blocks(section("docs/start.md", "2. A Triplicate of your own"))).partition("triplicate doctor")[
        2
    ]
    assert "ann@example.com" in typed(doctor + second, own)
    counted = [line for line in do("3. Bring an order in", begin, "set +e") if PRINTED.search(line)]
    assert [line.partition(", 0 updated")[0] for line in counted[:3]] == [
        "dry run, nothing written: 1 new",
        "1 new",
        "0 new",
    ]
    assert "1 unchanged" in counted[2]
    said = [line.strip() for line in section("docs/start.md", "3. Bring an order in").splitlines()]
    assert sorted(counted[3:]) == sorted(line for line in said if PRINTED.match(line))
    with ProgramProcess(database, "serve", "--port", port, scratch=tmp_path) as serving:
        serving.wait_until_ready()
        printed = do("4. Read it in three dialects", begin)
        samples = [documents.vendor_sample(dialect) for dialect in documents.dialects()]
        assert any(json.loads(line) in samples for line in printed if line.startswith('{"success"'))
        assert printed[-1].startswith("304") or "304" in printed
    moved = do("5. The order moves on", begin)
    assert [line.split(", ")[:3] for line in moved if "refused" in line] == [
        ["0 new", "1 updated", "0 stale"],
        ["0 new", "0 updated", "1 stale"],
    ]
    assert '"orderStatus":"fulfilled"' in moved
    do("6. Take it out again", begin)
    assert len((own / "cards.jsonl").read_text().splitlines()) == len((own / "all.jsonl").read_text().splitlines()) == 1


def test_nothing_of_ours_leaks_into_a_process() -> None:
    assert environment(Database("sqlite", Path("x"), None))["TRIPLICATE_DATA"] == "x"
