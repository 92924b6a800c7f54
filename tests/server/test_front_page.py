"""`GET /`: a person with a browser gets to the API reference."""

import httpx
import pytest


def test_it_leads_to_the_reference(client: httpx.Client) -> None:
    reply = client.get("/")
    assert (reply.status_code, reply.headers["location"]) == (303, "/docs")
    assert client.get("/", follow_redirects=True).headers["content-type"].startswith("text/html")
    assert client.head("/").status_code == 303
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("path", ["//", "//docs"])
def test_nothing_else_does(client: httpx.Client, path: str) -> None:
    assert client.build_request("GET", f"http://in.process.test{path}").url.path == path
    assert client.get(str(client.base_url).rstrip("/") + path).status_code == 404
