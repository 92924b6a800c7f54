"""`/docs`: pages with every operation of every dialect, without scripts or external resources."""

import base64
import hashlib
import re
import subprocess
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import httpx
import pytest

from tests.api.sample_dialect_fixtures import SampleHandlers
from tests.conformance.operation_fixtures import DIALECTS, error_message
from tests.conftest import Demo
from tests.server.application_fixtures import open_client
from triplicate.api import openapi
from triplicate.api.dialect import Dialect
from triplicate.api_reference.operations import read_operations
from triplicate.main import Installation

PAGES = ["/docs", *(f"/docs/{name}" for name in DIALECTS)]
pages = pytest.mark.parametrize("path", PAGES)


class Page(HTMLParser):
    """A page as a browser sees it: its elements, its text, and what its links name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


@pages
def test_a_page_is_well_formed_and_loads_nothing(client: httpx.Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = Page(reply.text)
    names = {name for name, _ in page.elements}
    assert names.isdisjoint({"script", "link", "img", "iframe", "form", "object", "embed"})
    assert not page.all("style"), "the policy would not let it count"
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


@pages
def test_its_policy_allows_its_own_style_sheet_and_nothing_else(client: httpx.Client, path: str) -> None:
    reply = client.get(path)
    (style,) = re.findall(r"<style>(.*?)</style>", reply.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert "url(" not in style
    assert "@import" not in style


@pages
def test_its_links_lead_somewhere(client: httpx.Client, path: str) -> None:
    reply = client.get(path)
    page, ids = Page(reply.text), set(Page(reply.text).all("id"))
    for link in page.all("href"):
        if link.startswith("#"):
            assert link[1:] in ids
        elif not link.startswith("https://"):
            assert client.get(str(reply.url.join(link))).status_code == 200, link


@pytest.mark.parametrize("name", DIALECTS)
def test_every_operation_is_told(client: httpx.Client, name: str) -> None:
    text = Page(client.get(f"/docs/{name}").text).text
    for op in DIALECTS[name].operations:
        assert op.summary in text
        assert op.access.scope in text
        for path in op.paths:
            assert f"{op.method} {path}" in text
        for field in op.parameters.__struct_fields__:
            assert field in text


@pytest.mark.parametrize("name", DIALECTS)
def test_it_says_where_a_token_comes_from(client: httpx.Client, name: str) -> None:
    text = Page(client.get(f"/docs/{name}").text).text
    assert f"triplicate token create {name} --{'user' if DIALECTS[name].security.signed else 'account'}" in text


def test_a_long_command_stays_in_its_box() -> None:
    """It is broken anywhere, and pasted as one line all the same."""
    style = files("triplicate.api_reference").joinpath("templates/style.css").read_text()
    assert "figure pre { white-space: pre-wrap; }" in style
    assert "figure pre code { overflow-wrap: anywhere; }" in style


def test_members_that_are_asked_for_are_told_with_their_rules(client: httpx.Client) -> None:
    text = Page(client.get("/docs/native").text).text
    for word in ("unit_price", "An exact decimal", "required", "Idempotency-Key", "If-Match", "at most 100"):
        assert word in text


@pytest.mark.parametrize("path", ["/docs/", "/docs/nobody", "/docs/native/", "/docs/native/x", "/docs//native"])
def test_other_pages_are_not_there(client: httpx.Client, path: str) -> None:
    error_message(client.get(path), None, 404)


def test_head_and_other_methods(client: httpx.Client) -> None:
    whole, head = client.get("/docs"), client.head("/docs")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    error_message(client.post("/docs"), None, 405)


def test_commands_name_the_address_that_was_asked(client: httpx.Client) -> None:
    reply = client.get("/docs/native", headers={"Host": "orders.example.com:8443"})
    assert "'http://orders.example.com:8443/v1/orders/ORDER_ID'" in Page(reply.text).text


@pytest.mark.parametrize("host", ["'; rm -rf /; '", "<script>", "a b", '"', "$(id)", "a" * 300])
def test_an_address_that_is_none_is_not_repeated(client: httpx.Client, host: str) -> None:
    """On a socket, what no host can be is refused before (RFC 9112, 3.2)."""
    reply = client.get("/docs/native", headers={"Host": host})
    if reply.status_code == 400:
        assert reply.json()["detail"] == "Host: must be a host name or address, with or without a port"
    else:
        assert "'http://localhost/v1/orders/ORDER_ID'" in Page(reply.text).text


def test_commands_name_the_public_url_where_there_is_one(demo: Demo) -> None:
    installation = Installation(demo.database.config("https://shop.example.com/api"))
    with open_client(installation.application(), "in process") as client:
        text = Page(client.get("/docs/native").text).text
    installation.store.close()
    assert "'https://shop.example.com/api/v1/orders/ORDER_ID'" in text


def operation(id: str) -> Any:
    """An operation of the workshop as the reference has it."""
    groups, _ = read_operations(openapi.openapi_document(SampleHandlers().dialect()))
    return next(found for group in groups for found in group.operations if found.id == id)


def test_operations_come_in_their_groups() -> None:
    groups, kinds = read_operations(openapi.openapi_document(SampleHandlers().dialect()))
    told = {group.name: [found.id for found in group.operations] for group in groups}
    assert told == {"things": ["make"], "": ["list", "look", "amend", "drop", "end", "upload"]}
    assert {kind.name for kind in kinds} == {"Created", "FailureBody"}


def test_members_are_told_in_words() -> None:
    members = {member.name: member for member in operation("make").body.members}
    assert [(name, member.required) for name, member in members.items()] == [
        ("name", True),
        ("count", True),
        ("colour", False),
        ("parts", False),
    ]
    assert members["name"].description == "What it is called."
    assert members["name"].rules == ("not empty", "40 characters at most")
    assert members["count"].rules == ("at least 1", "at most 1000")
    assert (members["colour"].kind, members["colour"].values) == ("one of", ("green", "red"))
    assert members["colour"].rules == ("default red",)
    assert (members["parts"].kind, members["parts"].description) == ("list of objects", "One part of a thing.")
    inside = {member.name: member for member in members["parts"].members}
    assert (inside["weight"].kind, inside["weight"].rules) == ("number or null", ("more than 0",))


def test_a_type_that_holds_itself_ends() -> None:
    described = openapi.openapi_document(SampleHandlers().dialect())
    thing = described["components"]["schemas"]["Thing"]
    thing["properties"]["inner"] = {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Thing"}]}
    groups, _ = read_operations(described)
    body = next(found.body for group in groups for found in group.operations if found.id == "make")
    assert body is not None
    (inner,) = [member for member in body.members if member.name == "inner"]
    assert inner.members == ()


@pytest.mark.parametrize("dialect", [*DIALECTS.values(), SampleHandlers().dialect()], ids=lambda dialect: dialect.name)
def test_commands_are_what_a_shell_understands(dialect: Dialect) -> None:
    """A shell takes each apart into curl, its options, and a body that is the example."""
    groups, _ = read_operations(openapi.openapi_document(dialect))
    examples = {op.name: op.example for op in dialect.operations}
    for found in (one for group in groups for one in group.operations):
        script = f'curl() {{ printf \'%s\\n\' "$#" "$@"; }}; uuidgen() {{ echo u; }}; {found.curl}'
        shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, env={"TOKEN": "t"})
        assert shown.stderr == ""
        assert any(f"{name}: " in shown.stdout for name in ("Authorization", "accessToken"))
        assert ("Idempotency-Key: u" in shown.stdout) is (found.method != "GET")
        if examples[found.id] is not None:
            _, _, body = shown.stdout.partition("\n-d\n")
            assert httpx.Response(200, text=body).json() == examples[found.id]


def test_the_type_of_every_problem_is_a_place_in_the_reference(client: httpx.Client) -> None:
    """Whoever follows the `type` of a problem finds what its code means."""
    (native,) = (dialect for dialect in DIALECTS.values() if dialect.name == "native")
    places = Page(client.get("/docs/native").text).all("id")
    kind = client.get("/v1/orders").json()["type"]
    assert kind == "/docs/native#not-signed-in"
    assert {f"/docs/native#{code}" for code in native.codes} <= {f"/docs/native#{place}" for place in places}
