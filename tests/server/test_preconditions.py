"""If-Match: which versions match, when it is required, and that no concurrent change is overwritten."""

from threading import Barrier, Thread

import httpx
import pytest

from tests.api.sample_dialect_fixtures import SampleServer


def amend(shop: SampleServer, if_match: str | None, **more: str) -> httpx.Response:
    headers = more | ({} if if_match is None else {"If-Match": if_match})
    return shop.request("PATCH", "/things/1", headers=headers)


def test_who_does_not_say_is_asked_to(sample_server: SampleServer) -> None:
    reply = amend(sample_server, None)
    assert (reply.status_code, reply.json()["failure"]) == (428, "PreconditionRequired")
    assert sample_server.handlers.begun == 0


def test_it_is_asked_before_the_body_is_looked_at(sample_server: SampleServer) -> None:
    assert sample_server.request("PATCH", "/things/1", content=b"{").status_code == 428


@pytest.mark.parametrize(
    "form",
    ["*", '"0-anything"', '"0-"', '"9-a", "0-b"', 'W/"9-a","0-b"', '"not ours","0-5f3-1s-29000000"'],
)
def test_who_knows_the_version_may_change_it(sample_server: SampleServer, form: str) -> None:
    assert amend(sample_server, form).status_code == 201
    assert sample_server.created_count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "form",
    [
        '"1-x"',
        'W/"0-x"',
        '"0"',
        "0-x",
        '"x-0-"',
        '"00000000000000000000-x"',
        '""',
        "",
        '"-0-x"',
        '"0x-1"',
        "W/*",
        '"*"',
    ],
)
def test_who_means_another_version_may_not(sample_server: SampleServer, form: str) -> None:
    reply = amend(sample_server, form)
    assert (reply.status_code, reply.json()["failure"]) == (412, "VersionConflict")
    assert sample_server.created_count() == 0


def test_the_tag_of_an_answer_is_good_for_the_next_change_and_no_other(sample_server: SampleServer) -> None:
    tag = amend(sample_server, '"0-x"').headers["etag"]
    assert amend(sample_server, tag).status_code == 201
    assert amend(sample_server, tag).status_code == 412
    assert sample_server.created_count() == 2


def test_of_many_who_change_one_version_one_does(sample_server: SampleServer) -> None:
    statuses: list[int] = []
    together = Barrier(8)

    def change() -> None:
        together.wait()
        statuses.append(amend(sample_server, '"0-x"').status_code)

    threads = [Thread(target=change) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [412] * 7
    assert sample_server.created_count() == 1
