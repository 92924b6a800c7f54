"""Somebody who uploads artwork to Printags: a house with two accounts, and the tokens of those who work there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.conformance.operation_fixtures import message
from tests.server.application_fixtures import Way, asking
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import Unit
from triplicate.core.access import READ, WRITE
from triplicate.main import House

OURS, THEIRS = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
GRANTS = {
    "ours": Grant("printags", OURS, scopes=(READ, WRITE)),
    "theirs": Grant("printags", THEIRS, scopes=(READ, WRITE)),
    "reader": Grant("printags", OURS, scopes=(READ,)),
    "operator": Grant("printags", None, scopes=(READ, WRITE)),
}
FILES = "/accounts/@me/files"


class Studio(NamedTuple):
    """A house that is served, a client, and tokens by the name of their bearer."""

    house: House
    client: httpx.Client
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return "a studio"

    def signed_in(self, who: str = "ours") -> dict[str, str]:
        """The headers that somebody sends."""
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def ask(self, method: str, path: str, who: str = "ours", **more: Any) -> httpx.Response:
        """The answer to a request of somebody's."""
        headers = self.signed_in(who) | more.pop("headers", {})
        return self.client.request(method, path, headers=headers, **more)

    def upload(self, content: bytes, who: str = "ours", name: str = "front.png", **more: Any) -> httpx.Response:
        """The answer to an upload, as httpx sends one."""
        return self.ask("POST", FILES, who, files={"file": (name, content)}, **more)

    def stored(self) -> list[Path]:
        """The files on disk, drafts among them."""
        return [path for path in (self.house.config.data / "files").rglob("*") if path.is_file()]


def tokens(house: House) -> dict[str, str]:
    """Everybody's token, in a house where nobody lived before."""

    def work(unit: Unit) -> dict[str, str]:
        for account in (OURS, THEIRS):
            directory.create_account(unit, account, "An account", "EUR", house.now())
        return {who: issue(unit, grant, house.now(), house.keys.jwt)[0] for who, grant in GRANTS.items()}

    return house.store.run("tokens", work)


@contextmanager
def opened(house: House, way: Way) -> Iterator[Studio]:
    """A studio in a house of its own."""
    with asking(house.application(), way) as client:
        yield Studio(house, client, tokens(house))


def uploaded(reply: httpx.Response) -> str:
    """The id of what was uploaded, after a look at the answer."""
    assert reply.status_code == 200, reply.text
    assert reply.json().keys() == {"success", "files"}
    assert reply.json()["success"] is True
    (file,) = reply.json()["files"].values()
    assert file.keys() == {"id", "mimeType", "size", "createdAt"}
    assert reply.json()["files"] == {"file": file}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", file["id"])
    assert datetime.fromisoformat(file["createdAt"]).tzinfo is not None
    return str(file["id"])


def refused(reply: httpx.Response, status: int = 400) -> str:
    """The sentence of a refusal."""
    return message(reply, "printags", status)
