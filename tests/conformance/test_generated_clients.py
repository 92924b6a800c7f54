"""Clients that public generators make from the OpenAPI documents: every operation is there, typed, and works."""

import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import msgspec
import pytest

from tests.app.files.artwork_fixtures import image
from tests.conformance.operation_fixtures import (
    DIALECTS,
    OPERATION_PATHS,
    OperationPath,
    auth_headers,
    minimal_body_of,
    own_parameters,
)
from tests.conftest import Demo
from tests.server.application_fixtures import InProcessTransport
from tests.store.database_fixtures import DatabaseFactory
from triplicate.api.bodies import NoBody, UploadBody
from triplicate.api.openapi import openapi_document
from triplicate.api.replies import FileReply
from triplicate.demo import data
from triplicate.main import Installation

pytestmark = pytest.mark.slow
FIRST_PATHS = [route for route in OPERATION_PATHS if route.path == route.operation.paths[0]]
UNTYPED_WARNING = "Unsupported content_type */*"
"""What the generator says of the content of a file, which it leaves as bytes."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the OpenAPI document of each dialect."""
    folder = tmp_path_factory.mktemp("openapi")
    for dialect in DIALECTS.values():
        folder.joinpath(f"{dialect.name}.json").write_bytes(msgspec.json.encode(openapi_document(dialect)))
    return folder


@pytest.fixture(scope="module")
def warnings(documents: Path) -> Iterator[dict[str, str]]:
    """The warnings of a generator that made a client package for each dialect, importable as `generated_<dialect>`."""
    settings = documents / "settings.json"
    settings.write_text('{"post_hooks": []}')
    output = {}
    for name in DIALECTS:
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
        command += ["--path", f"{name}.json", "--output-path", f"generated_{name}", "--config", settings.name]
        done = subprocess.run(command, cwd=documents, capture_output=True, text=True, check=True)
        output[name] = done.stdout + done.stderr
    sys.path.insert(0, str(documents))
    yield output
    sys.path.remove(str(documents))


@pytest.fixture(scope="module")
def own_demo(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that the generated clients may change."""
    with databases.create("sqlite", tmp_path_factory.mktemp("demo")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        data.prepare(installation, orders=0)
        yield Demo(installation, database, data.credentials(installation, "http://in.process.test"))
        installation.store.close()


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_the_generator_leaves_nothing_out(warnings: dict[str, str], dialect: str) -> None:
    output = warnings[dialect]
    assert "Unable to" not in output
    files = [op for op in DIALECTS[dialect].operations if isinstance(op.reply, FileReply)]
    responses = 2 * len(files)  # the whole file and a range of it
    assert output.count("WARNING") == output.count(UNTYPED_WARNING) == responses, output


@pytest.mark.parametrize("route", FIRST_PATHS, ids=str)
def test_every_operation_works(warnings: dict[str, str], own_demo: Demo, route: OperationPath) -> None:
    """It is answered as the document says, in a type of the generated package."""
    dialect = route.dialect.name
    transport = InProcessTransport(own_demo.installation.application())
    client = importlib.import_module(f"generated_{dialect}").Client(
        base_url="http://in.process.test",
        headers=auth_headers(dialect, own_demo.token(dialect)),
        httpx_args={"transport": transport},
    )
    with client:
        function = _operation_module(dialect, route).sync_detailed
        reply = function(client=client, **_arguments(function, own_demo, route))
    assert str(int(reply.status_code)) in _statuses(route), reply.content
    if reply.status_code != 200 or not isinstance(route.operation.reply, FileReply):
        assert reply.parsed is not None, reply.content


def _operation_module(dialect: str, route: OperationPath) -> ModuleType:
    tag = _snake_case(route.operation.tags[0]) if route.operation.tags else "default"
    return importlib.import_module(f"generated_{dialect}.api.{tag}.{_snake_case(route.operation.name)}")


def _arguments(function: Any, demo: Demo, route: OperationPath) -> dict[str, Any]:
    """An argument for each parameter that we have a value for, under the generator's names."""
    parameters = inspect.signature(function).parameters
    ids = {_snake_case(name): value for name, value in own_parameters(demo, route.dialect.name).items()}
    known = ids | {"account_id": "@me", "if_match": "*"}
    arguments = {name: value for name, value in known.items() if name in parameters}
    if not isinstance(route.operation.body, NoBody):
        arguments["body"] = _body(parameters["body"].annotation, route)
    return arguments


def _body(annotation: Any, route: OperationPath) -> Any:
    (kind,) = [kind for kind in get_args(annotation) or (annotation,) if hasattr(kind, "from_dict")]
    if not isinstance(route.operation.body, UploadBody):
        return kind.from_dict(minimal_body_of(route))
    file = importlib.import_module(f"generated_{route.dialect.name}.types").File
    return kind(**{route.operation.body.part: file(payload=image(), file_name="front.png", mime_type="image/png")})


def _statuses(route: OperationPath) -> set[str]:
    document = openapi_document(route.dialect)
    return set(document["paths"][route.path][route.operation.method.lower()]["responses"])


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_generated_models_take_the_samples(documents: Path, dialect: str) -> None:
    """datamodel-codegen knows every component by its name, and its classes take our sample replies."""
    target = documents / f"models_{dialect}.py"
    command = [sys.executable, "-m", "datamodel_code_generator", "--input", f"{dialect}.json", "--output", target.name]
    command += ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    subprocess.run(command, cwd=documents, capture_output=True, check=True)
    sys.path.insert(0, str(documents))
    try:
        models = importlib.import_module(target.stem)
    finally:
        sys.path.remove(str(documents))
    assert set(openapi_document(DIALECTS[dialect])["components"]["schemas"]) <= vars(models).keys()
    for kind, value in DIALECTS[dialect].samples.items():
        getattr(models, kind.__name__).model_validate(value)
