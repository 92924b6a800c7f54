"""An installation with two Printags accounts and their tokens, for uploads of artwork."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.conformance.operation_fixtures import error_message as dialect_error_message
from tests.server.application_fixtures import TransportMode, open_client
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import UnitOfWork
from triplicate.core.access import READ, WRITE
from triplicate.main import Installation

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
GRANTS = {
    "ours": Grant("printags", ACCOUNT, scopes=(READ, WRITE)),
    "theirs": Grant("printags", OTHER_ACCOUNT, scopes=(READ, WRITE)),
    "reader": Grant("printags", ACCOUNT, scopes=(READ,)),
    "operator": Grant("printags", None, scopes=(READ, WRITE)),
}
FILES_PATH = "/accounts/@me/files"


class UploadApi(NamedTuple):
    """An installation that is served, a client, and tokens by the name of their bearer."""

    installation: Installation
    client: httpx.Client
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return "a studio"

    def auth_headers(self, who: str = "ours") -> dict[str, str]:
        """The headers that somebody sends."""
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def request(self, method: str, path: str, who: str = "ours", **more: Any) -> httpx.Response:
        """The answer to a request of somebody's."""
        headers = self.auth_headers(who) | more.pop("headers", {})
        return self.client.request(method, path, headers=headers, **more)

    def upload(self, content: bytes, who: str = "ours", name: str = "front.png", **more: Any) -> httpx.Response:
        """The answer to an upload, as httpx sends one."""
        return self.request("POST", FILES_PATH, who, files={"file": (name, content)}, **more)

    def stored_files(self) -> list[Path]:
        """The files on disk, drafts among them."""
        return [path for path in (self.installation.config.data / "files").rglob("*") if path.is_file()]


def tokens(installation: Installation) -> dict[str, str]:
    """Everybody's token, in an installation where nobody lived before."""

    def work(unit: UnitOfWork) -> dict[str, str]:
        for account in (ACCOUNT, OTHER_ACCOUNT):
            directory.create_account(unit, account, "An account", "EUR", installation.now())
        return {who: issue(unit, grant, installation.now(), installation.keys.jwt)[0] for who, grant in GRANTS.items()}

    return installation.store.run("tokens", work)


@contextmanager
def open_upload_api(installation: Installation, way: TransportMode) -> Iterator[UploadApi]:
    """A studio in an installation of its own."""
    with open_client(installation.application(), way) as client:
        yield UploadApi(installation, client, tokens(installation))


def uploaded_id(reply: httpx.Response) -> str:
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


def error_message(reply: httpx.Response, status: int = 400) -> str:
    """The sentence of a refusal."""
    return dialect_error_message(reply, "printags", status)
