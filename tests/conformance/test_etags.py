"""Conditional requests: strong ETags, 304 without a body, and never a 304 for callers without access."""

import re
from typing import Any

import httpx
import pytest

from tests.conformance.operation_fixtures import DIALECTS, auth_headers, error_message, get_order, id_in, order_url
from tests.conformance.operation_fixtures import own_parameters as asking_own
from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_secrets_over_http import WITH_SECRETS
from tests.conftest import Demo
from tests.server.application_fixtures import open_client
from triplicate.api import demo as demo_api
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.files import signed_links
from triplicate.core import ids
from triplicate.demo import documents

dialects = pytest.mark.parametrize("dialect", sorted(DIALECTS))
WITH_IMAGES = ids.derived_guid("demo", "order", "0")
WITH_LINKS = [name for name, conformance in CONFORMANCES.items() if "images" in conformance.facts]


def own(demo: Demo, dialect: str) -> str:
    return asking_own(demo, dialect)["orderId"]


def whole(client: httpx.Client, demo: Demo, dialect: str) -> Any:
    """The document that is there: the vendor's own sample, where the dialect is a vendor's."""
    if dialect != "native":
        return documents.vendor_sample(dialect)
    return get_order(client, demo, dialect, own(demo, dialect)).json()


@dialects
def test_the_tag_is_strong_and_steady(client: httpx.Client, demo: Demo, dialect: str) -> None:
    first, second = (get_order(client, demo, dialect, own(demo, dialect)).headers["etag"] for _ in range(2))
    assert first == second
    assert re.fullmatch(r'"[!#-~]+"', first)


@dialects
@pytest.mark.parametrize("form", ["{}", "W/{}", '"a", {}', '{}, "b"', '"a",W/{} , "b"', "*", " {} "])
def test_who_has_it_is_told_so(client: httpx.Client, demo: Demo, dialect: str, form: str) -> None:
    tag = get_order(client, demo, dialect, own(demo, dialect)).headers["etag"]
    reply = get_order(client, demo, dialect, own(demo, dialect), **{"If-None-Match": form.format(tag).strip()})
    assert reply.status_code == 304
    assert reply.content == b""
    assert reply.headers["etag"] == tag


@dialects
@pytest.mark.parametrize("form", ['"other"', '"a", "b"', "{bare}", "", '"', "W/", '"*"', "{tag}x", '"x{bare}"'])
def test_who_has_another_gets_it(client: httpx.Client, demo: Demo, dialect: str, form: str) -> None:
    tag = get_order(client, demo, dialect, own(demo, dialect)).headers["etag"]
    header = form.format(tag=tag, bare=tag.strip('"'))
    reply = get_order(client, demo, dialect, own(demo, dialect), **{"If-None-Match": header})
    assert reply.status_code == 200
    assert reply.json() == whole(client, demo, dialect)


@dialects
def test_the_header_may_be_repeated(client: httpx.Client, demo: Demo, dialect: str) -> None:
    """Several header lines of one name are one list (RFC 9110, 5.3)."""
    url = order_url(dialect, own(demo, dialect))
    credentials = list(auth_headers(dialect, demo.token(dialect)).items())
    tag = client.get(url, headers=credentials).headers["etag"]
    reply = client.get(url, headers=[*credentials, ("If-None-Match", tag), ("If-None-Match", '"other"')])
    assert reply.status_code == 304


@dialects
def test_no_304_without_a_credential(client: httpx.Client, demo: Demo, dialect: str) -> None:
    url = order_url(dialect, own(demo, dialect))
    error_message(client.get(url, headers={"If-None-Match": "*"}), dialect, 401)
    stranger = auth_headers(dialect, demo.token(dialect, "stranger_token"))
    reply = client.get(url, headers=stranger | {"If-None-Match": "*"})
    error_message(reply, dialect, CONFORMANCES[dialect].absent_status)


@pytest.mark.parametrize("dialect", WITH_SECRETS)
def test_the_dialects_tags_may_not_be_mixed_up_with_secrets(client: httpx.Client, demo: Demo, dialect: str) -> None:
    """With and without the secrets the documents differ, so the tags must."""
    installation, now = demo.installation, demo.installation.now()
    blind = installation.store.run(
        "token", lambda unit: issue(unit, Grant(dialect, demo_api.ACCOUNT), now, installation.keys.jwt)[0]
    )
    url = order_url(dialect, own(demo, dialect))
    seeing = client.get(url, headers=auth_headers(dialect, demo.token(dialect)))
    without = client.get(url, headers=auth_headers(dialect, blind))
    assert seeing.json() != without.json()
    assert seeing.headers["etag"] != without.headers["etag"]


@pytest.mark.parametrize("dialect", WITH_LINKS)
def test_a_tag_with_signed_links_lasts_one_window(client: httpx.Client, demo: Demo, dialect: str) -> None:
    before = signed_links.window()
    tags = {get_order(client, demo, dialect, id_in(dialect, WITH_IMAGES)).headers["etag"] for _ in range(3)}
    assert len(tags) <= 1 + signed_links.window() - before
    assert any(re.search(rf"\b{window}\"$", tag) for tag in tags for window in (before, signed_links.window()))
    assert str(signed_links.window()) not in get_order(client, demo, dialect, own(demo, dialect)).headers["etag"]


@dialects
def test_every_process_gives_the_same_tag(client: httpx.Client, demo: Demo, dialect: str) -> None:
    with open_client(demo.installation.application(), "in process") as other:
        tags = {get_order(one, demo, dialect, own(demo, dialect)).headers["etag"] for one in (client, other)}
    assert len(tags) == 1


@dialects
def test_shared_caches_keep_no_order(client: httpx.Client, demo: Demo, dialect: str) -> None:
    """Not every dialect signs in with a header that caches know to respect."""
    url, headers = order_url(dialect, own(demo, dialect)), auth_headers(dialect, demo.token(dialect))
    reply = client.get(url, headers=headers)
    assert reply.headers["cache-control"] == "private, no-cache"
    again = client.get(url, headers={**headers, "If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "private, no-cache")
    assert client.get(url).headers["cache-control"] == "no-store"


@dialects
def test_a_copy_without_secrets_is_made_twice_at_most(demo: Demo, dialect: str) -> None:
    """The third answer, and a 304 after it, are those of the kept copy; another caller's secrets are never in it."""
    application = demo.installation.application()
    copies = application._services.copies
    with open_client(application, "in process") as client:
        first = get_order(client, demo, dialect, own(demo, dialect))
        assert len(copies) == 0, "most orders that are read once are not read again soon"
        get_order(client, demo, dialect, own(demo, dialect))
        copy_count = len(copies)
        second = get_order(client, demo, dialect, own(demo, dialect))
        assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
        tags = {"If-None-Match": first.headers["etag"]}
        assert get_order(client, demo, dialect, own(demo, dialect), **tags).status_code == 304
        assert len(copies) == copy_count <= 1
        shows_secrets = b"privateKey" in first.content
        assert copy_count == (0 if shows_secrets else 1)


@pytest.mark.parametrize("dialect", WITH_LINKS)
def test_a_kept_copy_with_links_is_for_one_address_and_one_window(demo: Demo, dialect: str) -> None:
    """Its links lead to where the caller asked, and are signed in the window that its tag names."""
    application = demo.installation.application()
    with open_client(application, "in process") as client:
        get_order(client, demo, dialect, id_in(dialect, WITH_IMAGES), host="one.test")
        for host in ("one.test", "one.test", "two.test", "one.test"):
            reply = get_order(client, demo, dialect, id_in(dialect, WITH_IMAGES), host=host)
            assert f"://{host}/media/" in reply.text
            (copy,) = application._services.copies._copies.values()
            assert copy.links is not None
            assert copy.links[1].endswith(host)
            assert reply.headers["etag"].endswith(f'-{copy.links[0]}"')
            assert copy.body == reply.content
        key, stale = next(iter(application._services.copies._copies.items()))
        assert stale.links is not None
        past = stale._replace(body=b"past", links=(stale.links[0] - 1, stale.links[1]))
        application._services.copies.put(key, past)
        assert get_order(client, demo, dialect, id_in(dialect, WITH_IMAGES), host="one.test").content != b"past"
