"""Orders name artwork as their files, and nothing that was not inspected as such or could be deleted under them."""

from typing import Any

from tests.app.files.artwork_fixtures import PDF, image
from tests.dialects.native.files.test_files import uploaded
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, error_code, problem_paths
from triplicate.app.documents.import_document import build_import_context
from triplicate.app.files import signed_links
from triplicate.app.ports import UnitOfWork
from triplicate.core.access import OPERATOR


def test_a_document_is_no_file_of_an_order(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    document = uploaded(api, b"<script>alert(1)</script>", "x.html")
    refused = api.request("POST", "/orders", {"lines": [card_line(), card_line(file=document["id"])]})
    assert problem_paths(refused) == ["$.lines[1].file"]
    assert "must be artwork" in refused.text
    api.request("DELETE", f"/files/{document['id']}", status=200)


def test_a_line_is_not_amended_to_a_document(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    document = uploaded(api, PDF)
    artwork = uploaded(api, image(), data={"purpose": "artwork"})
    order = api.request("POST", "/orders", {"lines": [card_line(file=artwork["id"])]}, status=201).json()
    line = {**card_line(file=document["id"]), "id": order["lines"][0]["id"]}
    etag = {"If-Match": api.request("GET", f"/orders/{order['id']}").headers["etag"]}
    refused = api.request("PATCH", f"/orders/{order['id']}", {"lines": [line]}, headers=etag)
    assert problem_paths(refused) == ["$.lines[0].file"]
    assert error_code(api.request("DELETE", f"/files/{artwork['id']}")) == (409, "permanent-file")


def test_an_imported_document_names_artwork_alone(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    installation = api.installation
    document = uploaded(api, PDF)
    artwork = uploaded(api, PDF, data={"purpose": "artwork"})

    def resolved(uow: UnitOfWork) -> list[Any]:
        account = uow.accounts.get(api.account)
        assert account is not None
        file_of = build_import_context(uow, account, installation.context(OPERATOR, "test")).file_of
        links = [signed_links.link_path(installation.keys, file["id"], 1) for file in (artwork, document)]
        return [file_of(text) for text in (artwork["id"], document["id"], *links)]

    assert installation.store.run("resolve", resolved) == [artwork["id"], None, artwork["id"], None]
