"""The type checker ties operations, handlers and clients: it refuses exactly the lines that are marked `refused`."""

import re
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]
CODE = """
from tests.types.operation_fixtures import AMEND, Amendment, Connection, Query, Thing, UPLOAD
from triplicate.api.dialect import serve
from triplicate.api.request import Request
from triplicate.api.response import Response
from triplicate.api.transaction import run_once
from triplicate.api.uploads import Upload

async def amend(request: Request[Query, Amendment]) -> Thing | Response:
    if request.parameters.limit > 1:
        return Response(304, b"")
    return Thing(request.body.name)
async def store(request: Request[Query, Upload]) -> Response:
    return await run_once(request, UPLOAD, lambda uow, context: Thing(str(request.body.size)))
def call(client: Connection) -> str:
    return client.call(AMEND).name
ENDPOINTS = (serve(AMEND, amend), serve(UPLOAD, store))

async def other_reply(request: Request[Query, Amendment]) -> Amendment:
    return request.body
async def other_body(request: Request[Query, Thing]) -> Thing:
    return request.body
async def json_for_a_file(request: Request[Query, Amendment]) -> Thing:
    return Thing("x")
async def other_parameters(request: Request[Amendment, Amendment]) -> Thing:
    return Thing("x")
serve(AMEND, other_reply)  # refused
serve(AMEND, other_body)  # refused
serve(UPLOAD, json_for_a_file)  # refused
serve(AMEND, other_parameters)  # refused

async def unknown_parameter(request: Request[Query, Amendment]) -> int:
    return request.parameters.colour  # refused
async def unknown_member(request: Request[Query, Amendment]) -> str:
    return request.body.colour  # refused
async def other_reply_in_a_transaction(request: Request[Query, Upload]) -> Response:
    return await run_once(request, UPLOAD, lambda uow, context: Amendment("x"))  # refused
def other_reply_of_a_client(client: Connection) -> Amendment:
    return client.call(AMEND)  # refused
"""


def test_what_does_not_fit_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    module = tmp_path / "handlers.py"
    module.write_text(CODE)
    output, errors, _ = api.run(["--no-error-summary", str(module)])
    assert not errors
    refused = {int(line) for line in re.findall(r"(?m)handlers\.py:(\d+): error: ", output)}
    assert refused == {number for number, line in enumerate(CODE.split("\n"), 1) if "# refused" in line}, output
