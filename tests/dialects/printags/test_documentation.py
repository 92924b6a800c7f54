"""The examples of the dialect's README run against a server."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from tests.app.files.artwork_fixtures import image
from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import open_printags_api, recipient
from tests.promises.test_python_examples import pages
from tests.server.application_fixtures import open_client


def test_the_example_of_the_readme(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("front.png").write_bytes(image())
    output = StringIO()
    with open_client(demo.installation.application(), "over a socket") as client, redirect_stdout(output):
        api = open_printags_api(demo.installation, client)
        code = pages()["src/triplicate/dialects/printags/README.md"]
        exec(
            code.replace("http://127.0.0.1:8000", str(client.base_url)),
            {"token": api.tokens["merchant"], "recipient": recipient()},
        )
    assert output.getvalue() == "created\n"
